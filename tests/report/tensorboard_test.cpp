#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "report/tensorboard.hpp"
#include "sample_run.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::report {
namespace {

using namespace std::string_literals;
using test::sample_run;
using test::sample_trial;
using timbre::test::Scratch;

// What follows is a second, independent decoder of the file's layout.
std::vector<std::string> records_of(const std::string& file) {
  std::vector<std::string> records;
  for (std::size_t at = 0; at < file.size();) {
    std::uint64_t length = 0;
    std::memcpy(&length, file.data() + at, sizeof length);
    records.push_back(file.substr(at + 12, length));
    at += 8 + 4 + length + 4;
    EXPECT_LE(at, file.size()) << "a record reaches over the end";
  }
  return records;
}

TEST(TensorBoard, ChecksumIsThatOfTheStandard) {
  // RFC 3720, appendix B.4, and the usual check value.
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(TensorBoard, RecordsAreFramed) {
  // As TensorFlow 2.21 writes the same six bytes (tf.io.TFRecordWriter).
  EXPECT_EQ(tf_record("timbre"),
            "\x06\0\0\0\0\0\0\0"s + "\x73\x69\xD5\x37" + "timbre" + "\xAA\xD7\x72\x8B");
}

TEST(TensorBoard, FirstEventNamesTheVersion) {
  const auto records = records_of(event_file(sample_trial(1).fit));
  // wall_time (field 1, fixed64) = 0; file_version (field 3, bytes).
  EXPECT_EQ(records.at(0), "\x09"s + std::string(8, '\0') + "\x1A\x0D"s + "brain.Event:2");
}

TEST(TensorBoard, EveryEpochHasFourScalars) {
  training::FitResult fit;
  fit.epochs = {{.epoch = 4,
                 .train_loss = 2.5,
                 .train_accuracy = 0.25,
                 .validate_loss = 3.0,
                 .validate_accuracy = 0.125,
                 .seconds = 2.0}};
  const auto records = records_of(event_file(fit));
  ASSERT_EQ(records.size(), 5u);
  // wall_time = 2.0; step (field 2, varint) = 5; summary (field 5) { value (1) { tag (1),
  // simple_value (2, fixed32) } }.
  const std::string value = "\x0A\x0A"s + "train/loss" + "\x15\x00\x00\x20\x40"s;
  EXPECT_EQ(records[1], "\x09\x00\x00\x00\x00\x00\x00\x00\x40\x10\x05\x2A\x13\x0A\x11"s + value);
  EXPECT_THAT(records[2], testing::HasSubstr("train/accuracy"));
  EXPECT_THAT(records[3], testing::HasSubstr("validate/loss"));
  EXPECT_THAT(records[4], testing::HasSubstr("validate/accuracy"));
}

TEST(TensorBoard, LeavesOutWhatIsNoNumber) {
  training::FitResult fit = sample_trial(1).fit;
  for (training::EpochRecord& epoch : fit.epochs) {
    epoch.validate_loss = epoch.validate_accuracy = std::numeric_limits<double>::quiet_NaN();
  }
  EXPECT_EQ(records_of(event_file(fit)).size(), 1u + 2 * fit.epochs.size());
}

TEST(TensorBoard, WritesAFolderForEachTrial) {
  const Scratch folder;
  const RunResults run = sample_run(2);
  write_events(folder / "events", run);
  for (int number = 1; number <= 2; ++number) {
    const auto file =
        folder / ("events/trial_0" + std::to_string(number)) / "events.out.tfevents.0.timbre";
    EXPECT_EQ(read_file(file), event_file(run.trials[number - 1].fit));
  }
}

}  // namespace
}  // namespace timbre::report
