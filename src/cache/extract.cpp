#include "timbre/cache/extract.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "cache/computation.hpp"
#include "cache/files_at_once.hpp"
#include "cache/stopwatch.hpp"
#include "cache/store.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/huge_pages.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/core/progress.hpp"

namespace timbre::cache {
namespace {

namespace fs = std::filesystem;

// One file of the request on its way.
struct Job {
  const AudioFile* file = nullptr;
  std::optional<FileState> state;  // before it was read: a change while reading is seen next time
  Examples examples;
  bool is_done = false;
  bool was_cached = false;
  std::string problem;
  double cache_seconds = 0;
};

// Jobs whose files share a folder, in the order of the request.
using FolderJobs = std::map<fs::path, std::vector<Job*>>;

class Extractor {
 public:
  Extractor(Device& device, std::span<const AudioFile> files,
            const features::FrontEndOptions& options, OnBadFile on_bad_file,
            const CacheOptions& cache)
      : device_(device),
        options_(options),
        on_bad_file_(on_bad_file),
        store_(cache, device, options),
        jobs_(files.size()),
        progress_("features", static_cast<std::int64_t>(files.size()), "clips") {
    for (std::size_t index = 0; index < files.size(); ++index) jobs_[index].file = &files[index];
  }

  Extraction run() {
    Stopwatch whole;
    FolderJobs folders;
    for (Job& job : jobs_) folders[job.file->path.parent_path()].push_back(&job);
    for (const auto& [folder, jobs] : folders) extract_folder(folder, jobs);
    Extraction result = assemble();
    for (const Job& job : jobs_) seconds_.cache += job.cache_seconds;
    result.seconds = seconds_;
    result.seconds.wall = whole.lap();
    return result;
  }

 private:
  void extract_folder(const fs::path& folder, const std::vector<Job*>& jobs) {
    stop_if_interrupted();
    Stopwatch watch;
    const std::unique_ptr<Shard> shard = store_.open(folder);
    seconds_.cache += watch.lap();
    load(shard.get(), jobs);

    std::vector<Job*> missing;
    std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(missing),
                 [](const Job* job) { return !job->is_done; });
    progress_.advance(static_cast<std::int64_t>(jobs.size() - missing.size()));
    if (missing.empty()) return;
    try {
      compute(missing);
    } catch (const Error&) {
      save(folder, jobs, shard.get());  // the next run goes on where this one stopped
      throw;
    }
    save(folder, jobs, shard.get());
  }

  void load(const Shard* shard, const std::vector<Job*>& jobs) {
    parallel_for(static_cast<std::int64_t>(jobs.size()), [&](std::int64_t index) {
      Job& job = *jobs[static_cast<std::size_t>(index)];
      Stopwatch watch;
      job.state = file_state(job.file->path);
      if (std::optional<Examples> cached = store_.load(shard, job.state)) {
        job.examples = std::move(*cached);
        job.is_done = job.was_cached = true;
      }
      job.cache_seconds = watch.lap();
    });
  }

  void compute(std::span<Job* const> missing) {
    const auto bytes_of = [](const Job* job) { return job->state ? job->state->bytes : 0; };
    while (!missing.empty()) {
      stop_if_interrupted();
      const std::size_t count = files_at_once(missing, bytes_of);
      compute_batch(missing.first(count));
      missing = missing.subspan(count);
    }
  }

  void compute_batch(std::span<Job* const> batch) {
    if (!computation_) computation_.emplace(device_, options_);
    std::vector<fs::path> paths;
    for (const Job* job : batch) paths.push_back(job->file->path);
    std::vector<Computed> computed = computation_->run(paths, seconds_);
    for (std::size_t index = 0; index < batch.size(); ++index) {
      Job& job = *batch[index];
      job.examples =
          is_picture_ ? computed[index].examples.as_bytes() : std::move(computed[index].examples);
      job.problem = std::move(computed[index].problem);
      job.is_done = job.problem.empty();
    }
    progress_.advance(static_cast<std::int64_t>(batch.size()));
    if (on_bad_file_ == OnBadFile::skip) return;
    for (const Job* job : batch) {
      if (!job->is_done) throw Error(job->problem);
    }
  }

  void save(const fs::path& folder, const std::vector<Job*>& jobs, const Shard* shard) {
    Stopwatch watch;
    std::vector<ShardEntry> entries;
    bool has_new = false;
    for (const Job* job : jobs) {
      if (!job->is_done || !job->state) continue;
      entries.push_back({*job->state, job->examples});
      has_new |= !job->was_cached;
    }
    if (has_new) store_.save(folder, entries, shard);
    seconds_.cache += watch.lap();
  }

  Extraction assemble() {
    const features::ExampleShape shape = features::example_shape(options_.features);
    Extraction result;
    result.first.push_back(0);
    for (const Job& job : jobs_) {
      ++(job.was_cached ? result.hits : result.misses);
      if (!job.is_done) result.bad_files.push_back({job.file->name, job.problem});
      result.first.push_back(result.first.back() + job.examples.size() / shape.size());
    }
    const Shape sizes = {result.first.back(), shape.rows, shape.columns, shape.channels};
    if (is_picture_) {
      result.pictures = {sizes, joined<std::uint8_t>(element_count(sizes))};
    } else {
      result.examples = Tensor(sizes, joined<float>(element_count(sizes)));
    }
    return result;
  }

  // The values of all jobs, which lose theirs: freed batch by batch, they do not stand in memory
  // twice.
  template <typename Value>
  std::vector<Value> joined(std::int64_t count) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(count));
    prefer_huge_pages(values.data(), values.capacity() * sizeof(Value));
    std::vector<float> room;
    for (Job& job : jobs_) {
      const Examples examples = std::exchange(job.examples, {});
      const auto append = [&](const auto& of_job) {
        values.insert(values.end(), of_job.begin(), of_job.end());
      };
      if constexpr (std::is_same_v<Value, float>) {
        append(examples.floats(room));
      } else {
        append(examples.bytes());
      }
    }
    return values;
  }

  Device& device_;
  const features::FrontEndOptions& options_;
  const bool is_picture_ = features::is_picture(options_.features);
  OnBadFile on_bad_file_;
  Store store_;
  std::vector<Job> jobs_;
  Progress progress_;
  std::optional<Computation> computation_;
  ExtractionTime seconds_;
};

}  // namespace

Extraction extract(Device& device, std::span<const AudioFile> files,
                   const features::FrontEndOptions& options, OnBadFile on_bad_file,
                   const CacheOptions& cache) {
  return Extractor(device, files, options, on_bad_file, cache).run();
}

Tensor extract_file(Device& device, const fs::path& path,
                    const features::FrontEndOptions& options) {
  ExtractionTime seconds;
  Computed computed = std::move(Computation(device, options).run({&path, 1}, seconds).front());
  if (!computed.problem.empty()) throw Error(computed.problem);
  const features::ExampleShape shape = features::example_shape(options.features);
  std::vector<float> room;
  const std::span<const float> values = computed.examples.floats(room);
  const auto count = static_cast<std::int64_t>(values.size()) / shape.size();
  return Tensor({count, shape.rows, shape.columns, shape.channels},
                std::vector<float>(values.begin(), values.end()));
}

}  // namespace timbre::cache
