// Pictures of mel levels of whole clips, beside the tools of document 002.
#include <gmock/gmock.h>

#include <algorithm>

#include "features/plan_fixture.hpp"
#include "golden_pictures.hpp"
#include "mel_picture_sets.hpp"
#include "support/allocations.hpp"
#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/picture/draw.hpp"

namespace timbre::features {
namespace {

using test::small_mel_pictures;
using testing::HasSubstr;

// Document 002's chain with a figure and an example of a quarter of its sizes.
FeatureOptions document_options(const Json& golden) {
  const int size = test::number_in(golden, "size");
  return {.segment = {.length = 66150, .whole = true},
          .mel = {.bands = test::number_in(golden, "bands")},
          .kind = ExampleKind::mel_picture,
          .picture = {
              .figure = test::figure_of(golden.at("figure")),
              .colours = ColourMap::magma,
              .rows = BandRows::specshow,
              .resize = {
                  .width = size, .height = size, .filter = PictureFilter::aligned, .crop = true}}};
}

// The golden clips as one batch.
test::ClipBatch golden_clips(const Json& golden) {
  test::ClipBatch batch;
  for (const Json& picture : golden.at("pictures").items()) {
    const auto count = static_cast<std::size_t>(picture.at("count").integer());
    batch.add(test::tone_burst(test::ToneBurst::from(golden.at("tone"), count)));
  }
  return batch;
}

std::vector<float> pictures_of(const FeatureOptions& options, const test::ClipBatch& batch) {
  return test::examples_of(*plan(test::cpu_with_plans(), options, 44100), batch);
}

std::vector<std::vector<float>> bytes_of_colours(ColourMap map) {
  std::vector<std::vector<float>> colours;
  for (const Colour& colour : colour_table(map, ColourRounding::nearest)) {
    colours.push_back({static_cast<float>(colour.red), static_cast<float>(colour.green),
                       static_cast<float>(colour.blue)});
  }
  return colours;
}

// The promise of all pictures: 99.9 % of the indices are equal and none is off by more than 1.
TEST(MelPicture, DrawsAsSpecshow) {
  const Json golden = test::golden("picture_mel");
  FeatureOptions options = document_options(golden);
  const FigureOptions& figure = options.picture.figure;
  options.picture.resize = {.width = figure.width, .height = figure.height};
  const std::vector<float> drawn = pictures_of(options, golden_clips(golden));
  const auto colours = bytes_of_colours(ColourMap::magma);
  const float* pixel = drawn.data();
  for (const Json& wanted : golden.at("pictures").items()) {
    const std::vector<std::uint8_t> indices = test::bytes_of(wanted.at("indices").text());
    const auto rows = test::integers_in(wanted, "rows");
    const auto columns = test::integers_in(wanted, "columns");
    std::size_t next = 0, other = 0, far = 0, margin = 0;
    for (int row = 0; row < figure.height; ++row) {
      for (int column = 0; column < figure.width; ++column, pixel += 3) {
        const auto shows = [&](int index) {
          return index >= 0 && std::equal(pixel, pixel + 3, colours[index].begin());
        };
        if (row < rows[0] || row > rows[1] || column < columns[0] || column > columns[1]) {
          margin += !shows(no_colour);
          continue;
        }
        const int index = indices[next++];
        if (shows(index)) continue;
        ++other;
        far += !shows(index - 1) && !shows(std::min(index + 1, colour_count - 1));
      }
    }
    EXPECT_EQ(next, indices.size());
    EXPECT_EQ(margin, 0u);
    EXPECT_LE(1000 * other, indices.size());
    EXPECT_EQ(far, 0u);
  }
}

// Bytes are rounded along each axis here and once there; a colour that is off by one index, by up
// to 4 in a channel of magma, reaches four of them.
TEST(MelPicture, ShowsTheNetworkWhatFastaiDoes) {
  const Json golden = test::golden("picture_mel");
  const std::vector<float> pictures = pictures_of(document_options(golden), golden_clips(golden));
  const float* byte = pictures.data();
  for (const Json& wanted : golden.at("pictures").items()) {
    std::size_t other = 0, count = 0;
    float furthest = 0.0f;
    for (const std::uint8_t expected : test::bytes_of(wanted.at("square").text())) {
      const float distance = std::abs(*byte++ - static_cast<float>(expected));
      other += distance > 1.0f;
      furthest = std::max(furthest, distance);
      ++count;
    }
    EXPECT_LE(1000 * other, 4 * count);
    EXPECT_LE(furthest, 5.0f);
  }
}

TEST(MelPicture, IsOneOfEachClipWhateverItsLengthAndItsNeighbours) {
  const FeatureOptions options = small_mel_pictures();
  const auto plan = features::plan(test::cpu_with_plans(), options, 22050);
  const test::ClipBatch batch = test::noise_clips(std::vector<std::int64_t>{3000, 0, 1, 9000, 130});
  EXPECT_THAT(plan->count(batch.clips), testing::ElementsAre(1, 0, 1, 1, 1));
  ASSERT_EQ(plan->shape(), (ExampleShape{16, 20, 3}));
  const std::vector<float> all = test::examples_of(*plan, batch);
  std::vector<float> alone;
  for (ClipWindow clip : batch.clips) {
    clip.length = std::min<std::int64_t>(clip.length, 3000);  // of a longer one its first part
    const std::vector<float> picture = test::examples_of(*plan, batch.samples, {&clip, 1});
    alone.insert(alone.end(), picture.begin(), picture.end());
  }
  EXPECT_EQ(all, alone);
}

TEST(MelPicture, OfSilenceIsOneColour) {
  test::ClipBatch batch;
  batch.add(std::vector<float>(2000, 0.0f));
  const std::vector<float> picture = test::examples_of(
      *features::plan(test::cpu_with_plans(), small_mel_pictures(), 22050), batch);
  const Colour lowest = colour_table(ColourMap::inferno, ColourRounding::nearest)[0];
  for (std::size_t at = 0; at < picture.size(); at += 3) {
    ASSERT_EQ(picture[at], lowest.red);
    ASSERT_EQ(picture[at + 2], lowest.blue);
  }
}

TEST(MelPicture, TakesSamplesOf16BitsAndAllocatesNothingInARun) {
  const int threads = thread_count();
  set_thread_count(test::countable_threads);
  FeatureOptions options = small_mel_pictures();
  options.picture.resize = {.width = 7, .height = 5, .filter = PictureFilter::box};
  const auto plan = features::plan(test::cpu_with_plans(), options, 22050);
  std::vector<std::int16_t> samples(2000);
  std::vector<float> floats(samples.size());
  for (std::size_t at = 0; at < samples.size(); ++at) {
    samples[at] = static_cast<std::int16_t>(at * at * 31);
    floats[at] = static_cast<float>(samples[at]) / 32768.0f;
  }
  const std::vector<ClipWindow> clips = {{0, 700}, {700, 1300}};
  const std::vector<float> expected = test::examples_of(*plan, floats, clips);
  std::vector<float> pictures = test::poisoned(expected.size());
  const auto run = [&] { plan->run(samples.data(), 2000, clips, pictures.data()); };
  run();
  EXPECT_EQ(pictures, expected);
  EXPECT_EQ(test::allocations_during(run), 0);
  set_thread_count(threads);
}

TEST(MelPictureOptions, AreReadBackAndChecked) {
  using config::Document;
  const auto read = [](const std::string& text) {
    return config::read<FeatureOptions>(Document::parse(text, "a.yaml"));
  };
  const FeatureOptions options = small_mel_pictures();
  EXPECT_EQ(read(config::to_yaml(options)), options);
  const auto problem = [&](const std::string& text) {
    return test::message_of([&] { read(text); });
  };
  EXPECT_THAT(problem("segment: {whole: true}"), HasSubstr("goes with kind mel_picture"));
  EXPECT_THAT(problem("{kind: mel_picture, rows: specshow, mel: {bands: 1}}"),
              HasSubstr("needs two bands"));
  EXPECT_THAT(problem("{kind: mel_picture, segment: {whole: true}, stft: {pad: none}}"),
              HasSubstr("leaves a short clip without a frame"));
  EXPECT_THAT(problem("{kind: mel_picture, segment: {length: 1000}}"),
              HasSubstr("stft.pad reflect with frames of 2048"));
  EXPECT_THAT(problem("{kind: mel_picture, delta: {kind: none}}"), HasSubstr("delta"));
}

}  // namespace
}  // namespace timbre::features
