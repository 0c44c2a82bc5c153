#include "dataset/resident_examples.hpp"

#include <algorithm>
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
  if (!examples.audio) {
    return labels +
           static_cast<std::size_t>(examples.size() * examples.shape().size()) * sizeof(float);
  }
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

// The kernels read floats: pictures become them on the way, some at a time.
Buffer uploaded(CudaDevice& device, const ByteTensor& pictures) {
  constexpr std::int64_t at_once = 64;
  const std::int64_t count = pictures.shape.front();
  const std::int64_t size = std::ssize(pictures.values) / std::max(count, std::int64_t{1});
  Buffer buffer(device, pictures.values.size() * sizeof(float));
  std::vector<float> block(static_cast<std::size_t>(std::min(at_once, count) * size));
  for (std::int64_t first = 0; first < count; first += at_once) {
    const std::int64_t part = std::min(at_once, count - first);
    pictures.copy_out(first, part, block.data());
    device.copy_in(buffer.as<float>() + first * size, block.data(),
                   static_cast<std::size_t>(part * size) * sizeof(float));
    device.wait();
  }
  return buffer;
}

}  // namespace

ResidentExamples::ResidentExamples(CudaDevice& device, const dataset::ExampleSet& examples)
    : size_(examples.shape().size()) {
  require_room(device, examples);
  label_ = uploaded(device, examples.label);
  if (!examples.audio) {
    values_ = examples.are_pictures() ? uploaded(device, examples.pictures)
                                      : uploaded(device, examples.values.values);
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
