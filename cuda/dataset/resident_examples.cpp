#include "dataset/resident_examples.hpp"

#include <cstdio>
#include <string>

#include "core/check.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

std::string mebibytes(std::size_t bytes) {
  constexpr double bytes_per_mebibyte = 1024.0 * 1024.0;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(bytes) / bytes_per_mebibyte);
  return text;
}

void require_room(const CudaDevice& device, const dataset::ExampleSet& examples) {
  const std::size_t wanted =
      examples.values.values.size() * sizeof(float) + examples.label.size() * sizeof(std::int32_t);
  std::size_t free = 0;
  std::size_t total = 0;
  TIMBRE_CUDA_CHECK(cudaMemGetInfo(&free, &total));
  if (wanted <= free) return;
  throw Error("the " + std::to_string(examples.size()) + " examples need " + mebibytes(wanted) +
              " on " + device.name() + ", where " + mebibytes(free) + " of " + mebibytes(total) +
              " are free; end what else uses it, choose features with fewer bands or frames, or "
              "use --device cpu");
}

template <typename T>
Buffer uploaded(CudaDevice& device, const std::vector<T>& values) {
  Buffer buffer(device, values.size() * sizeof(T));
  device.copy_in(buffer.as<void>(), values.data(), buffer.bytes());
  return buffer;
}

}  // namespace

ResidentExamples::ResidentExamples(CudaDevice& device, const dataset::ExampleSet& examples)
    : size_(examples.shape().size()) {
  require_room(device, examples);
  values_ = uploaded(device, examples.values.values);
  label_ = uploaded(device, examples.label);
}

ResidentView ResidentExamples::view() const {
  return {values_.as<float>(), label_.as<std::int32_t>(), size_};
}

}  // namespace timbre::cuda
