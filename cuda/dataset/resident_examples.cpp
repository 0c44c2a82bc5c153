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

std::size_t bytes_of(const dataset::ExampleSet& examples) {
  const std::size_t labels = examples.label.size() * sizeof(std::int32_t);
  if (!examples.audio) return labels + examples.values.values.size() * sizeof(float);
  return labels + examples.audio->recordings.bytes() +
         examples.audio->start.size() * sizeof(std::int64_t);
}

// Whether the recordings take less room depends on the overlap of segments.
std::string advice(const dataset::ExampleSet& examples) {
  if (examples.audio) {
    return "choose a lower resample.rate, set features.on_the_fly to false where examples are "
           "smaller than recordings";
  }
  return "choose features with fewer bands or frames, set features.on_the_fly to true where "
         "recordings are smaller than examples";
}

void require_room(const CudaDevice& device, const dataset::ExampleSet& examples) {
  const std::size_t wanted = bytes_of(examples);
  std::size_t free = 0;
  std::size_t total = 0;
  TIMBRE_CUDA_CHECK(cudaMemGetInfo(&free, &total));
  if (wanted <= free) return;
  throw Error("the " + std::string(examples.audio ? "recordings of the " : "") +
              std::to_string(examples.size()) + " examples need " + mebibytes(wanted) + " on " +
              device.name() + ", where " + mebibytes(free) + " of " + mebibytes(total) +
              " are free; end what else uses it, " + advice(examples) + ", or use --device cpu");
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
  label_ = uploaded(device, examples.label);
  if (!examples.audio) {
    values_ = uploaded(device, examples.values.values);
    return;
  }
  const cache::Recordings& recordings = examples.audio->recordings;
  sixteen_bits_ = recordings.is_compact();
  samples_ = sixteen_bits_ ? uploaded(device, recordings.sixteen_bits)
                           : uploaded(device, recordings.floats);
  starts_ = uploaded(device, examples.audio->start);
}

ResidentView ResidentExamples::view() const {
  return {values_.as<float>(), label_.as<std::int32_t>(), size_};
}

}  // namespace timbre::cuda
