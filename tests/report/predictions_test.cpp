#include <gtest/gtest.h>

#include "report/predictions.hpp"
#include "timbre/core/error.hpp"

namespace timbre::report {
namespace {

const std::vector<std::string> quoted_classes = {"bark", "horn, long", "say \"ah\""};

TEST(Predictions, NamesTheColumnsAndQuotesThem) {
  EXPECT_EQ(predictions_header(quoted_classes),
            "trial,clip,segment,label,prediction,bark,\"horn, long\",\"say \"\"ah\"\"\"\r\n");
}

TEST(Predictions, WritesSegmentsAndVotes) {
  const std::vector<PredictionRow> rows = {{2, "fold1/a.wav", 0, 1, {0.25f, 0.5f, 0.25f}},
                                           {2, "fold1/a,b.wav", -1, 0, {0.75f, 0.125f, 0.125f}}};
  EXPECT_EQ(predictions_lines(rows, quoted_classes),
            "2,fold1/a.wav,0,\"horn, long\",\"horn, long\",0.25,0.5,0.25\r\n"
            "2,\"fold1/a,b.wav\",vote,bark,bark,0.75,0.125,0.125\r\n");
}

TEST(Predictions, LeaveProbabilitiesOfClipsWithoutASegmentEmpty) {
  EXPECT_EQ(predictions_lines({{1, "short.wav", -1, 0, {}}}, quoted_classes),
            "1,short.wav,vote,bark,,,,\r\n");
}

TEST(Predictions, KeepEveryBitOfAProbability) {
  const float third = 1.0f / 3.0f;
  const float tiny = 1.17549435e-38f;  // the smallest normal float
  const std::string line = predictions_lines({{1, "a", 0, 0, {third, tiny, 0.1f}}}, quoted_classes);
  EXPECT_EQ(line, "1,a,0,bark,bark,0.33333334,1.1754944e-38,0.1\r\n");
  EXPECT_EQ(std::stof("0.33333334"), third);
  EXPECT_EQ(std::stof("1.1754944e-38"), tiny);
}

TEST(Predictions, RefuseRowsOfAnotherWidth) {
  EXPECT_THROW(predictions_lines({{1, "a", 0, 0, {0.5f, 0.5f}}}, quoted_classes), ContractError);
}

}  // namespace
}  // namespace timbre::report
