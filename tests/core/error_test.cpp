#include "timbre/core/error.hpp"

#include <gmock/gmock.h>

#include <string>

#include "support/message.hpp"

namespace timbre {
namespace {

TEST(Require, SaysWhereAndWhy) {
  EXPECT_NO_THROW(require(true, "never said"));
  const int line = __LINE__ + 1;
  const std::string message = test::message_of([] { require(false, "sizes differ"); });
  EXPECT_THAT(message, testing::ContainsRegex("error_test.cpp:" + std::to_string(line) + ": "));
  EXPECT_THAT(message, testing::EndsWith(": sizes differ"));
  EXPECT_THROW(require(false, ""), ContractError);
}

TEST(Error, KindsTellExitCodesApart) {
  EXPECT_THROW(throw RequestError(""), Error);
  EXPECT_THROW(throw Interrupted(), Error);
  EXPECT_STREQ(Interrupted().what(), "stopped by the user");
}

}  // namespace
}  // namespace timbre
