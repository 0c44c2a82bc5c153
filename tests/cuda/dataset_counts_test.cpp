// What the kernels that make batches move, in the counting build. A sector has 32 bytes; counts
// follow from the sizes: what a block touches, each sector once for each block.
//
// The counts stand in bench/results/training_counts.json. A test that fails prints what should
// stand there, should the change be wanted.
#include <numeric>

#include "cuda/counting_rig.hpp"
#include "cuda/recorded_counts.hpp"
#include "dataset/augment_batch.hpp"
#include "dataset/choose_segments.hpp"
#include "dataset/sample_examples.hpp"
#include "emulator/device.hpp"
#include "makers.hpp"
#include "timbre/dataset/augment_options.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::test {
namespace {

using emulated::KernelCounts;

// Document 001's examples: 615 sectors, 1230 packs of four values.
constexpr features::ExampleShape shape{60, 41, 2};
constexpr std::uint64_t rows = 8, example_sectors = 615, packs = 1230, values = 4 * packs * rows;
// The step's number; the order with its length and the statistics' addresses; the place in it.
constexpr std::uint64_t places_of_block = 3;

class DatasetCounts : public CountedDevice {
 protected:
  // A batch of eight of eleven examples.
  void fill(dataset::Standardisation kind, const dataset::AugmentOptions& options) {
    const auto device = cuda::open_device("emulated");
    const auto examples = std::make_shared<dataset::ExampleSet>(sample_examples(11, shape, 3));
    const std::vector<std::int32_t> order = {7, 0, 2, 10, 3, 1, 9, 4};
    const auto source = dataset::source(*device, examples, 3);
    source->set_order(order);
    source->set_standardiser(dataset::fit_standardiser(kind, *examples, order));
    source->set_augmentation(dataset::augmentation(options, 1, 0));
    const DeviceArray<float> input(values), weight(rows), share(rows);
    const DeviceArray<std::int32_t> target(rows), example(rows), second(rows);
    emulated::reset_counts();
    source->fill(
        0, rows,
        {input.get(), target.get(), weight.get(), example.get(), second.get(), share.get()});
    device->wait();
  }

