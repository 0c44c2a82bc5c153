#include "dataset/host_batches.hpp"

#include "timbre/core/interrupt.hpp"

namespace timbre::dataset {
namespace {

constexpr std::int64_t batch = 128;  // 2.5 MB of 60x41x2 examples

}  // namespace

HostBatches::HostBatches(Device& device, BatchSource& source)
    : device_(device),
      source_(source),
      input_(device, static_cast<std::size_t>(batch * source.shape().size()) * sizeof(float)),
      target_(device, batch * sizeof(std::int32_t)),
      weight_(device, batch * sizeof(float)),
      example_(device, batch * sizeof(std::int32_t)),
      values_(static_cast<std::size_t>(batch * source.shape().size())) {
  source.set_standardiser({});
  source.set_augmentation({});
}

void HostBatches::for_each(std::span<const std::int32_t> examples,
                           FunctionRef<void(const float* values, std::int64_t count)> use) {
  source_.set_order(examples);
  for (std::int64_t step = 0; step < source_.steps(batch); ++step) {
    stop_if_interrupted();
    source_.fill(step, batch,
                 {.input = input_.as<float>(),
                  .target = target_.as<std::int32_t>(),
                  .weight = weight_.as<float>(),
                  .example = example_.as<std::int32_t>()});
    device_.copy_out(values_.data(), input_.as<void>(), input_.bytes());
    use(values_.data(), source_.valid_rows(step, batch));
  }
}

}  // namespace timbre::dataset
