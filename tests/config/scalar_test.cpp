#include "config/scalar.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "config/yaml_parser.hpp"
#include "timbre/core/error.hpp"

namespace timbre::config {
namespace {

Node parsed(const std::string& yaml) {
  Problems problems;
  Node node = parse_yaml("key: " + yaml, "x.yaml", TextKind::file, problems);
  problems.throw_if_any();
  return std::move(*node.find("key"));
}

TEST(Scalar, NumbersReadBackToTheBitInTheFewestDigits) {
  for (const double value :
       {0.1, 1.0 / 3.0, 1e-3, -0.0, 5e-324, 1.7976931348623157e308, 1e15, 123456789.0, 1e300}) {
    const auto back = as_number(parsed(yaml_number(value)), {});
    ASSERT_TRUE(back) << yaml_number(value);
    EXPECT_EQ(*back, value);
    EXPECT_EQ(std::signbit(*back), std::signbit(value));
  }
  EXPECT_EQ(yaml_number(1e-3), "0.001");
  EXPECT_EQ(yaml_number(1e-7), "1e-7");
  EXPECT_EQ(yaml_number(-1.5e-10), "-1.5e-10");
  EXPECT_EQ(yaml_number(1e300), "1e300");
  EXPECT_EQ(yaml_number(1'000'000.0), "1000000");
  EXPECT_THROW(yaml_number(std::numeric_limits<double>::infinity()), ContractError);
}

TEST(Scalar, IntegersReadBack) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t value : {Limits::min(), std::int64_t{0}, Limits::max()}) {
    EXPECT_EQ(as_integer(parsed(yaml_integer(value)), {}), value);
  }
}

TEST(Scalar, TextsReadBackWhateverTheyHold) {
  for (const std::string text : {"plain",
                                 "with space",
                                 "",
                                 "5",
                                 "1e3",
                                 "-",
                                 "true",
                                 "No",
                                 "null",
                                 "~",
                                 "a: b",
                                 "# no",
                                 "quote \" and \\",
                                 "line\nbreak",
                                 "tab\t",
                                 "\x01",
                                 "caf\u00e9",
                                 "[a]",
                                 "{a}",
                                 "*a",
                                 "&a",
                                 "!a",
                                 "%a",
                                 "@a",
                                 "`a",
                                 "'a'",
                                 " a ",
                                 ".5",
                                 ".inf",
                                 "../configs/a.yaml",
                                 "/data/audio"}) {
    const Node node = parsed(yaml_text(text));
    EXPECT_EQ(as_text(node), text) << yaml_text(text);
  }
}

TEST(Scalar, TextsStandInQuotesOnlyWhereSomeReaderNeedsThem) {
  EXPECT_EQ(yaml_text("us8k_folds"), "us8k_folds");
  EXPECT_EQ(yaml_text("../configs/a-b.yaml"), "../configs/a-b.yaml");
  EXPECT_EQ(yaml_text("001"), "\"001\"");
  EXPECT_EQ(yaml_text("Yes"), "\"Yes\"");
}

TEST(Scalar, AllowedValuesInWords) {
  using Double = std::numeric_limits<double>;
  EXPECT_EQ(allowed_integers({1, 65536}), "integers from 1 to 65536");
  EXPECT_EQ(allowed_integers({0}), "integers from 0");
  EXPECT_EQ(allowed_integers({Double::lowest(), 5}), "integers up to 5");
  EXPECT_EQ(allowed_integers({}), "integers");
  EXPECT_EQ(allowed_numbers({1e-12, 1}), "numbers from 1e-12 to 1");
  EXPECT_EQ(allowed_numbers({}), "numbers");
  EXPECT_EQ(allowed_optional_numbers({0}), "numbers from 0, null");
}

}  // namespace
}  // namespace timbre::config
