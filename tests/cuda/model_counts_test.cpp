// What the own kernels of training ask of memory, in the counting build, where races between blocks
// and uninitialised reads are found as well. Expected counts follow from the sizes: a sector has 32
// bytes, and what a kernel must move it should move once. The counts stand in
// bench/results/training_counts.json.
#include "cuda/recorded_counts.hpp"
#include "cuda/twin.hpp"
#include "emulator/counting/counts.hpp"
#include "emulator/device.hpp"
#include "makers.hpp"
#include "model/class_loss.hpp"
#include "model/epilogue.hpp"
#include "model/narrow.hpp"
#include "model/optimiser.hpp"

namespace timbre::test {
namespace {

constexpr const char* adam_kernel = "update_parameters<timbre::model::AdamStep>";

using cuda::PassState;
using emulated::KernelCounts;
using model::Epilogue;

class ModelCounts : public EmulatedDevice {
 protected:
  ModelCounts() { emulated::reset_counts(); }
  static KernelCounts counts(const std::string& kernel) {
    TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
    return emulated::kernel_counts().at(kernel);
  }
  // `least`: sectors that must be read and written.
  static void expect_recorded_counts(const std::string& name, const KernelCounts& of,
                                     std::uint64_t least) {
    expect_recorded("training_counts", name, in_json(of, static_cast<std::int64_t>(least)));
  }
};

constexpr std::uint64_t sector = 32;

constexpr std::uint64_t sectors(std::uint64_t floats) {
  return floats * sizeof(float) / sector;
}

// At least what must be moved; at most that, and for each warp a few sectors of what all `share`:
// biases, indices, the state of the pass.
void expect_near(std::uint64_t actual, std::uint64_t needed, std::uint64_t warps,
                 std::uint64_t share = 8) {
  EXPECT_GE(actual, needed);
  EXPECT_LE(actual, needed + share * warps);
}

constexpr std::int64_t counted_batch = 2;
const Epilogue epilogue{.relu = true, .pool = 2, .rate = 0.5, .dropout_layer = 1};
const cuda::EpilogueShape shape = cuda::EpilogueShape::of(counted_batch, {8, 16, 32}, epilogue);
constexpr std::uint64_t sums = counted_batch * 8 * 16 * 32, outputs = sums / 4;
// Outputs, or their gradients, and a byte for each.
constexpr std::uint64_t output_sectors = sectors(outputs) + outputs / sector;

struct EpilogueMemory {
  DeviceArray<float> in{std::vector<float>(sums, 1.0f)}, bias{std::vector<float>(32, 0.5f)},
      out{outputs}, dx{sums}, db{32},
      partial{static_cast<std::size_t>(cuda::bias_partial_size(shape))};
  DeviceArray<std::uint8_t> passed{outputs};
  DeviceArray<std::int32_t> example{std::vector<std::int32_t>{0, 1}};
  DeviceArray<PassState> state{std::vector<PassState>(1)};
  DeviceArray<unsigned> arrived{
      std::vector<unsigned>(static_cast<std::size_t>(cuda::bias_counters(shape)), 0u)};

