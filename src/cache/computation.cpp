#include "cache/computation.hpp"

#include <numeric>
#include <utility>

#include "cache/pictures.hpp"
#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cache {

namespace {

std::unique_ptr<Device> open_host() {
  std::unique_ptr<Device> host = open_cpu();
  host->makers().set(features::cpu_feature_plans());
  host->makers().set(resample::cpu_resample_plans());
  return host;
}

bool come_as_files(const features::FrontEndOptions& options) {
  return options.features.kind == features::ExampleKind::picture_file;
}

// Files that are pictures need no plan.
std::unique_ptr<features::FeaturePlan> plan_for(Device& device,
                                                const features::FrontEndOptions& options) {
  if (come_as_files(options)) return nullptr;
  return features::plan(device, options.features, options.resample.rate);
}

}  // namespace

Computation::Computation(Device& device, const features::FrontEndOptions& options)
    : host_(open_host()),
      device_(come_as_files(options) ? *host_ : device),
      options_(options),
      loader_(device_, options.resample),
      plan_(plan_for(device_, options)) {}

std::shared_ptr<Buffer> Computation::to_host(std::shared_ptr<Buffer> buffer) {
  if (!device_.shares_host_memory()) {
    auto copy = std::make_shared<Buffer>(*host_, buffer->bytes());
    device_.copy_out(copy->as<float>(), buffer->as<float>(), buffer->bytes());
    device_.wait();
    buffer = std::move(copy);
  }
  return buffer;
}

void Computation::compute(const LoadedSamples& loaded, std::span<Computed> results) {
  const std::vector<std::int64_t> counts = plan_->count(loaded.clips);
  const std::int64_t total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  if (total == 0) return;

  const std::int64_t example_size = plan_->shape().size();
  auto examples = std::make_shared<Buffer>(
      device_, static_cast<std::size_t>(total * example_size) * sizeof(float));
  plan_->run(loaded.samples, loaded.count, loaded.clips, examples->as<float>());

  const std::shared_ptr<Buffer> on_host = to_host(std::move(examples));
  const float* next = on_host->as<float>();
  for (std::size_t clip = 0; clip < results.size(); ++clip) {
    const auto values = static_cast<std::size_t>(counts[clip] * example_size);
    results[clip].examples = Examples(on_host, {next, values});
    next += values;
  }
}

std::vector<Computed> Computation::run(std::span<const std::filesystem::path> paths,
                                       ExtractionTime& seconds) {
  if (!plan_) return read_pictures(paths, options_.features.picture.resize, seconds);
  std::vector<Recording> recordings = read(paths, options_);
  std::vector<Computed> results(paths.size());
  for (std::size_t file = 0; file < paths.size(); ++file) {
    results[file].problem = recordings[file].problem;
    seconds.decode += recordings[file].decode_seconds;
  }
  const LoadedSamples loaded = loader_.load(recordings);
  seconds.resample += loaded.resample_seconds;
  Stopwatch watch;
  compute(loaded, results);
  seconds.features += watch.lap() * busy_threads(device_);
  return results;
}

}  // namespace timbre::cache
