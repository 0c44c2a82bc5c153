#include "timbre/experiment/options.hpp"

#include "timbre/config/document.hpp"

namespace timbre::experiment {

void describe(config::Fields& fields, ExpectedScores& expected) {
  const config::Range share{0.0, 1.0};
  fields.optional_number("accuracy", expected.accuracy, share, "", "accuracy in the document");
  fields.optional_number("roc_auc", expected.roc_auc, share, "", "macro ROC-AUC in the document");
  fields.text("source", expected.source, "where the document says so");
}

void describe(config::Fields& fields, MiniatureCuts& cuts) {
  fields.integer("epochs", cuts.epochs, {0, 100000}, "",
                 "at most, in place of training.epochs; 0: as many as these");
  fields.integer("trials", cuts.trials, {0, 100000}, "", "at most; 0: all of the protocol");
}

void describe(config::Fields& fields, MapOptions& options) {
  fields.integer("trials", options.trials, {0, 100000}, "",
                 "the first so many trials put tested examples on a plane; 0: none");
  fields.integer("points", options.points, {4, 20000}, "",
                 "examples at most, drawn by the trial's seed; the time grows with their square");
  fields.number("perplexity", options.perplexity, {1.0, 1000.0}, "",
                "neighbours of a point, so to speak; at most a third of the points");
}

void describe(config::Fields& fields, ReportOptions& options) {
  fields.section("tsne", options.tsne,
                 "t-SNE of the tested examples' outputs and of the last dense layer's input");
}

void describe(config::Fields& fields, ExperimentOptions& options) {
  fields.text("name", options.name, "names the run folder and every result");
  fields.text("document", options.document, "the document that is reproduced; empty for one's own");
  fields.choice("mode", options.mode, {{"faithful", Mode::faithful}, {"fixed", Mode::fixed}},
                "faithful repeats the document's faults, fixed mends them");
  fields.section("faults", options.faults, "each fault of the document as a switch of its own");
  fields.integer("seed", options.seed, {0, 2147483647}, "",
                 "every random number of the run derives from it");
  fields.section("dataset", options.dataset, "the recordings");
  fields.section("features", options.features, "from audio files to examples");
  fields.section("model", options.model, "the network");
  fields.section("training", options.training, "how it is trained");
  fields.section("protocol", options.protocol, "which folds train, validate and test");
  fields.section("expected", options.expected, "the document's numbers, shown beside ours");
  fields.added(options.miniature == MiniatureCuts{}, [&] {
    fields.section("miniature", options.miniature,
                   "what is cut on the built-in miniature, for a short first run");
  });
  fields.added(options.report == ReportOptions{}, [&] {
    fields.section("report", options.report, "what the report shows besides the scores");
  });
  const bool has_pictures = options.dataset.kind == dataset::DatasetKind::folders &&
                            options.dataset.folders.contents == dataset::Contents::pictures;
  if (has_pictures != (options.features.features.kind == features::ExampleKind::picture_file)) {
    fields.problem("features.kind", has_pictures
                                        ? "must be picture_file for a data set of pictures"
                                        : "picture_file needs dataset.folders.contents: pictures");
  }
  if (options.name.empty()) fields.problem("name", "an experiment needs a name");
  if (options.model.layers.empty()) fields.problem("model.layers", "a network needs layers");
}

ExperimentOptions load_experiment(const std::filesystem::path& path,
                                  const std::vector<std::string>& overrides) {
  auto options = config::read<ExperimentOptions>(config::Document::load(path, overrides));
  apply_faults(options);
  // What a fault sets may not go with the rest, though each was allowed by itself.
  config::read<ExperimentOptions>(config::Document::parse(
      resolved_yaml(options), path.string() + ", resolved with the faults that are present"));
  return options;
}

std::string resolved_yaml(const ExperimentOptions& options) {
  return config::to_yaml(options);
}

}  // namespace timbre::experiment
