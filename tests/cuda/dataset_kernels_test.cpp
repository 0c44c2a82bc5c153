// The kernels that make batches, alone: around the ends of blocks and of the order.
#include <algorithm>
#include <numeric>

#include "dataset/augment_batch.hpp"
#include "dataset/choose_segments.hpp"
#include "dataset/fill_batch.hpp"
#include "emulator/device.hpp"

namespace timbre::test {
namespace {

using cuda::DrawnRow;
using cuda::SourceState;
using cuda::StepFill;

class DatasetKernels : public EmulatedDevice {};

// Examples of one value, their order, and room for one batch.
struct BatchMemory {
  BatchMemory(const std::vector<std::int32_t>& chosen, std::int64_t step_number, std::int64_t rows)
      : order(chosen.empty() ? std::vector<std::int32_t>{0} : chosen),
        step(std::vector{step_number}),
        state(std::vector<SourceState>{{.order = order.get(), .order_size = std::ssize(chosen)}}),
        input(rows),
        weight(rows),
        target(rows),
        example(rows),
        valid(1),
        drawn(rows),
        view{values.get(), label.get(), 1},
        fill{step.get(),
             rows,
             {input.get(), target.get(), weight.get(), example.get()},
             valid.get()} {}

  // The value of example i is 10 i, its label i + 5.
  static std::vector<float> tens() {
    std::vector<float> values(examples);
    for (std::int64_t i = 0; i < examples; ++i) values[i] = static_cast<float>(10 * i);
    return values;
  }
  static std::vector<std::int32_t> labels() {
    std::vector<std::int32_t> labels(examples);
    std::iota(labels.begin(), labels.end(), 5);
    return labels;
  }

  static constexpr std::int64_t examples = 16;
  DeviceArray<float> values{tens()};
  DeviceArray<std::int32_t> label{labels()};
  DeviceArray<std::int32_t> order;
  DeviceArray<std::int64_t> step;
  DeviceArray<SourceState> state;
  DeviceArray<float> input, weight;
  DeviceArray<std::int32_t> target, example;
  DeviceArray<std::int64_t> valid;
  DeviceArray<DrawnRow> drawn;
  cuda::ResidentView view;
  StepFill fill;
};

// A thread takes a row, a block 128 of them.
TEST_F(DatasetKernels, SegmentsAreThoseOfTheOrderAndThenTheLast) {
  std::vector<std::int64_t> begins;
  for (std::int64_t example = 0; example < 300; ++example) begins.push_back(1000 * example + 7);
  std::vector<std::int32_t> chosen;
  for (std::int32_t place = 0; place < 260; ++place) chosen.push_back(299 - place);
  const DeviceArray<std::int64_t> all(begins);
  for (const std::int64_t batch : {1, 127, 128, 129, 256, 300}) {
    for (const std::int64_t step : {0, 1}) {
      if (step * batch >= std::ssize(chosen)) continue;
      SCOPED_TRACE(std::to_string(batch) + " rows, step " + std::to_string(step));
      std::vector<std::int64_t> expected;
      for (std::int64_t row = 0; row < batch; ++row) {
        expected.push_back(begins[chosen[std::min<std::int64_t>(step * batch + row, 259)]]);
      }
      in_every_order([&] {
        const BatchMemory memory(chosen, step, batch);
        const DeviceArray<std::int64_t> starts(batch);
        cuda::choose_segments(all.get(), memory.state.get(), memory.fill, starts.get(), nullptr);
        EXPECT_EQ(starts.values(), expected);
      });
    }
  }
}

TEST_F(DatasetKernels, AnEmptyOrderHasNoValidRows) {
  const BatchMemory memory({}, 0, 3);
  const DeviceArray<std::int64_t> begins(std::vector<std::int64_t>{7}), starts(3);
  cuda::choose_segments(begins.get(), memory.state.get(), memory.fill, starts.get(), nullptr);
  EXPECT_EQ(starts.values(), std::vector<std::int64_t>(3, 0));
  cuda::fill_batch(memory.view, memory.state.get(), memory.fill, nullptr);
  EXPECT_EQ(memory.valid.values()[0], 0);

  const BatchMemory augmented({}, 0, 3);
  cuda::augment_batch(augmented.view, {1, 1, 1}, augmented.state.get(), augmented.fill,
                      augmented.drawn.get(), nullptr);
  EXPECT_EQ(augmented.valid.values()[0], 0);
}

// Where a batch is computed for its rows, row i has the values that are i-th in memory.
TEST_F(DatasetKernels, RowsThatWereComputedStayInTheirPlaces) {
  for (const bool augments : {false, true}) {
    BatchMemory memory({9, 4, 4, 12}, 1, 3);
    memory.view.by_row = true;
    if (augments) {
      cuda::augment_batch(memory.view, {1, 1, 1}, memory.state.get(), memory.fill,
                          memory.drawn.get(), nullptr);
    } else {
      cuda::fill_batch(memory.view, memory.state.get(), memory.fill, nullptr);
    }
    EXPECT_EQ(memory.input.values(), (std::vector<float>{0, 0, 0}));
    EXPECT_EQ(memory.example.values(), (std::vector<std::int32_t>{12, 12, 12}));
    EXPECT_EQ(memory.target.values(), (std::vector<std::int32_t>{17, 17, 17}));
    EXPECT_EQ(memory.weight.values(), (std::vector<float>{1, 0, 0}));
    EXPECT_EQ(memory.valid.values()[0], 1);
  }
}

// The last ones are a second turn of blocks that had a row before.
TEST_F(DatasetKernels, TakeMoreRowsThanTheyHaveBlocks) {
  constexpr std::int64_t rows = 1024 + 3;
  std::vector<std::int32_t> chosen;
  std::vector<float> expected;
  for (std::int64_t row = 0; row < rows; ++row) {
    chosen.push_back(static_cast<std::int32_t>(row * 7 % BatchMemory::examples));
    expected.push_back(10.0f * static_cast<float>(chosen.back()));
  }
  const BatchMemory gathered(chosen, 0, rows);
  cuda::fill_batch(gathered.view, gathered.state.get(), gathered.fill, nullptr);
  EXPECT_EQ(gathered.input.values(), expected);
  EXPECT_EQ(gathered.example.values(), chosen);
  EXPECT_EQ(gathered.valid.values()[0], rows);
  const BatchMemory augmented(chosen, 0, rows);
  cuda::augment_batch(augmented.view, {1, 1, 1}, augmented.state.get(), augmented.fill,
                      augmented.drawn.get(), nullptr);
  EXPECT_EQ(augmented.input.values(), expected);
  EXPECT_EQ(augmented.example.values(), chosen);
}

}  // namespace
}  // namespace timbre::test
