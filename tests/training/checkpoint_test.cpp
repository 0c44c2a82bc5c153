#include "training/checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "model/layers.hpp"
#include "small_fit.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::training {
namespace {

using test::everything_in;
using test::expect_same_records;
using test::message_of;
using test::Scratch;
using test::SmallFit;
using testing::HasSubstr;

class Checkpoint : public testing::Test {
 protected:
  Checkpoint() { store.init(5); }

  FitState sample_state() const {
    FitState state;
    state.epochs = {{0, 2.0 / 3.0, 0.1, 1.5, 0.2, 0.5}, {1, 0.5, 0.3, 1.25, 0.4, 0.25}};
    state.early_stopping = {.best = 1.25, .best_epoch = 1, .wait = 2, .stop = true};
    state.best = store.snapshot();
    return state;
  }
  // The message of reading a file that somebody changed, which must name it and the remedy.
  std::string damage() {
    model::ParameterStore other(*small.device, small.graph);
    const std::string message = message_of([&] { read_checkpoint(place, other); });
    EXPECT_THAT(message, HasSubstr(place.path.string()));
    EXPECT_THAT(message, HasSubstr("delete it to train this trial from its beginning"));
    return message;
  }

  SmallFit small;
  Scratch scratch;
  CheckpointPlace place{scratch / "checkpoint.h5", "identity", true};
  model::ParameterStore store{*small.device, small.graph};
};

TEST_F(Checkpoint, ReadsBackToTheBit) {
  store.set_updates(17);
  const FitState state = sample_state();
  store.set_value("dense_2/bias", {1.0f, -2.0f, 3.5f});  // unlike the best epoch's
  write_checkpoint(place, state, store);

  model::ParameterStore other(*small.device, small.graph);
  const auto read = read_checkpoint(place, other);
  ASSERT_TRUE(read);
  expect_same_records(read->epochs, state.epochs);
  EXPECT_EQ(read->epochs[1].seconds, 0.25);
  EXPECT_EQ(read->early_stopping.best, 1.25);
  EXPECT_EQ(read->early_stopping.best_epoch, 1);
  EXPECT_EQ(read->early_stopping.wait, 2);
  EXPECT_TRUE(read->early_stopping.stop);
  EXPECT_EQ(read->best.values, state.best.values);
  EXPECT_EQ(everything_in(other), everything_in(store));
  EXPECT_EQ(other.updates(), 17);
}

TEST_F(Checkpoint, KeepsInfinityAndNoBestEpoch) {
  FitState state = sample_state();
  state.best = {};
  state.early_stopping = {};
  state.epochs[0].validate_loss = std::numeric_limits<double>::quiet_NaN();
  write_checkpoint(place, state, store);
  const auto read = read_checkpoint(place, store);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->early_stopping.best, std::numeric_limits<double>::infinity());
  EXPECT_EQ(read->early_stopping.best_epoch, -1);
  EXPECT_FALSE(read->early_stopping.stop);
  EXPECT_TRUE(read->best.values.empty());
  expect_same_records(read->epochs, state.epochs);
}

TEST_F(Checkpoint, IsEmptyWithoutAFile) {
  EXPECT_FALSE(read_checkpoint(place, store));
}

TEST_F(Checkpoint, RefusesAnotherIdentity) {
  write_checkpoint(place, sample_state(), store);
  place.identity = "another";
  EXPECT_THROW(read_checkpoint(place, store), RequestError);
  EXPECT_THAT(message_of([&] { read_checkpoint(place, store); }),
              HasSubstr("belongs to another experiment or trial; delete it"));
}

TEST_F(Checkpoint, NamesAFileThatIsNone) {
  write_file(place.path, "no HDF5");
  damage();
}

TEST_F(Checkpoint, NamesAFileThatWasCutOff) {
  write_checkpoint(place, sample_state(), store);
  std::filesystem::resize_file(place.path, std::filesystem::file_size(place.path) / 2);
  damage();
}

TEST_F(Checkpoint, FindsASingleChangedNumber) {
  const float marker = 1234.5678f;
  store.set_value("dense_2/bias", {marker, 0.0f, 0.0f});
  write_checkpoint(place, sample_state(), store);
  std::string bytes = read_file(place.path);
  const std::string pattern(reinterpret_cast<const char*>(&marker), sizeof marker);
  // Past the copy of the best epoch, if that comes first: any one will do.
  const std::size_t at = bytes.find(pattern);
  ASSERT_NE(at, std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  write_file(place.path, bytes);
  EXPECT_THAT(damage(), HasSubstr("checksum"));
}

TEST_F(Checkpoint, NamesAnotherNetwork) {
  write_checkpoint(place, sample_state(), store);
  small.model.layers[3] = test::dense(20);
  const model::Graph other_graph = model::build_graph(small.model, {4, 5, 2}, SmallFit::classes);
  model::ParameterStore other(*small.device, other_graph);
  EXPECT_THAT(message_of([&] { read_checkpoint(place, other); }), HasSubstr("dense_1/kernel"));
}

}  // namespace
}  // namespace timbre::training
