#include "resample/resample_plan.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "core/device.hpp"
#include "core/upload.hpp"
#include "resample/resample_signals.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::resample;
using timbre::resample::Quality;
using timbre::resample::ResampleOptions;
using timbre::resample::ResamplePlan;
using timbre::resample::SignalWindow;

// No memory of a device holds more floats.
constexpr std::int64_t most_outputs = std::int64_t{1} << 36;

// Wide tiles repeat few samples and keep more threads busy, but two blocks should share a
// multiprocessor.
void choose_tile(ResampleRecipe& recipe, const ResampleOptions& options, int from) {
  constexpr int wanted_bytes = 112 << 10;
  const int most = device_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin);
  recipe.neighbours = 1;
  recipe.periods = most_periods;
  if (recipe.shared_bytes() > most) recipe.periods = 1;
  for (; 2 * recipe.items() <= most_threads; recipe.neighbours *= 2) {
    ResampleRecipe wider = recipe;
    wider.neighbours *= 2;
    if (wider.shared_bytes() > std::min(wanted_bytes, most)) break;
  }
  if (recipe.shared_bytes() <= most) return;
  throw RequestError("resample: from " + std::to_string(from) + " to " +
                     std::to_string(options.rate) + " Hz needs " +
                     std::to_string(recipe.shared_bytes()) +
                     " bytes of the device's shared memory, which has " + std::to_string(most) +
                     " for a block; choose a resample.rate with a larger common divisor, or use "
                     "--device cpu");
}

ResampleRecipe recipe_of(const PhaseTable& table, const TimeSpans& times, int from,
                         const ResampleOptions& options) {
  ResampleRecipe recipe{.phases = table.phases,
                        .cycle = table.cycle,
                        .period_outputs = table.period_outputs,
                        .period_samples = table.period_samples,
                        .groups = table.groups,
                        .columns = table.columns,
                        .fours = table.fours,
                        .reach = table.reach,
                        .taps = table.taps,
                        .right_wing = options.right_wing,
                        .ratio = static_cast<double>(options.rate) / from,
                        .regular_end = times.regular_end,
                        .spans = static_cast<int>(times.spans.size()),
                        .window_begin = table.first.front(),
                        .window_spread = table.first.back() - table.first.front()};
  choose_tile(recipe, options, from);
  return recipe;
}

class CudaResamplePlan final : public ResamplePlan {
 public:
  CudaResamplePlan(CudaDevice& device, int from, const ResampleOptions& options)
      : CudaResamplePlan(device, from, options, time_spans(from, options.rate, most_outputs)) {}

 private:
  CudaResamplePlan(CudaDevice& device, int from, const ResampleOptions& options,
                   const TimeSpans& times)
      : CudaResamplePlan(device, from, options, times,
                         PhaseTable({from, options.rate, options.quality, options.tap_step},
                                    std::ranges::any_of(times.spans, &TimeSpan::below))) {}

  CudaResamplePlan(CudaDevice& device, int from, const ResampleOptions& options,
                   const TimeSpans& times, const PhaseTable& table)
      : ResamplePlan(from, options),
        device_(device),
        weights_(upload(device, table.weights)),
        first_(upload(device, table.first)),
        below_(upload(device, table.below)),
        rows_(upload(device, table.rows)),
        spans_(upload(device, times.spans)) {
    arguments_.recipe = recipe_of(table, times, from, options);
    arguments_.weights = weights_.as<float4>();
    arguments_.first = first_.as<int>();
    arguments_.below = below_.as<int>();
    arguments_.rows = rows_.as<RowPlace>();
    arguments_.spans = spans_.as<TimeSpan>();
    allow_resampling(arguments_.recipe);
    resident_blocks_ =
        device_attribute(cudaDevAttrMultiProcessorCount) * resident_blocks(arguments_.recipe);
  }

