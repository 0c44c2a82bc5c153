// Batches of 256 out of 8192 resident examples of 60x41x2, in an order of leaps: gathered,
// standardised, and augmented by everything there is; and where the segments of a batch begin.
//
// Bytes: each value in and out once, with mixing two in; statistics once; a segment's place and
// start in and out. Operations: 2 for a value that is standardised; with noise and mixing some 130,
// most of them of integers: ten rounds of Philox and two Box-Muller pairs, 250 in all, for four
// values of either example. Bound on an H100 SXM: memory, 3.0 us for a batch and 4.5 us mixed.
#include "dataset/augment_batch.hpp"
#include "dataset/choose_segments.hpp"
#include "dataset/fill_batch.hpp"
#include "support/device_data.hpp"
#include "timbre/dataset/augment_options.hpp"

namespace timbre::bench {
namespace {

constexpr dataset::AugmentShape shape{60, 41, 2};

std::vector<std::int32_t> leaping_order(std::int64_t count) {
  std::vector<std::int32_t> order;
  for (std::int64_t place = 0; place < count; ++place) {
    order.push_back(static_cast<std::int32_t>(place * 4099 % count));
  }
  return order;
}

struct Batches {
  explicit Batches(const dataset::AugmentOptions& options, bool standardises = true)
      : state(on_device(std::vector<cuda::SourceState>{
            {.order = order.as<std::int32_t>(),
             .order_size = examples,
             .mean = standardises ? mean.as<float>() : nullptr,
             .scale = standardises ? mean.as<float>() : nullptr,
             .augmentation = dataset::augmentation(options, 1, 0)}})),
        fill({.step = step.as<std::int64_t>(),
              .batch = batch,
              .view = {.input = input.as<float>(),
                       .target = target.as<std::int32_t>(),
                       .weight = weight.as<float>(),
                       .example = example.as<std::int32_t>(),
                       .second_target = second_target.as<std::int32_t>(),
                       .target_share = share.as<float>()},
              .valid_rows = valid.as<std::int64_t>()}) {}

  // `reads` examples for each that is written, `statistics` of a mean and a scale.
  Work work(double reads, bool statistics, double operations) const {
    const auto written = static_cast<double>(batch * shape.size());
    return {.bytes =
                sizeof(float) * ((reads + 1.0) * written + (statistics ? 2.0 * shape.size() : 0.0)),
            .operations = operations * written};
  }
  void gather() const {
    cuda::fill_batch(view, state.as<cuda::SourceState>(), fill, device().stream());
  }
  void augment() const {
    cuda::augment_batch(view, shape, state.as<cuda::SourceState>(), fill,
                        drawn.as<cuda::DrawnRow>(), device().stream());
  }

  std::int64_t examples = sized(8192, 5), batch = sized(256, 3);
  Buffer values = noise_on_device(examples * shape.size()), mean = noise_on_device(shape.size()),
         label = on_device(leaping_order(examples)), order = on_device(leaping_order(examples)),
         step = on_device(std::vector<std::int64_t>{0}),
         input = room_on_device(batch * shape.size()), target = room_on_device<std::int32_t>(batch),
         weight = room_on_device(batch), example = room_on_device<std::int32_t>(batch),
         second_target = room_on_device<std::int32_t>(batch), share = room_on_device(batch),
         valid = room_on_device<std::int64_t>(1), drawn = room_on_device<cuda::DrawnRow>(batch),
         state;
  cuda::ResidentView view{values.as<float>(), label.as<std::int32_t>(), shape.size()};
  cuda::StepFill fill;
};

void gathered(benchmark::State& state, Cache cache) {
  const Batches batches({}, false);
  measure(state, cache, batches.work(1, false, 0), [&] { batches.gather(); });
}
void standardised(benchmark::State& state, Cache cache) {
  const Batches batches({});
  measure(state, cache, batches.work(1, true, 2), [&] { batches.gather(); });
}
void masked_and_shifted(benchmark::State& state, Cache cache) {
  const Batches batches({.time_masks = {2, 8}, .band_masks = {2, 8}, .time_shift = 8});
  measure(state, cache, batches.work(1, true, 2), [&] { batches.augment(); });
}
void mixed_with_noise(benchmark::State& state, Cache cache) {
  const Batches batches({.mixup = 0.4, .gain = 6, .noise = 0.1});
  measure(state, cache, batches.work(2, true, 130), [&] { batches.augment(); });
}

void segments(benchmark::State& state, Cache cache) {
  const Batches batches({});
  const Buffer starts = on_device(std::vector<std::int64_t>(batches.examples, 7)),
               chosen = room_on_device<std::int64_t>(batches.batch);
  measure(state, cache, {.bytes = 20.0 * static_cast<double>(batches.batch)}, [&] {
    cuda::choose_segments(starts.as<std::int64_t>(), batches.state.as<cuda::SourceState>(),
                          batches.fill, chosen.as<std::int64_t>(), device().stream());
  });
}

TIMBRE_GPU_BENCH(gathered);
TIMBRE_GPU_BENCH(standardised);
TIMBRE_GPU_BENCH(masked_and_shifted);
TIMBRE_GPU_BENCH(mixed_with_noise);
TIMBRE_GPU_BENCH(segments);

}  // namespace
}  // namespace timbre::bench
