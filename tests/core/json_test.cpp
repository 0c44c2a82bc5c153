#include "timbre/core/json.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Json, RoundTripsEveryKindOfValue) {
  const Json json = Json::object({{"nothing", nullptr},
                                  {"yes", true},
                                  {"count", 9007199254740993},
                                  {"share", 0.1},
                                  {"text", "tab\t \"quoted\" \\ \u00e9 \u0001"},
                                  {"list", Json(std::vector<int>{1, 2})},
                                  {"empty", Json::object()},
                                  {"none", Json::array()}});
  for (const int indent : {0, 2}) {
    const std::string text = json.dump(indent);
    EXPECT_EQ(Json::parse(text).dump(indent), text);
  }
  const Json back = Json::parse(json.dump());
  EXPECT_EQ(back.at("count").integer(), 9007199254740993);
  EXPECT_EQ(back.at("text").text(), json.at("text").text());
  EXPECT_TRUE(back.at("nothing").is_null());
}

TEST(Json, DoublesReadBackToTheBitInTheFewestDigits) {
  for (const double value : {0.1, 1.0 / 3.0, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 1.0,
                             1e22, 123456789.123456789}) {
    const std::string text = Json(value).dump();
    const Json back = Json::parse(text);
    EXPECT_EQ(back.number(), value) << text;
    EXPECT_EQ(std::signbit(back.number()), std::signbit(value)) << text;
    EXPECT_FALSE(back.is_integer()) << text;
  }
  EXPECT_EQ(Json(0.1).dump(), "0.1");
  EXPECT_EQ(Json(1.0).dump(), "1.0");
}

TEST(Json, NumbersThatJsonLacksBecomeNull) {
  EXPECT_EQ(Json(std::nan("")).dump(), "null");
  EXPECT_EQ(Json(-std::numeric_limits<double>::infinity()).dump(), "null");
}

TEST(Json, KeepsTheOrderOfKeysAndReplacesInPlace) {
  Json json;
  json.set("b", 1).set("a", 2).set("b", 3);
  EXPECT_EQ(json.dump(0), R"({"b":3,"a":2})");
  EXPECT_EQ(Json::parse(R"({"z": 1, "a": 2})").dump(0), R"({"z":1,"a":2})");
}

TEST(Json, RowsOfScalarsStandOnOneLine) {
  const Json json = Json::parse(R"({"rows": [[1, 2], [3, 4]], "none": []})");
  EXPECT_EQ(json.dump(), "{\n  \"rows\": [\n    [1, 2],\n    [3, 4]\n  ],\n  \"none\": []\n}");
}

TEST(Json, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(Json("caf\xe9").dump(), "\"caf\xef\xbf\xbd\"");
}

TEST(Json, ReadsNumbersOfBothKinds) {
  EXPECT_THAT(Json::parse("[1, 2.5]").numbers(), ElementsAre(1.0, 2.5));
  EXPECT_EQ(Json::parse("18446744073709551615").number(), 18446744073709551615.0);
}

TEST(Json, WrongUsesNameWhatIsWrong) {
  const Json json = Json::parse(R"({"a": 1.5})");
  EXPECT_THAT(message_of([&] { json.at("b"); }), HasSubstr("the key 'b' is missing"));
  EXPECT_THAT(message_of([&] { json.at("a").integer(); }), HasSubstr("an integer was expected"));
  EXPECT_THAT(message_of([&] { json.at("a").text(); }), HasSubstr("a text was expected"));
  EXPECT_EQ(json.at("a").find("x"), nullptr);
  EXPECT_THROW(Json(1).set("a", 2), ContractError);
  EXPECT_THROW(Json(1).push(2), ContractError);
  EXPECT_THROW(Json(~std::uint64_t{0}), ContractError);
}

TEST(Json, BadTextNamesSourceAndPlace) {
  const std::string message = message_of([] { Json::parse("{\n\"a\": }", "x.json"); });
  EXPECT_THAT(message, HasSubstr("x.json: not valid JSON: "));
  EXPECT_THAT(message, HasSubstr("line 2"));
  EXPECT_THAT(message, testing::Not(HasSubstr("exception")));
}

TEST(Json, LoadsAFile) {
  const test::Scratch scratch;
  write_file(scratch / "a.json", "[1]");
  EXPECT_EQ(Json::load(scratch / "a.json").dump(0), "[1]");
}

}  // namespace
}  // namespace timbre