  static void expect_recorded_counts(const std::string& name, const KernelCounts& counted,
                                     std::uint64_t least) {
    expect_recorded("training_counts", name, in_json(counted, static_cast<std::int64_t>(least)));
  }
};

// Five blocks of 256 packs for each example, whose bounds are those of sectors.
TEST_F(DatasetCounts, ABatchIsGatheredOnce) {
  fill(dataset::Standardisation::none, {});
  const KernelCounts& plain = counts("gather_examples<4>");
  EXPECT_EQ(plain.blocks, 5 * rows);
  EXPECT_EQ(plain.block_load_sectors,
            rows * (example_sectors + 1) + plain.blocks * places_of_block);  // 1: the label
  // Inputs; target, weight and example of each row by one thread; the number of valid rows.
  EXPECT_EQ(plain.global_stores.bytes, 4 * values + 12 * rows + 8);
  EXPECT_EQ(plain.block_store_sectors, rows * (example_sectors + 3) + 1);
  EXPECT_EQ(plain.barriers, 0u);
  expect_recorded_counts("gather_examples", plain, 2 * rows * example_sectors);
}

TEST_F(DatasetCounts, StatisticsAreReadOnceForARow) {
  fill(dataset::Standardisation::band, {});
  const KernelCounts& plain = counts("gather_examples<4>");
  EXPECT_EQ(plain.block_load_sectors,
            rows * (3 * example_sectors + 1) + plain.blocks * places_of_block);
}

// Ten blocks of 128 packs for each example; each value and its partner's are read.
TEST_F(DatasetCounts, AnAugmentedBatchReadsEachExampleAndItsPartnerOnce) {
  fill(dataset::Standardisation::none, {.mixup = 1.0, .gain = 3, .noise = 0.5});
  const KernelCounts& augmented = counts("augment_examples");
  EXPECT_EQ(augmented.blocks, 10 * rows);
  // What was drawn for a row, the augmentation and the number of valid rows.
  const std::uint64_t small = sizeof(cuda::DrawnRow) / sector_bytes + 2 + 3 + 1;
  EXPECT_GE(augmented.block_load_sectors, 2 * rows * example_sectors);
  EXPECT_LE(augmented.block_load_sectors, 2 * rows * example_sectors + augmented.blocks * small);
  EXPECT_EQ(augmented.global_stores.bytes, 4 * values);
  EXPECT_EQ(augmented.block_store_sectors, rows * example_sectors);
  expect_recorded_counts("augment_examples", augmented, 3 * rows * example_sectors);
}

TEST_F(DatasetCounts, AnExampleThatIsNotMixedIsReadWithoutAPartner) {
  fill(dataset::Standardisation::none, {.mixup = 1.0, .gain = 3, .noise = 0.5});
  const std::uint64_t mixed = counts("augment_examples").global_loads.bytes;
  fill(dataset::Standardisation::none, {.gain = 3, .noise = 0.5});
  // Half of what mixing takes, and what a row takes but once.
  EXPECT_LE(10 * counts("augment_examples").global_loads.bytes, 7 * mixed);
}

TEST_F(DatasetCounts, ARowIsDrawnByOneThread) {
  fill(dataset::Standardisation::none, {.mixup = 1.0, .time_masks = {8, 4}, .gain = 3});
  const KernelCounts& drawn = counts("draw_rows");
  EXPECT_EQ(drawn.blocks, 1u);
  // What was drawn; target, weight, example, second target and share; the number of valid rows.
  const std::uint64_t least = rows * sizeof(cuda::DrawnRow) / sector_bytes + 5 + 1;
  EXPECT_EQ(drawn.block_store_sectors, least);
  EXPECT_LE(drawn.global_stores.bytes, rows * (sizeof(cuda::DrawnRow) + 5 * 4) + 8);
  // The step, what the source knows, the order and the labels of 11 examples.
  EXPECT_LE(drawn.block_load_sectors, 1 + 3 + 1 + 2u);
  expect_recorded_counts("draw_rows", drawn, least);
}

// 200 rows in order, by two blocks: 128 and 72 starts of 8 bytes, and as many places of 4 bytes.
TEST_F(DatasetCounts, ASegmentIsChosenByOneThread) {
  constexpr std::int64_t batch = 200;
  std::vector<std::int32_t> chosen(batch);
  std::iota(chosen.begin(), chosen.end(), 0);
  const DeviceArray<std::int32_t> order(chosen);
  const DeviceArray<std::int64_t> step(std::vector<std::int64_t>{0}),
      all(std::vector<std::int64_t>(batch, 3)), starts(batch);
  const DeviceArray<cuda::SourceState> state(
      std::vector<cuda::SourceState>{{.order = order.get(), .order_size = batch}});
  cuda::StepFill fill;
  fill.step = step.get();
  fill.batch = batch;
  cuda::choose_segments(all.get(), state.get(), fill, starts.get(), nullptr);
  EXPECT_EQ(starts.values(), all.values());
  const KernelCounts& chosen_by = counts("pick_segments");
  const std::int64_t read = sectors_of(4 * batch) + sectors_of(8 * batch);
  EXPECT_EQ(chosen_by.block_load_sectors, static_cast<std::uint64_t>(read + 2 * 2));
  EXPECT_EQ(chosen_by.global_stores.bytes, 8u * batch);
  EXPECT_EQ(chosen_by.block_store_sectors, static_cast<std::uint64_t>(sectors_of(8 * batch)));
  expect_recorded_counts("pick_segments", chosen_by,
                         static_cast<std::uint64_t>(read + sectors_of(8 * batch)));
}

}  // namespace
}  // namespace timbre::test
