#include <gtest/gtest.h>

#include "timbre/config/document.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::decode {
namespace {

DecodeOptions parse(const std::string& text) {
  return config::read<DecodeOptions>(config::Document::parse(text, "test.yaml"));
}

TEST(DecodeOptions, AreReadAndWritten) {
  EXPECT_EQ(parse("{}"), DecodeOptions{});
  const DecodeOptions expected{.truncate_to_16_bit = true};
  EXPECT_EQ(parse("truncate_to_16_bit: true"), expected);
  EXPECT_EQ(parse(config::to_yaml(expected)), expected);
  EXPECT_THROW(parse("truncate_to_16_bit: 16"), config::ConfigError);
}

}  // namespace
}  // namespace timbre::decode
