#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>

#include "report/tensorboard.hpp"
#include "sample_run.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::report {
namespace {

using namespace std::string_literals;
using test::sample_run;
using test::sample_trial;
using timbre::test::Scratch;

// What follows is a second, independent decoder of the file's layout.
std::uint32_t masked(std::string_view bytes) {
  const std::uint32_t checksum = crc32c(bytes);
  return ((checksum >> 15) | (checksum << 17)) + 0xA282EAD8u;
}

std::vector<std::string> records_of(const std::string& file) {
  std::vector<std::string> records;
  for (std::size_t at = 0; at < file.size();) {
    std::uint64_t length = 0;
    std::uint32_t of_length = 0, of_record = 0;
    std::memcpy(&length, file.data() + at, sizeof length);
    std::memcpy(&of_length, file.data() + at + 8, sizeof of_length);
    EXPECT_EQ(of_length, masked(std::string_view(file).substr(at, 8)));
    records.push_back(file.substr(at + 12, length));
    std::memcpy(&of_record, file.data() + at + 12 + length, sizeof of_record);
    EXPECT_EQ(of_record, masked(records.back()));
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
  const auto records = records_of(event_file(sample_trial(1)));
  // wall_time (field 1, fixed64) = 0; file_version (field 3, bytes).
  EXPECT_EQ(records.at(0), "\x09"s + std::string(8, '\0') + "\x1A\x0D"s + "brain.Event:2");
}

TEST(TensorBoard, EveryEpochHasFourScalars) {
  TrialResult trial;
  trial.fit.epochs = {{.epoch = 4,
                       .train_loss = 2.5,
                       .train_accuracy = 0.25,
                       .validate_loss = 3.0,
                       .validate_accuracy = 0.125,
                       .seconds = 2.0}};
  const auto records = records_of(event_file(trial));
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
  TrialResult trial = sample_trial(1);
  for (training::EpochRecord& epoch : trial.fit.epochs) {
    epoch.validate_loss = epoch.validate_accuracy = std::numeric_limits<double>::quiet_NaN();
  }
  // The version, two scalars for each epoch, the confusion picture.
  EXPECT_EQ(records_of(event_file(trial)).size(), 2u + 2 * trial.fit.epochs.size());
}

TEST(TensorBoard, ShowsTheConfusionOfTheTest) {
  TrialResult trial;
  trial.test.confusion = {2, {3, 1, 0, 0}};
  const std::string event = records_of(event_file(trial)).at(1);
  const std::size_t png = event.find("\x89PNG");
  ASSERT_NE(png, std::string::npos);
  // tag (1), then image (4) { height (1) = 240, width (2) = 240, colorspace (3) = RGB }.
  EXPECT_THAT(event, testing::HasSubstr("\x0A\x0E"s + "test/confusion" + "\x22"));
  EXPECT_THAT(event.substr(0, png), testing::HasSubstr("\x08\xF0\x01\x10\xF0\x01\x18\x03\x22"));
  const auto picture = decode::decode_picture(event.substr(png), "confusion");
  const auto colour = [&](int row, int column) {
    const auto* pixel = &picture.pixels[3 * (row * picture.width + column)];
    return std::array{pixel[0], pixel[1], pixel[2]};
  };
  // Viridis at 3/4, at 1/4, and at its beginning for a class without examples.
  EXPECT_EQ(colour(10, 10), (std::array<std::uint8_t, 3>{94, 201, 98}));
  EXPECT_EQ(colour(10, 130), (std::array<std::uint8_t, 3>{59, 82, 139}));
  EXPECT_EQ(colour(130, 130), (std::array<std::uint8_t, 3>{68, 1, 84}));
}

TEST(TensorBoard, WritesAFolderForEachTrial) {
  const Scratch folder;
  const RunResults run = sample_run(2);
  write_events(folder / "events", run);
  for (int number = 1; number <= 2; ++number) {
    const auto file =
        folder / ("events/trial_0" + std::to_string(number)) / "events.out.tfevents.0.timbre";
    EXPECT_EQ(read_file(file), event_file(run.trials[number - 1]));
  }
}

}  // namespace
}  // namespace timbre::report
