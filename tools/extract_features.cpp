// extract_features EXPERIMENT.yaml: fills the feature cache; with --out also writes one HDF5 file.
#include <cstdio>
#include <filesystem>

#include "timbre/cache/extract.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/core/log.hpp"
#include "timbre/dataset/protocol.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/run.hpp"

namespace {

using namespace timbre;

struct Arguments : experiment::CommonArguments {
  std::string experiment;
  std::string out;
  std::vector<std::string> audio;
};

std::vector<cache::AudioFile> named_files(const std::vector<std::string>& paths) {
  std::vector<cache::AudioFile> files;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_regular_file(path)) {
      throw RequestError(path + ": no such file; name recordings that can be read");
    }
    files.push_back({path, path});
  }
  return files;
}

std::vector<cache::AudioFile> collection_files(const experiment::ExperimentOptions& options) {
  auto collection =
      dataset::open_collection(options.dataset, static_cast<std::uint64_t>(options.seed));
  const auto protocol = dataset::plan_trials(options.protocol, collection);
  return experiment::audio_files(experiment::keep_folds(std::move(collection), options, protocol));
}

// Pictures as whole numbers of 8 bits, else float32.
void write_examples(Hdf5File& output, const cache::Extraction& extraction) {
  const Shape& shape = extraction.shape();
  if (extraction.pictures.shape.empty()) {
    return output.write("features", extraction.examples.values, shape);
  }
  output.create("features", shape, Hdf5File::Stored::bytes);
  const std::int64_t size = element_count(shape) / std::max(shape.front(), std::int64_t{1});
  std::vector<float> example(static_cast<std::size_t>(size));
  for (std::int64_t number = 0; number < shape.front(); ++number) {
    extraction.pictures.copy_out(number, 1, example.data());
    output.write_rows("features", number, 1, example);
  }
}

// Data sets: features (examples x rows x columns x channels), segment and file of each example,
// and the names that `file` counts.
void write_features(const std::filesystem::path& path, const cache::Extraction& extraction,
                    const std::vector<cache::AudioFile>& files) {
  std::vector<std::int32_t> segment;
  std::vector<std::int32_t> file;
  std::vector<std::string> names;
  for (std::size_t index = 0; index < files.size(); ++index) {
    const std::int64_t count = extraction.first[index + 1] - extraction.first[index];
    for (std::int64_t number = 0; number < count; ++number) {
      segment.push_back(static_cast<std::int32_t>(number));
      file.push_back(static_cast<std::int32_t>(index));
    }
    names.push_back(files[index].name);
  }
  const Shape& shape = extraction.shape();
  const std::int64_t examples = shape.front();
  write_atomically(
      path,
      [&](const std::filesystem::path& temporary) {
        Hdf5File output(temporary, Hdf5File::Access::create);
        write_examples(output, extraction);
        output.write("segment", segment, {examples});
        output.write("file", file, {examples});
        output.write("files", names);
        output.flush();
      },
      Durability::kill);
}

void print_summary(const cache::Extraction& extraction, std::size_t files) {
  const cache::ExtractionTime& seconds = extraction.seconds;
  const Shape& shape = extraction.shape();
  std::printf(
      "%zu files, %lld examples of %s; %lld from the cache, %lld computed, %zu unreadable\n", files,
      static_cast<long long>(shape.front()), to_string({shape.begin() + 1, shape.end()}).c_str(),
      static_cast<long long>(extraction.hits), static_cast<long long>(extraction.misses),
      extraction.bad_files.size());
  std::printf(
      "extraction %.3f s (thread seconds: decode %.3f, resample %.3f, features %.3f, "
      "cache %.3f)\n",
      seconds.wall, seconds.decode, seconds.resample, seconds.features, seconds.cache);
}

void run(const Arguments& arguments) {
  const auto options = experiment::load_experiment(arguments.experiment, arguments.overrides);
  const auto device = experiment::open_device(arguments.device);
  const auto files =
      arguments.audio.empty() ? collection_files(options) : named_files(arguments.audio);
  const auto extraction =
      cache::extract(*device, files, options.features, options.dataset.on_bad_file);
  for (const cache::BadFile& bad : extraction.bad_files) {
    log_warning("skipped " + bad.name + ": " + bad.reason);
  }
  if (!arguments.out.empty()) write_features(arguments.out, extraction, files);
  print_summary(extraction, files.size());
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line("extract_features",
                                 "Computes the features of an experiment and fills its cache.");
    Arguments arguments;
    line.positional("EXPERIMENT.yaml", arguments.experiment, "The experiment");
    line.positionals("AUDIO", arguments.audio,
                     "Recordings to use in place of the experiment's data set", false);
    line.option("--out", arguments.out,
                "Also write the features to this HDF5 file: features, segment, file, files");
    add_common(line, arguments);
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
