#include "cache/examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "timbre/core/error.hpp"

namespace timbre::cache {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Examples, OfPicturesAreBytesThatCopiesShare) {
  const Examples bytes = Examples({0, 255, 17}).as_bytes();
  const Examples copy = bytes;
  EXPECT_EQ(copy.size(), 3);
  EXPECT_EQ(copy.bytes().data(), bytes.bytes().data());
  EXPECT_THAT(copy.bytes(), ElementsAre(0, 255, 17));
  std::vector<float> room;
  EXPECT_THAT(copy.floats(room), ElementsAre(0.0f, 255.0f, 17.0f));
}

TEST(Examples, OfFloatsAreReadWhereTheyStand) {
  const Examples floats({0.5f, -1.0f});
  std::vector<float> room;
  EXPECT_THAT(floats.floats(room), ElementsAre(0.5f, -1.0f));
  EXPECT_THAT(room, IsEmpty());
  EXPECT_THAT(floats.bytes(), IsEmpty());
}

TEST(Examples, OnlyWholeNumbersOf8BitsBecomeBytes) {
  for (const float value : {0.5f, -1.0f, 256.0f, NAN, INFINITY}) {
    EXPECT_THROW(Examples({1, value}).as_bytes(), ContractError) << value;
  }
  EXPECT_EQ(Examples().as_bytes().size(), 0);
}

}  // namespace
}  // namespace timbre::cache
