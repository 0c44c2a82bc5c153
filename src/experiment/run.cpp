#include "timbre/experiment/run.hpp"

#include <chrono>
#include <map>

#include "timbre/core/hash.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/log.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/report/exhibits.hpp"
#include "trial.hpp"
#include "versions.hpp"

namespace timbre::experiment {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string folds_text(const std::vector<int>& folds) {
  std::string text;
  for (const int fold : folds) text += (text.empty() ? "" : " ") + std::to_string(fold);
  return text;
}

std::vector<std::string> notes_for_people(const dataset::Collection& collection,
                                          const dataset::Protocol& protocol) {
  std::vector<std::string> notes;
  if (!collection.absent_folds.empty()) {
    notes.push_back("Folds that are not on this machine: " + folds_text(collection.absent_folds) +
                    ".");
  }
  if (collection.absent_files > 0) {
    notes.push_back(std::to_string(collection.absent_files) +
                    " files of the data set's list are not on this machine.");
  }
  notes.insert(notes.end(), protocol.notes.begin(), protocol.notes.end());
  return notes;
}

// What the experiment cuts on synthetic sounds, with a note for each cut.
ExperimentOptions cut_on_miniature(ExperimentOptions options, dataset::Protocol& protocol) {
  const MiniatureCuts& cuts = options.miniature;
  const int epochs = training::epochs_of(options.training);
  if (cuts.epochs > 0) training::limit_epochs(options.training, cuts.epochs);
  if (const int left = training::epochs_of(options.training); left < epochs) {
    protocol.notes.push_back("on the miniature: " + std::to_string(left) + " epochs at most, not " +
                             std::to_string(epochs));
  }
  if (const auto trials = static_cast<std::size_t>(cuts.trials);
      trials > 0 && trials < protocol.trials.size()) {
    protocol.notes.push_back("on the miniature: " + std::to_string(trials) + " of " +
                             std::to_string(protocol.trials.size()) + " trials");
    protocol.trials.resize(trials);
  }
  return options;
}

report::RunResults describe_run(Device& device, const ExperimentOptions& options,
                                const dataset::Collection& collection,
                                const dataset::Protocol& protocol, const model::Graph& graph) {
  report::RunResults results;
  results.experiment = options.name;
  results.document = options.document;
  results.mode = options.mode == Mode::faithful ? "faithful" : "fixed";
  results.faults = faults_present(options);
  results.device = device.kind();
  results.processor = device.name();
  results.threads = thread_count();
  results.synthetic = collection.synthetic;
  results.seed = options.seed;
  results.classes = collection.classes;
  results.left_out = protocol.left_out;
  results.notes = notes_for_people(collection, protocol);
  results.expected = options.expected;
  results.versions = versions();
  results.parameters = graph.parameter_count();
  return results;
}

// Absent files are warned of where the list is read.
void announce(const dataset::Collection& collection, const dataset::Protocol& protocol) {
  if (collection.synthetic) {
    log_info("no data set is named: running on the built-in miniature of synthesised sounds");
  }
  for (const std::string& note : protocol.notes) log_warning(note);
  for (const dataset::LeftOutTrial& left_out : protocol.left_out) {
    log_warning("left out the trial that tests fold " + folds_text(left_out.trial.test_folds) +
                ": " + left_out.reason);
  }
}

std::map<std::string, std::filesystem::path> clip_files(const dataset::Collection& collection) {
  std::map<std::string, std::filesystem::path> files;
  for (const dataset::Clip& clip : collection.clips) files.emplace(clip.name, clip.path);
  return files;
}

std::string trial_title(const dataset::Trial& trial, int number, std::size_t total) {
  return "trial " + std::to_string(number) + "/" + std::to_string(total) + ": train on folds " +
         folds_text(trial.train_folds) + ", validate on " + folds_text(trial.validate_folds) +
         ", test on " + folds_text(trial.test_folds);
}

}  // namespace

report::RunResults run_experiment(Device& device, const ExperimentOptions& wanted,
                                  const std::filesystem::path& path, bool resume) {
  const Clock::time_point started = Clock::now();
  const dataset::Collection collection =
      dataset::open_collection(wanted.dataset, static_cast<std::uint64_t>(wanted.seed));
  dataset::Protocol protocol = dataset::plan_trials(wanted.protocol, collection);
  const auto trials_in_repeat =
      static_cast<int>(protocol.trials.size()) / static_cast<int>(wanted.protocol.repeats);
  const ExperimentOptions options =
      collection.synthetic ? cut_on_miniature(wanted, protocol) : wanted;
  // Every misfit is told before a single file is decoded.
  const model::Graph graph = make_graph(options, collection);
  const std::string resolved = resolved_yaml(wanted);
  report::RunFolder folder(path, resolved, resume);

  report::RunResults results = describe_run(device, options, collection, protocol, graph);
  announce(collection, protocol);
  const PreparedData data = prepare(device, options, keep_folds(collection, options, protocol));
  results.split_warnings = check_splits(options, protocol, collection, data);
  results.bad_files = data.bad_files;
  results.cache_hits = data.cache_hits;
  results.cache_misses = data.cache_misses;
  folder.log("prepared", Json::object({{"clips", std::int64_t(data.collection.clips.size())},
                                       {"examples", data.examples->size()},
                                       {"bad_files", std::int64_t(data.bad_files.size())},
                                       {"cache_hits", data.cache_hits},
                                       {"cache_misses", data.cache_misses}}));

  const Clock::time_point trials_started = Clock::now();
  const TrialContext context{device, options,          data,   graph,
                             folder, sha256(resolved), resume, trials_in_repeat};
  for (std::size_t index = 0; index < protocol.trials.size(); ++index) {
    stop_if_interrupted();
    const int number = static_cast<int>(index) + 1;
    log_info(trial_title(protocol.trials[index], number, protocol.trials.size()));
    results.trials.push_back(folder.has_trial(number)
                                 ? folder.load_trial(number)
                                 : run_trial(context, protocol.trials[index], number));
  }
  results.seconds = {{"decode", data.seconds.decode},     {"resample", data.seconds.resample},
                     {"features", data.seconds.features}, {"cache", data.seconds.cache},
                     {"extraction", data.seconds.wall},   {"trials", seconds_since(trials_started)},
                     {"total", seconds_since(started)}};
  const auto ranking = metrics::ranking(device);
  folder.finish(results, resolved,
                report::make_exhibits(*ranking, results, clip_files(data.collection)));
  return results;
}

}  // namespace timbre::experiment
