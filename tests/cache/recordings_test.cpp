#include "timbre/cache/recordings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cache/recordings.hpp"
#include "support/message.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cache {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class ReadRecordings : public testing::Test, public test::Recordings {
 protected:
  ReadRecordings() {
    add("a.wav", 2);
    add("b.wav", 3);
  }
};

TEST_F(ReadRecordings, KeepsSamplesOfSixteenBitsAsTheyAre) {
  const cache::Recordings recordings = read_recordings(*device, files, options, OnBadFile::skip);
  ASSERT_TRUE(recordings.is_compact());
  ASSERT_THAT(recordings.clips, SizeIs(2));
  EXPECT_EQ(recordings.clips[1].offset, recordings.clips[0].length);
  EXPECT_EQ(recordings.sample_count(), 2048 * 7);
  EXPECT_EQ(recordings.bytes(), 2048u * 7 * 2);
  std::int64_t place = 0;
  for (const AudioFile& file : files) {
    for (const float sample : decode::decode(file.path, options.decode).samples) {
      EXPECT_EQ(static_cast<float>(recordings.sixteen_bits[place++]) / 32768.0f, sample);
    }
  }
}

TEST_F(ReadRecordings, KeepsFloatsWhereOneFileIsResampled) {
  add("c.wav", 4, 44100);
  const cache::Recordings recordings = read_recordings(*device, files, options, OnBadFile::skip);
  EXPECT_FALSE(recordings.is_compact());
  EXPECT_THAT(recordings.sixteen_bits, IsEmpty());
  EXPECT_EQ(recordings.sample_count(),
            recordings.clips.back().offset + recordings.clips.back().length);
  const auto first = decode::decode(files.front().path, options.decode).samples;
  EXPECT_TRUE(std::equal(first.begin(), first.end(), recordings.floats.begin()));
}

TEST_F(ReadRecordings, ListsBadFilesOrStops) {
  const auto path = scratch / "broken.wav";
  std::ofstream(path) << "no sound";
  files.insert(files.begin() + 1, {path, "broken.wav"});
  const cache::Recordings recordings = read_recordings(*device, files, options, OnBadFile::skip);
  ASSERT_THAT(recordings.bad_files, SizeIs(1));
  EXPECT_EQ(recordings.bad_files[0].name, "broken.wav");
  ASSERT_THAT(recordings.clips, SizeIs(3));
  EXPECT_EQ(recordings.clips[1].length, 0);
  EXPECT_THAT(test::message_of([&] { read_recordings(*device, files, options, OnBadFile::fail); }),
              testing::HasSubstr("broken.wav"));
}

}  // namespace
}  // namespace timbre::cache
