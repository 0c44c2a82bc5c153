// What the feature kernel moves, counted on the emulated device: sectors of 32 bytes of device
// memory, of which a block touches each once (what it repeats is in its multiprocessor's cache or,
// for samples, in shared memory), and the ways of shared memory's banks.
//
// The counts stand in bench/results/feature_counts.json. A test that fails prints what should stand
// there, should the change be wanted.
#include <algorithm>

#include "cuda/counting_rig.hpp"
#include "cuda/features/plan_rig.hpp"
#include "cuda/recorded_counts.hpp"
#include "features/picture/picture_sets.hpp"
#include "makers.hpp"

namespace timbre::test {
namespace {

using namespace features;

constexpr std::int64_t clip_samples = 88200;  // 4 s at 22050 Hz

class FeatureCountsTest : public CountedDevice {
 protected:
  // The counts of one clip of 16 bits.
  static emulated::KernelCounts count_clip(const FeatureOptions& options,
                                           std::int64_t length = clip_samples) {
    const auto device = cuda::open_device("emulated");
    const auto plan = features::plan(*device, options, 22050);
    const std::vector<ClipWindow> clip = {{0, length}};
    device_examples(*device, *plan, in_sixteen_bits(noise(length, 1, 0.3)), clip);
    EXPECT_EQ(emulated::kernel_counts().size(), 1u);
    return counts("compute_examples<" + std::to_string(options.stft.n_fft / 2) + ">");
  }

  // What both kernels of a long example count.
  static emulated::KernelCounts count_long_clip(const FeatureOptions& options) {
    const auto device = cuda::open_device("emulated");
    const auto plan = features::plan(*device, options, 22050);
    const std::vector<ClipWindow> clip = {{0, options.segment.length}};
    device_examples(*device, *plan, in_sixteen_bits(noise(options.segment.length, 1, 0.3)), clip);
    emulated::KernelCounts sum =
        counts("compute_pieces<" + std::to_string(options.stft.n_fft / 2) + ">");
    const emulated::KernelCounts& finished = counts("raise_to_floor");
    sum.blocks += finished.blocks;
    sum.barriers += finished.barriers;
    sum.block_load_sectors += finished.block_load_sectors;
    sum.block_store_sectors += finished.block_store_sectors;
    return sum;
  }

