#include "timbre/experiment/find_rate.hpp"

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/dataset/split.hpp"
#include "timbre/training/trainer.hpp"
#include "trial.hpp"

namespace timbre::experiment {

report::RateSearch find_rate(Device& device, const ExperimentOptions& options,
                             const std::filesystem::path& folder) {
  const dataset::Collection collection =
      dataset::open_collection(options.dataset, static_cast<std::uint64_t>(options.seed));
  const dataset::Protocol protocol = dataset::plan_trials(options.protocol, collection);
  require(!protocol.trials.empty(), "a protocol has trials");
  const model::Graph graph = make_graph(options, collection);
  const PreparedData data = prepare(device, options, keep_folds(collection, options, protocol));

  const dataset::Trial& trial = protocol.trials.front();
  const std::vector<int> folds =
      dataset::example_folds(options.protocol, data.collection, *data.examples,
                             static_cast<std::uint64_t>(options.seed + trial.repeat));
  const std::vector<std::int32_t> train = dataset::members_of(folds, trial.train_folds);
  if (train.empty()) {
    throw Error("the first trial has no training example: " + reason_of_none(options));
  }
  training::Trainer trainer(device, graph, data.examples, options.training);
  const report::RateSearch search{.experiment = options.name,
                                  .synthetic = collection.synthetic,
                                  .seed = options.seed,
                                  .train_examples = std::ssize(train),
                                  .batch_size = options.training.batch_size,
                                  .curve = trainer.find_rate(train, seed_of(options, trial, 1))};
  std::filesystem::create_directories(folder);
  write_file(folder / "rate_finder.json", report::to_json(search).dump() + '\n');
  write_file(folder / "rate_finder.html", report::rate_finder_html(search));
  return search;
}

}  // namespace timbre::experiment
