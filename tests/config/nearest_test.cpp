#include "config/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace timbre::config {
namespace {

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string_view> keys = {"batch_size", "epochs", "loss", "hop"};
  EXPECT_EQ(nearest("batchsize", keys), "batch_size");
  EXPECT_EQ(nearest("batch_szie", keys), "batch_size");  // neighbours swapped: one mistake
  EXPECT_EQ(nearest("epoch", keys), "epochs");
  EXPECT_EQ(nearest("los", keys), "loss");
  EXPECT_EQ(nearest("hpo", keys), "hop");
}

TEST(Nearest, GuessesNothingThatIsFar) {
  const std::vector<std::string_view> keys = {"batch_size", "epochs"};
  EXPECT_EQ(nearest("optimizer", keys), std::nullopt);
  EXPECT_EQ(nearest("", keys), std::nullopt);
  EXPECT_EQ(nearest("epochs", {}), std::nullopt);
}

TEST(Nearest, TheFirstOfEquallyNearOnes) {
  const std::vector<std::string_view> keys = {"low", "log"};
  EXPECT_EQ(nearest("lot", keys), "low");
}

TEST(Suggestion, IsASentenceOrNothing) {
  const std::vector<std::string_view> keys = {"epochs"};
  EXPECT_EQ(suggestion("epoch", keys), "; did you mean epochs?");
  EXPECT_EQ(suggestion("units", keys), "");
}

}  // namespace
}  // namespace timbre::config