  // The counts of the pictures of one clip of 16 bits, beside the least: samples once, and
  // `output_bytes` once.
  static Json count_pictures(const FeatureOptions& options, std::int64_t length,
                             std::int64_t output_bytes) {
    const auto device = cuda::open_device("emulated");
    const auto plan = features::plan(*device, options, 22050);
    const std::vector<ClipWindow> clip = {{0, length}};
    device_examples(*device, *plan, in_sixteen_bits(noise(length, 1, 0.3)), clip);
    const emulated::KernelCounts& picture = counts("draw_pictures<short int>");
    EXPECT_EQ(picture.global_stores.bytes, static_cast<std::uint64_t>(output_bytes));
    return in_json(picture, sectors_of(length * std::int64_t{sizeof(std::int16_t)}) +
                                sectors_of(output_bytes));
  }
};

// Samples once and output once.
std::int64_t least_sectors(const FeatureOptions& options) {
  const std::int64_t examples = segment_count(clip_samples, options.segment);
  return sectors_of(clip_samples * std::int64_t{sizeof(std::int16_t)}) +
         sectors_of(examples * example_shape(options).size() * std::int64_t{sizeof(float)});
}

// The whole clip is one example of 173 columns.
TEST_F(FeatureCountsTest, PlainLogMelMovesAtMost13TenthsOfTheLeast) {
  const FeatureOptions options{.segment = {clip_samples, clip_samples},
                               .delta = {.kind = DeltaKind::none}};
  const Json counted = in_json(count_clip(options), least_sectors(options));
  EXPECT_LE(counted.at("ratio").number(), 1.3);
  expect_recorded("feature_counts", "plain_log_mel", counted);
}

// Document 001: seven examples whose segments overlap by half.
TEST_F(FeatureCountsTest, OverlappingWindowsMoveAtMost17TenthsOfTheLeast) {
  const FeatureOptions options{.layout = Layout::scrambled};
  const Json counted = in_json(count_clip(options), least_sectors(options));
  EXPECT_LE(counted.at("ratio").number(), 1.7);
  expect_recorded("feature_counts", "document_001", counted);
}

// 5 s, 431 columns in four pieces: tables and the ends of pieces come once for each of them, and
// the example is read once more for its floor, below which noise has no level.
TEST_F(FeatureCountsTest, ALongExampleIsWrittenOnceAndReadOnce) {
  const FeatureOptions options{.segment = {110'250, 110'250},
                               .stft = {.n_fft = 1024, .hop = 256},
                               .mel = {.bands = 128},
                               .delta = {.kind = DeltaKind::none}};
  const std::int64_t output =
      sectors_of(example_shape(options).size() * std::int64_t{sizeof(float)});
  const std::int64_t samples =
      sectors_of(options.segment.length * std::int64_t{sizeof(std::int16_t)});
  const Json counted = in_json(count_long_clip(options), samples + output);
  EXPECT_LE(counted.at("ratio").number(),
            1.3 + static_cast<double>(output) / static_cast<double>(samples + output));
  expect_recorded("feature_counts", "long_log_mel", counted);
}

// Each row is finished by a block of its own from the levels that the pieces have written.
TEST_F(FeatureCountsTest, LongSlopesAreWrittenWithTheirLevelsOnceMore) {
  const FeatureOptions options{.segment = {110'250, 110'250},
                               .stft = {.n_fft = 1024, .hop = 256},
                               .mel = {.bands = 128},
                               .delta = {.width = 3}};
  const auto device = cuda::open_device("emulated");
  const auto plan = features::plan(*device, options, 22050);
  const std::vector<ClipWindow> clip = {{0, options.segment.length}};
  device_examples(*device, *plan, in_sixteen_bits(noise(options.segment.length, 1, 0.3)), clip);
  const emulated::KernelCounts& slopes = counts("add_slopes");
  const auto bytes = static_cast<std::uint64_t>(example_shape(options).size()) * sizeof(float);
  EXPECT_EQ(slopes.blocks, 128u);
  EXPECT_EQ(slopes.global_stores.bytes, bytes);
  EXPECT_EQ(counts("compute_pieces<512>").global_stores.bytes - bytes / 2, 4 * sizeof(float));
  expect_recorded("feature_counts", "long_slopes",
                  in_json(slopes, sectors_of(static_cast<std::int64_t>(bytes + bytes / 2))));
}

// Document 004: window, factors and circle come once, and the lists of what pixels show.
TEST_F(FeatureCountsTest, NothingButThePictureIsWritten) {
  const FeatureOptions options{.segment = {110'250, 110'250},
                               .kind = ExampleKind::spectrogram_picture};
  const Json counted =
      count_pictures(options, options.segment.length, 64 * 64 * 3 * std::int64_t{sizeof(float)});
  EXPECT_LE(counted.at("ratio").number(), 1.3);
  expect_recorded("feature_counts", "genre_picture", counted);
}

// Two pictures of 207 kB of levels, which are written once and read once.
TEST_F(FeatureCountsTest, LevelsGoThroughDeviceMemoryOnce) {
  const OptionSet set = many_levels();
  const SegmentOptions& segment = set.options.segment;
  const std::int64_t values = 129 * 401 + example_shape(set.options).size();
  const Json counted = count_pictures(set.options, segment.length + segment.hop,
                                      2 * values * std::int64_t{sizeof(float)});
  EXPECT_LE(counted.at("ratio").number(), 2.3);
  expect_recorded("feature_counts", "smooth_picture", counted);
}

// Document 002, of 3 s: levels are read once for their range, and once and a bit for the pixels,
// whose neighbours above and below show the same bands.
TEST_F(FeatureCountsTest, LevelsOfMelPicturesAreReadTwice) {
  FeatureOptions options{.segment = {.length = 132'300, .whole = true},
                         .mel = {.bands = 128},
                         .kind = ExampleKind::mel_picture};
  options.picture = {
      .figure = {.width = 600, .height = 400},
      .colours = ColourMap::magma,
      .rows = BandRows::specshow,
      .resize = {.width = 224, .height = 224, .filter = PictureFilter::aligned, .crop = true}};
  const auto device = cuda::open_device("emulated");
  const auto plan = features::plan(*device, options, 44100);
  const std::vector<ClipWindow> clip = {{0, options.segment.length}};
  device_examples(*device, *plan, in_sixteen_bits(noise(options.segment.length, 1, 0.3)), clip);
  const std::int64_t levels =
      128 * frame_count(options.segment.length, options.stft) * std::int64_t{sizeof(float)};
  const std::int64_t picture = example_shape(options).size() * std::int64_t{sizeof(float)};
  const Json ranges = in_json(counts("find_ranges"), sectors_of(levels));
  EXPECT_LE(ranges.at("ratio").number(), 1.1);
  expect_recorded("feature_counts", "mel_picture_ranges", ranges);
  const Json drawn = in_json(counts("draw_mel_pictures"), sectors_of(levels) + sectors_of(picture));
  EXPECT_LE(drawn.at("ratio").number(), 1.5);
  expect_recorded("feature_counts", "mel_picture", drawn);
}

// More columns than a block has threads, with a gap behind the bands of each: the loudest level is
// looked for in the gaps, too, and a fault says so where nobody has filled one.
TEST_F(FeatureCountsTest, GapsBetweenLevelsAreFilledBeforeTheyAreRead) {
  const FeatureOptions options{.segment = {40'000, 40'000},
                               .stft = {.n_fft = 256, .hop = 128, .pad = PadMode::none},
                               .mel = {.bands = 12},
                               .delta = {.kind = DeltaKind::none}};
  EXPECT_GT(example_shape(options).columns, 256);
  const emulated::KernelCounts counted = count_clip(options, options.segment.length);
  EXPECT_EQ(counted.global_stores.bytes,
            static_cast<std::uint64_t>(example_shape(options).size()) * sizeof(float));
}

TEST_F(FeatureCountsTest, EveryByteOfTheOutputIsWrittenOnce) {
  const FeatureOptions options{.segment = {1024, 256},
                               .stft = {.n_fft = 256, .hop = 128},
                               .mel = {.bands = 12},
                               .delta = {.width = 3}};
  constexpr std::int64_t length = 6000;
  const std::int64_t size = segment_count(length, options.segment) * example_shape(options).size() *
                            std::int64_t{sizeof(float)};
  EXPECT_EQ(count_clip(options, length).global_stores.bytes, static_cast<std::uint64_t>(size));
}

}  // namespace
}  // namespace timbre::test
