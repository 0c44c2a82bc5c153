#include "timbre/report/run_folder.hpp"

#include <fstream>
#include <sstream>
#include <system_error>

#include "lock_file.hpp"
#include "predictions.hpp"
#include "tensorboard.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre::report {
namespace {

namespace fs = std::filesystem;

constexpr const char* experiment_file = "experiment.yaml";
constexpr const char* log_file = "log.jsonl";
constexpr const char* trial_result_file = "result.json";
constexpr const char* predictions_file = "predictions.csv";
constexpr const char* maps_file = "tsne.json";

fs::path ready_folder(const fs::path& path, bool resume) {
  if (resume && !fs::exists(path / experiment_file)) {
    throw RequestError(path.string() + ": there is no run to resume; start one without --resume");
  }
  std::error_code problem;
  fs::create_directories(path, problem);
  if (problem) {
    throw RequestError(path.string() + ": cannot make this folder: " + problem.message() +
                       "; choose another --out");
  }
  return path;
}

// "was 'epochs: 50' and is 'epochs: 60'" for the first line in which the two differ.
std::string first_difference(const std::string& before, const std::string& after) {
  std::istringstream old_lines(before);
  std::istringstream new_lines(after);
  std::string old_line, new_line;
  do {
    old_line.clear();
    new_line.clear();
    std::getline(old_lines, old_line);
    std::getline(new_lines, new_line);
  } while (old_line == new_line && (old_lines || new_lines));
  return "was '" + old_line + "' and is '" + new_line + "'";
}

void require_same_experiment(const fs::path& path, const std::string& resolved_yaml) {
  const std::string before = read_file(path / experiment_file);
  if (before == resolved_yaml) return;
  throw RequestError(path.string() + ": cannot resume, the experiment has changed: a line " +
                     first_difference(before, resolved_yaml) +
                     "; take back the change or start a new run in another --out");
}

// A killed process may leave half a line at the end, which would spoil the line that follows.
void drop_broken_line(const fs::path& path) {
  if (!fs::exists(path)) return;
  const std::string content = read_file(path);
  const std::size_t last_end = content.rfind('\n');
  const std::size_t whole = last_end == std::string::npos ? 0 : last_end + 1;
  if (whole < content.size()) fs::resize_file(path, whole);
}

}  // namespace

struct RunFolder::State {
  State(const fs::path& folder, bool resume)
      : path(ready_folder(folder, resume)), lock(path / ".lock") {}

  fs::path trial_path(int number) const {
    const std::string digits = std::to_string(number);
    return path / "trials" / (digits.size() < 2 ? '0' + digits : digits);
  }

  fs::path path;
  LockFile lock;
  std::ofstream log;
};

RunFolder::RunFolder(const fs::path& path, const std::string& resolved_yaml, bool resume)
    : state_(std::make_unique<State>(path, resume)) {
  if (resume) {
    require_same_experiment(path, resolved_yaml);
  } else if (fs::exists(path / experiment_file)) {
    throw RequestError(path.string() +
                       ": holds a run already; go on with it by --resume or choose another --out");
  } else {
    write_file(path / experiment_file, resolved_yaml);
  }
  drop_broken_line(path / log_file);
  state_->log.open(path / log_file, std::ios::app);
}

RunFolder::~RunFolder() = default;

const fs::path& RunFolder::path() const {
  return state_->path;
}

fs::path RunFolder::trial_folder(int number) const {
  fs::path folder = state_->trial_path(number);
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) throw Error(folder.string() + ": cannot make this folder: " + problem.message());
  return folder;
}

void RunFolder::log(const std::string& event, const Json& fields) {
  Json line = Json::object({{"time", utc_time()}, {"event", event}});
  if (fields.is_object()) {
    for (const auto& [key, value] : fields.members()) line.set(key, value);
  }
  state_->log << line.dump(0) << std::endl;
  if (!state_->log) {
    throw Error((path() / log_file).string() + ": cannot write; is the disk full?");
  }
}

void RunFolder::save_trial(int number, const TrialResult& trial,
                           const std::vector<std::string>& classes,
                           const std::vector<PredictionRow>& predictions) {
  const fs::path folder = trial_folder(number);
  write_file(folder / predictions_file,
             predictions_header(classes) + predictions_lines(predictions, classes));
  if (!trial.maps.empty()) {
    write_file(folder / maps_file, to_json(trial.maps, classes).dump(0) + '\n');
  }
  // Last, since has_trial looks for it.
  write_file(folder / trial_result_file, to_json(trial, classes).dump() + '\n');
}

bool RunFolder::has_trial(int number) const {
  return fs::exists(state_->trial_path(number) / trial_result_file);
}

TrialResult RunFolder::load_trial(int number) const {
  const fs::path file = state_->trial_path(number) / trial_result_file;
  const fs::path maps = state_->trial_path(number) / maps_file;
  try {
    TrialResult trial = trial_from_json(Json::load(file));
    if (fs::exists(maps)) trial.maps = tsne_maps_from_json(Json::load(maps));
    return trial;
  } catch (const Error& error) {
    throw Error(file.string() + ": not a finished trial of this version (" + error.what() +
                "); delete its folder to train it again");
  }
}

void RunFolder::finish(const RunResults& results, const std::string& resolved_yaml,
                       const std::vector<Exhibit>& exhibits) {
  const std::string header = predictions_header(results.classes);
  std::string predictions = header;
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    const fs::path folder = state_->trial_path(static_cast<int>(index) + 1);
    predictions += read_file(folder / predictions_file).substr(header.size());
  }
  write_file(path() / predictions_file, predictions);
  write_events(path() / "events", results);
  write_file(path() / "report.html", report_html(results, resolved_yaml, exhibits));
  // Last, so that a results.json means a finished run.
  write_file(path() / "results.json", to_json(results).dump() + '\n');
}

}  // namespace timbre::report