  void do_run(SampleView samples, std::span<const SignalWindow> signals,
              float* resampled) override {
    arguments_.samples = samples.values;
    arguments_.sixteen_bits = samples.sixteen_bits;
    arguments_.resampled = resampled;
    SignalList& list = arguments_.list;
    list.tiles_at_once = tiles_at_once(signals);
    list.count = 0;
    int blocks = 0;
    std::int64_t output = 0;
    for (const SignalWindow& signal : signals) {
      const std::int64_t outputs = outputs_of(signal);
      if (outputs == 0) continue;
      const int tiles = tiles_of(signal);
      list.signals[list.count++] = {signal.offset, signal.length, output, tiles, blocks};
      output += outputs;
      blocks += blocks_of(tiles, list.tiles_at_once);
      if (list.count == SignalList::most) launch(blocks);
    }
    launch(blocks);
  }

  // Puts the signals of the list on the stream and empties it.
  void launch(int& blocks) {
    if (blocks > 0) launch_resampling(arguments_, blocks, device_.stream());
    arguments_.list.count = 0;
    blocks = 0;
  }

  std::int64_t outputs_of(const SignalWindow& signal) const {
    return timbre::resample::resampled_count(signal.length, from(), options().rate);
  }
  int tiles_of(const SignalWindow& signal) const {
    const int tile = arguments_.recipe.tile_outputs();
    return static_cast<int>((outputs_of(signal) + tile - 1) / tile);
  }

  // A block reads the weights once for all of its tiles; many belong together while two rounds of
  // blocks still fill the device.
  int tiles_at_once(std::span<const SignalWindow> signals) const {
    constexpr std::int64_t rounds = 2, most = 1 << 20;
    std::int64_t tiles = 0;
    for (const SignalWindow& signal : signals) tiles += tiles_of(signal);
    return static_cast<int>(
        std::clamp(tiles / (rounds * std::max(1, resident_blocks_)), std::int64_t{1}, most));
  }

  CudaDevice& device_;
  Buffer weights_, first_, below_, rows_, spans_;
  ResampleArguments arguments_{};
  int resident_blocks_ = 0;
};

// Equal rates: samples go through as they are.
class CopyPlan final : public ResamplePlan {
 public:
  CopyPlan(CudaDevice& device, int from, const ResampleOptions& options)
      : ResamplePlan(from, options), device_(device) {}

 private:
  void do_run(SampleView samples, std::span<const SignalWindow> signals,
              float* resampled) override {
    for (const SignalWindow& signal : signals) {
      if (signal.length == 0) continue;
      samples.visit(
          [&](const auto* first) { write(first + signal.offset, signal.length, resampled); });
      resampled += signal.length;
    }
  }

  void write(const float* signal, std::int64_t length, float* resampled) const {
    TIMBRE_CUDA_CHECK(cudaMemcpyAsync(resampled, signal, length * sizeof(float),
                                      cudaMemcpyDeviceToDevice, device_.stream()));
  }
  void write(const std::int16_t* signal, std::int64_t length, float* resampled) const {
    launch_widening(signal, length, resampled, device_.stream());
  }

  CudaDevice& device_;
};

class CudaResamplePlanMaker final : public timbre::resample::ResamplePlanMaker {
 public:
  std::unique_ptr<ResamplePlan> make(Device& device, int from,
                                     const ResampleOptions& options) override {
    auto& cuda_device = static_cast<CudaDevice&>(device);
    if (from == options.rate) return std::make_unique<CopyPlan>(cuda_device, from, options);
    if (options.quality == Quality::soxr_hq || options.quality == Quality::soxr_vhq) {
      throw RequestError(
          "resample.quality: soxr's filters run on the CPU only; use kaiser_best, kaiser_fast or "
          "--device cpu");
    }
    return std::make_unique<CudaResamplePlan>(cuda_device, from, options);
  }
};

}  // namespace

std::shared_ptr<timbre::resample::ResamplePlanMaker> resample_plans() {
  return std::make_shared<CudaResamplePlanMaker>();
}

}  // namespace timbre::cuda
