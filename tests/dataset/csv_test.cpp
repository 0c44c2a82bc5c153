#include "dataset/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::dataset {
namespace {

using test::message_of;
using testing::HasSubstr;

CsvTable parse(const std::string& text) {
  return CsvTable::parse(text, "list.csv");
}

TEST(Csv, ReadsRowsByTheHeadersNames) {
  const CsvTable table = parse("name,fold\na.wav,1\nb.wav,10\n");
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table.text(1, table.column("name")), "b.wav");
  EXPECT_EQ(table.integer(1, table.column("fold"), 1, 10), 10);
}

TEST(Csv, QuotedFieldsHoldCommasQuotesAndLineEnds) {
  const CsvTable table = parse("name,note\n\"a,b\",\"say \"\"hi\"\"\ntwice\"\nc,\"\"\n");
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table.text(0, 0), "a,b");
  EXPECT_EQ(table.text(0, 1), "say \"hi\"\ntwice");
  EXPECT_EQ(table.text(1, 1), "");
  EXPECT_EQ(table.place(1), "list.csv:4");
}

TEST(Csv, TakesWindowsLineEndsAByteOrderMarkBlankLinesAndAMissingLastLineEnd) {
  const CsvTable table = parse("\xEF\xBB\xBFname,fold\r\n\r\n\"a.wav\",1\r\nb.wav,2");
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table.column("name"), 0u);
  EXPECT_EQ(table.text(0, 1), "1");
  EXPECT_EQ(table.place(0), "list.csv:3");
  EXPECT_EQ(table.text(1, 1), "2");
}

TEST(Csv, KeepsEmptyFieldsAtTheEndOfALine) {
  EXPECT_EQ(parse("a,b,c\n,,\n").text(0, 2), "");
}

TEST(Csv, SaysWhereARowHasTooFewOrTooManyFields) {
  EXPECT_THAT(message_of([] { parse("a,b\n1,2\n3\n"); }),
              HasSubstr("list.csv:3: 1 fields where the header has 2"));
  EXPECT_THAT(message_of([] { parse("a,b\n1,2,3\n"); }),
              HasSubstr("list.csv:2: 3 fields where the header has 2"));
}

TEST(Csv, SaysWhereAQuoteIsOpenedAndNotClosed) {
  EXPECT_THAT(message_of([] { parse("a,b\n1,\"2\n3,4\n"); }),
              HasSubstr("list.csv:2: a quote is opened and never closed"));
  EXPECT_THAT(message_of([] { parse("a,b\n\"1\"x,2\n"); }),
              HasSubstr("list.csv:2: text follows a closing quote"));
}

TEST(Csv, NamesAMissingColumnAndThoseThereAre) {
  EXPECT_THAT(message_of([] { parse("a,b\n").column("fold"); }),
              HasSubstr("list.csv:1: the column 'fold' is missing; there are a, b"));
}

TEST(Csv, NamesANumberThatIsNoneOrOutOfRange) {
  for (const std::string value : {"eleven", "11", "0", "", "1.0", "1 ", "99999999999999999999"}) {
    const CsvTable table = parse("name,fold\na," + value + "\n");
    EXPECT_THAT(
        message_of([&] { table.integer(0, 1, 1, 10); }),
        HasSubstr("list.csv:2: fold is '" + value + "'; allowed are whole numbers from 1 to 10"));
  }
}

TEST(Csv, NamesAFileThatIsEmptyOrMissing) {
  const test::Scratch scratch;
  const auto path = scratch / "list.csv";
  EXPECT_THAT(message_of([&] { CsvTable::load(path); }), HasSubstr(path.string()));
  write_file(path, "");
  EXPECT_THAT(message_of([&] { CsvTable::load(path); }),
              HasSubstr(path.string() + ": the file is empty"));
}

}  // namespace
}  // namespace timbre::dataset
