// Plans whose examples are pictures.
#include <gmock/gmock.h>

#include <algorithm>

#include "features/plan_fixture.hpp"
#include "golden_pictures.hpp"
#include "support/allocations.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/decode/picture.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/file_picture.hpp"

namespace timbre::features {
namespace {

using testing::HasSubstr;

FeatureOptions picture_options(int length) {
  return {.segment = {.length = length, .hop = length}, .kind = ExampleKind::spectrogram_picture};
}

// Small enough for many: 20 frames of 256 samples in a figure of 40x30.
FeatureOptions small_pictures() {
  FeatureOptions options = picture_options(2600);
  options.picture.specgram = {.n_fft = 256, .overlap = 128};
  options.picture.figure = {.width = 40, .height = 30};
  options.picture.resize = {.width = 20, .height = 16};
  return options;
}

// The picture that the network of document 004 sees, beside Matplotlib's and Pillow's.
TEST(PicturePlan, DrawsAsMatplotlib) {
  const Json file = test::golden("picture_drawing");
  const Json& golden = file.at("specgram");
  const auto length = static_cast<int>(golden.at("tone").at("count").integer());
  test::ClipBatch batch;
  batch.add(test::tone_burst(test::ToneBurst::from(golden.at("tone"), length)));
  FeatureOptions options = picture_options(length);
  options.picture.figure = test::figure_of(golden.at("figure"));
  const auto plan = features::plan(test::cpu_with_plans(), options, 22050);
  ASSERT_EQ(plan->shape(), (ExampleShape{64, 64, 3}));
  const std::vector<float> picture = test::examples_of(*plan, batch);

  const ColourTable colours = colour_table(ColourMap::inferno, ColourRounding::down);
  const std::vector<int> rows = test::integers_in(golden, "picture_rows");
  const std::vector<int> columns = test::integers_in(golden, "picture_columns");
  const std::vector<std::uint8_t> indices = test::bytes_of(golden.at("picture_indices").text());
  std::size_t next = 0, other = 0, margin = 0;
  for (int row = 0; row < 64; ++row) {
    for (int column = 0; column < 64; ++column) {
      const bool in_plot =
          row >= rows[0] && row <= rows[1] && column >= columns[0] && column <= columns[1];
      const Colour colour = colours[in_plot ? indices[next++] : no_colour];
      const float* pixel = &picture[3 * (64 * row + column)];
      const bool same =
          pixel[0] == colour.red && pixel[1] == colour.green && pixel[2] == colour.blue;
      (in_plot ? other : margin) += !same;
    }
  }
  EXPECT_EQ(next, indices.size());
  EXPECT_EQ(margin, 0u);
  EXPECT_LE(1000 * other, indices.size());  // the promise of all pictures
}

TEST(PicturePlan, SmoothsAndResizesAsItsParts) {
  FeatureOptions options = small_pictures();
  const test::ClipBatch batch = test::noise_clips(std::vector<std::int64_t>{2600});
  const auto picture = [&] {
    return test::examples_of(*features::plan(test::cpu_with_plans(), options, 22050), batch);
  };
  const std::vector<float> plain = picture();
  options.picture.interpolation = Interpolation::antialiased;
  EXPECT_NE(picture(), plain);
  // Resized from the whole figure: the mean colour stays nearly what it is.
  options.picture.resize = {.width = 40, .height = 30};
  const std::vector<float> whole = picture();
  options.picture.resize = {.width = 20, .height = 15, .filter = PictureFilter::box};
  const std::vector<float> halved = picture();
  ASSERT_EQ(4 * halved.size(), whole.size());
  for (std::size_t at = 0; at < halved.size(); ++at) {
    const std::size_t row = at / 60, column = at % 60 / 3, channel = at % 3;
    const float* corner = &whole[3 * (2 * row * 40 + 2 * column) + channel];
    const float mean = (corner[0] + corner[3] + corner[120] + corner[123]) / 4;
    EXPECT_NEAR(halved[at], mean, 1.0) << at;  // rounded to 8 bits along each axis
  }
}

TEST(PicturePlan, KeepsTheFirstSegmentsAndGivesTheSameBitsForOthersBeside) {
  FeatureOptions options = small_pictures();
  const test::ClipBatch batch = test::noise_clips(std::vector<std::int64_t>{8000, 100, 2600});
  const auto all = features::plan(test::cpu_with_plans(), options, 22050);
  EXPECT_THAT(all->count(batch.clips), testing::ElementsAre(3, 0, 1));
  const std::vector<float> examples = test::examples_of(*all, batch);
  options.segment.most = 1;
  const auto first = features::plan(test::cpu_with_plans(), options, 22050);
  EXPECT_THAT(first->count(batch.clips), testing::ElementsAre(1, 0, 1));
  const std::vector<float> firsts = test::examples_of(*first, batch);
  const std::ptrdiff_t size = first->shape().size();
  EXPECT_TRUE(std::equal(firsts.begin(), firsts.begin() + size, examples.begin()));
  EXPECT_TRUE(std::equal(firsts.begin() + size, firsts.end(), examples.begin() + 3 * size));
}

TEST(PicturePlan, TakesSamplesOf16Bits) {
  const std::vector<std::int16_t> integers = {1, -2, 300, -32768, 32767, 0, 7};
  std::vector<std::int16_t> samples(2600);
  std::vector<float> floats(2600);
  for (std::size_t at = 0; at < samples.size(); ++at) {
    samples[at] = integers[at * at % integers.size()];
    floats[at] = static_cast<float>(samples[at]) / 32768.0f;
  }
  const auto plan = features::plan(test::cpu_with_plans(), small_pictures(), 22050);
  const ClipWindow clip{0, 2600};
  std::vector<float> from_integers = test::poisoned(plan->shape().size());
  plan->run(samples.data(), 2600, {&clip, 1}, from_integers.data());
  EXPECT_EQ(from_integers, test::examples_of(*plan, floats, {&clip, 1}));
}

TEST(PicturePlan, AllocatesNothingInARun) {
  const int threads = thread_count();
  set_thread_count(test::countable_threads);
  FeatureOptions options = small_pictures();
  options.picture.interpolation = Interpolation::antialiased;
  options.picture.resize.filter = PictureFilter::bilinear;
  const auto plan = features::plan(test::cpu_with_plans(), options, 22050);
  const test::ClipBatch batch = test::noise_clips(std::vector<std::int64_t>{26000, 3, 2600});
  std::vector<float> examples = test::examples_of(*plan, batch);  // starts the threads, too
  const auto run = [&] {
    plan->run(batch.samples.data(), std::ssize(batch.samples), batch.clips, examples.data());
  };
  EXPECT_EQ(test::allocations_during(run), 0);
  set_thread_count(threads);
}

TEST(PictureFile, IsReadAndResizedWhereItHasAnotherSize) {
  const test::Scratch scratch;
  decode::Picture picture{.width = 4, .height = 2, .pixels = {}};
  for (std::uint8_t byte = 0; byte < 240; byte = static_cast<std::uint8_t>(byte + 10))
    picture.pixels.push_back(byte);
  decode::write_png(scratch / "a.png", picture);
  const std::vector<float> same = read_picture(scratch / "a.png", {.width = 4, .height = 2});
  EXPECT_EQ(same, std::vector<float>(picture.pixels.begin(), picture.pixels.end()));
  const std::vector<float> small = read_picture(scratch / "a.png", {.width = 2, .height = 1});
  EXPECT_EQ(small, (std::vector<float>{150, 160, 170, 210, 220, 230}));  // nearest: row 1
}

TEST(PictureFile, HasNoPlanFromSamples) {
  FeatureOptions options;
  options.kind = ExampleKind::picture_file;
  EXPECT_EQ(example_shape(options), (ExampleShape{64, 64, 3}));
  EXPECT_THAT(test::message_of([&] { features::plan(test::cpu_with_plans(), options, 22050); }),
              HasSubstr("its examples come from pictures"));
}

}  // namespace
}  // namespace timbre::features
