#include "timbre/training/saved_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/layers.hpp"
#include "small_fit.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::training {
namespace {

using test::message_of;
using test::Scratch;
using test::SmallFit;
using testing::HasSubstr;

SavedModel sample_model(const SmallFit& small) {
  SavedModel model;
  model.front_end.features.mel.bands = 40;
  model.front_end.features.layout = features::Layout::scrambled;
  model.model = small.model;
  model.standardiser = {dataset::Standardisation::channel, {1.0f / 3.0f, -2.0f}, {0.5f, 1e-20f}};
  model.classes = {"dog bark", "siren: \"two\"", "æøå"};
  return model;
}

TEST(SavedModel, ReadsBackWhatItHolds) {
  const SmallFit small;
  const Scratch scratch;
  const SavedModel model = sample_model(small);
  model::ParameterStore store(*small.device, small.graph);
  store.init(3);
  save_model(scratch / "model.h5", model, store);

  const SavedModel read = load_model(scratch / "model.h5");
  EXPECT_EQ(read.front_end, model.front_end);
  EXPECT_EQ(read.model, model.model);
  EXPECT_EQ(read.standardiser.kind, model.standardiser.kind);
  EXPECT_EQ(read.standardiser.mean, model.standardiser.mean);
  EXPECT_EQ(read.standardiser.scale, model.standardiser.scale);
  EXPECT_EQ(read.classes, model.classes);

  model::ParameterStore other(*small.device, small.graph);
  load_parameters(scratch / "model.h5", other);
  EXPECT_EQ(other.snapshot().values, store.snapshot().values);
}

TEST(SavedModel, NeedsNoStandardiser) {
  const SmallFit small;
  const Scratch scratch;
  SavedModel model = sample_model(small);
  model.standardiser = {};
  const model::ParameterStore store(*small.device, small.graph);
  save_model(scratch / "model.h5", model, store);
  const SavedModel read = load_model(scratch / "model.h5");
  EXPECT_EQ(read.standardiser.kind, dataset::Standardisation::none);
  EXPECT_TRUE(read.standardiser.mean.empty());
}

TEST(SavedModel, NamesAFileThatIsNone) {
  const Scratch scratch;
  write_file(scratch / "model.h5", "no HDF5");
  for (const std::string name : {"model.h5", "missing.h5"}) {
    const std::string message = message_of([&] { load_model(scratch / name); });
    EXPECT_THAT(message, HasSubstr((scratch / name).string()));
    EXPECT_THAT(message, HasSubstr("give a model.h5"));
  }
}

TEST(SavedModel, NamesParametersOfAnotherNetwork) {
  SmallFit small;
  const Scratch scratch;
  const model::ParameterStore store(*small.device, small.graph);
  save_model(scratch / "model.h5", sample_model(small), store);
  small.model.layers[3] = test::dense(20);
  const model::Graph graph = model::build_graph(small.model, {4, 5, 2}, SmallFit::classes);
  model::ParameterStore other(*small.device, graph);
  EXPECT_THAT(message_of([&] { load_parameters(scratch / "model.h5", other); }),
              HasSubstr("dense_1/kernel"));
}

}  // namespace
}  // namespace timbre::training
