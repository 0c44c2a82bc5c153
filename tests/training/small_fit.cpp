#include "small_fit.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <numeric>

#include "model/layers.hpp"
#include "support/golden.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/program.hpp"

namespace timbre::test {
namespace {

constexpr features::ExampleShape shape{.rows = 4, .columns = 5, .channels = 2};
constexpr std::int64_t example_count = 52;

std::unique_ptr<Device> ready_cpu() {
  auto device = open_cpu();
  device->makers().set(model::cpu_programs());
  device->makers().set(dataset::cpu_batch_sources());
  return device;
}

std::shared_ptr<dataset::ExampleSet> pictures() {
  auto set = std::make_shared<dataset::ExampleSet>();
  set->values = Tensor({example_count, shape.rows, shape.columns, shape.channels},
                       noise(example_count * shape.size(), 3));
  for (std::int32_t example = 0; example < example_count; ++example) {
    const std::int32_t label = example % SmallFit::classes;
    set->label.push_back(label);
    set->clip.push_back(example);
    set->segment.push_back(0);
    for (std::int64_t i = label; i < shape.size(); i += SmallFit::classes) {
      set->values.values[example * shape.size() + i] += 0.5f;
    }
  }
  return set;
}

}  // namespace

SmallFit::SmallFit() : device(ready_cpu()), examples(pictures()), train(37), validate(15) {
  model = {
      .name = "small",
      .layers = {conv(6), relu(), flatten(), dense(16), relu(), drop(0.25), dense(0), softmax()}};
  graph = model::build_graph(model, shape, classes);
  std::iota(train.begin(), train.end(), 0);
  std::iota(validate.begin(), validate.end(), 37);
  options.epochs = 6;
  options.batch_size = 8;
  options.optimiser.learning_rate = 0.01;
  options.early_stopping.enabled = false;
  options.checkpoint_seconds = 0;
}

training::FitResult SmallFit::fit(training::Trainer& trainer,
                                  const training::CheckpointPlace& checkpoint,
                                  const training::Trainer::Observer& observer) const {
  return trainer.fit(train, validate, 11, checkpoint, observer);
}

void SmallFit::spoil_validation() {
  for (const std::int32_t example : validate) {
    examples->label[example] = (examples->label[example] + 1) % classes;
  }
}

std::vector<float> everything_in(const model::ParameterStore& store) {
  std::vector<float> all;
  for (const model::Parameter& parameter : store.parameters()) {
    for (const Buffer* buffer :
         {&parameter.value, &parameter.first_moment, &parameter.second_moment}) {
      std::vector<float> values(parameter.size());
      store.device().copy_out(values.data(), buffer->as<void>(), buffer->bytes());
      all.insert(all.end(), values.begin(), values.end());
    }
  }
  return all;
}

void expect_same_records(const std::vector<training::EpochRecord>& left,
                         const std::vector<training::EpochRecord>& right) {
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    EXPECT_EQ(left[i].epoch, right[i].epoch);
    EXPECT_EQ(bits(left[i].train_loss), bits(right[i].train_loss)) << "epoch " << i;
    EXPECT_EQ(bits(left[i].train_accuracy), bits(right[i].train_accuracy)) << "epoch " << i;
    EXPECT_EQ(bits(left[i].validate_loss), bits(right[i].validate_loss)) << "epoch " << i;
    EXPECT_EQ(bits(left[i].validate_accuracy), bits(right[i].validate_accuracy)) << "epoch " << i;
  }
}

}  // namespace timbre::test