  void forward() {
    cuda::epilogue_forward(shape, epilogue,
                           {.sums = in.get(),
                            .bias = bias.get(),
                            .output = out.get(),
                            .passed = passed.get(),
                            .example = example.get(),
                            .state = state.get()},
                           nullptr);
  }
  void backward() {
    cuda::epilogue_backward(shape, epilogue,
                            {.output_gradient = out.get(),
                             .passed = passed.get(),
                             .sums_gradient = dx.get(),
                             .bias_gradient = db.get(),
                             .partial = partial.get(),
                             .arrived = arrived.get()},
                            nullptr);
  }
};

TEST_F(ModelCounts, TheEpilogueReadsSumsOnceAndWritesOutputsOnce) {
  EpilogueMemory memory;
  memory.forward();
  const KernelCounts kernel = counts("apply_epilogue<4>");
  const std::uint64_t warps = outputs / 4 / 32;
  expect_near(kernel.global_loads.sectors, sectors(sums), warps);
  // A warp's 128 bytes of `passed` are four sectors.
  EXPECT_EQ(kernel.global_stores.sectors, output_sectors);
  EXPECT_EQ(kernel.shared_loads.requests, 0u);
  EXPECT_EQ(kernel.barriers, 0u);
  expect_recorded_counts("apply_epilogue", kernel, sectors(sums) + output_sectors);
}

TEST_F(ModelCounts, TheEpiloguesGradientIsWrittenOnceWithoutBankConflicts) {
  EpilogueMemory memory;
  memory.forward();
  memory.backward();
  const KernelCounts kernel = counts("spread_gradient<4>");
  expect_near(kernel.global_stores.sectors, sectors(sums), sums / 4 / 32);
  // Each gradient and its byte are needed by a window of 2 x 2, whose rows are far apart.
  EXPECT_LE(kernel.block_load_sectors, 3 * output_sectors);
  EXPECT_LE(kernel.shared_loads.worst_ways, 1u);
  EXPECT_LE(kernel.shared_stores.worst_ways, 1u);
  expect_recorded_counts("spread_gradient", kernel, sectors(sums) + output_sectors);
}

TEST_F(ModelCounts, AdamMovesEachValueOnce) {
  constexpr std::uint64_t count = 4096 + 37;
  const auto device = cuda::open_device("emulated");
  model::Graph graph;
  graph.parameters = {{"a/kernel", "a", {static_cast<std::int64_t>(count)}, {}, 1, 1}};
  model::ParameterStore store(*device, graph);
  const cuda::Optimiser adam(*device, {{.parameters = {&store.parameters()[0]}}}, {});
  const DeviceArray<cuda::StepRates> rates(std::vector<cuda::StepRates>(1));
  PassState pass;
  pass.step_rates = rates.get();
  const DeviceArray<PassState> state(std::vector<PassState>{pass});
  emulated::reset_counts();
  adam.enqueue(state.get(), device->stream());
  const KernelCounts kernel = counts(adam_kernel);
  // What lies behind the last whole four of an array is a request of its own.
  expect_near(kernel.global_loads.sectors, 4 * (sectors(count) + 2), 2 * 8);
  expect_near(kernel.global_stores.sectors, 3 * sectors(count), 2 * 8);
  expect_recorded_counts("update_parameters", kernel, 7 * (sectors(count) + 1));
}

TEST_F(ModelCounts, NarrowConvolutionsNeverWriteTheirSums) {
  EpilogueMemory memory;
  const DeviceArray<float> input(std::vector<float>(sums / 16, 1.0f)),
      kernel(std::vector<float>(2 * 32, 0.5f)), gradient(2 * 32),
      partial(static_cast<std::size_t>(cuda::narrow_partial_size(shape, 2)));
  cuda::narrow_forward(shape, 2, epilogue, kernel.get(),
                       {.sums = input.get(),
                        .bias = memory.bias.get(),
                        .output = memory.out.get(),
                        .passed = memory.passed.get(),
                        .example = memory.example.get(),
                        .state = memory.state.get()},
                       nullptr);
  cuda::narrow_backward(shape, 2, epilogue,
                        {.input = input.get(),
                         .output_gradient = memory.out.get(),
                         .passed = memory.passed.get(),
                         .gradient = {gradient.get(), memory.db.get()},
                         .partial = partial.get(),
                         .arrived = memory.arrived.get()},
                        nullptr);
  const KernelCounts forward = counts("apply_narrow<2, 4>");
  EXPECT_EQ(forward.global_stores.sectors, output_sectors);
  EXPECT_LE(forward.block_load_sectors, 3 * sectors(sums / 16) + 64);
  const KernelCounts backward = counts("sum_narrow_gradient<2, 4>");
  EXPECT_LE(backward.global_stores.sectors, sectors(partial.values().size()) + 3 * 4);
  EXPECT_LE(backward.shared_loads.worst_ways, 1u);
  const std::uint64_t least = sectors(sums / 16) + output_sectors;
  expect_recorded_counts("apply_narrow", forward, least);
  expect_recorded_counts("sum_narrow_gradient", backward, least);
}

TEST_F(ModelCounts, TheLossHasNoBankConflicts) {
  constexpr std::int64_t rows = 9;
  constexpr std::uint32_t classes = 40;
  const DeviceArray<float> logits(std::vector<float>(rows * classes, 0.5f)),
      weight(std::vector<float>(rows, 1.0f)), probabilities(rows * classes),
      gradient(rows * classes);
  const DeviceArray<std::int32_t> target(std::vector<std::int32_t>(rows, 3)), correct(rows);
  const DeviceArray<double> row_loss(rows);
  const DeviceArray<unsigned> arrived(std::vector<unsigned>{0u});
  PassState start;
  start.rows = rows;
  const DeviceArray<PassState> state(std::vector<PassState>{start});
  cuda::class_loss({.batch = rows,
                    .classes = classes,
                    .clip = 1e-7,
                    .logits = logits.get(),
                    .target = target.get(),
                    .weight = weight.get(),
                    .probabilities = probabilities.get(),
                    .gradient = gradient.get(),
                    .row_loss = row_loss.get(),
                    .row_correct = correct.get(),
                    .arrived = arrived.get(),
                    .state = state.get()},
                   nullptr);
  // A double takes two banks: two lanes of a half warp each.
  EXPECT_LE(counts("classify").shared_loads.worst_ways, 1u);
  EXPECT_EQ(counts("classify").blocks, 2u);
  expect_recorded_counts("classify", counts("classify"), 3 * sectors(rows * classes));
}

// A whole step: every kernel that it launches, in its place in the arena.
TEST_F(ModelCounts, StepsHaveNoRacesAndReadNothingUninitialised) {
  const OpCase network{
      "network",
      {6, 7, 2},
      {conv(4), conv(5), relu(), pool(2), drop(0.5), conv(4, 3, 1, model::Padding::same), relu(),
       flatten(), dense(6), relu(), drop(0.25), dense(0), softmax()},
      3,
      4};
  const Rig rig(network, 5);
  const auto device = cuda::open_device("emulated");
  Twin twin(*device, rig);
  const auto train = twin.compile({.batch = 3});
  const auto evaluate = twin.compile({.mode = model::Mode::evaluate, .batch = 3});
  for (model::Program* program : {train.get(), evaluate.get()}) {
    program->begin({.seed = 1});
    for (int step = 0; step < 2; ++step) program->step();
    EXPECT_EQ(program->totals().examples, 5);
  }
  for (const char* kernel :
       {"gather_examples<4>", "apply_epilogue<4>", "apply_epilogue<1>", "spread_gradient<4>",
        "spread_gradient<1>", "classify", "fold_maps", "unfold_maps", adam_kernel}) {
    EXPECT_EQ(emulated::kernel_counts().count(kernel), 1u) << kernel << " did not run";
  }
}

}  // namespace
}  // namespace timbre::test
