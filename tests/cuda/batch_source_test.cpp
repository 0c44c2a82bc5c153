// The device's batch source gives the CPU's batches to the bit.
#include "timbre/dataset/batch_source.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "cuda/every_device.hpp"
#include "cuda/filled_batch.hpp"
#include "dataset/sample_examples.hpp"
#include "emulator/runtime/report.hpp"
#include "support/message.hpp"
#include "support/poison.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using dataset::Standardisation;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int picture_classes = 3;

class BatchSourceTest : public EveryDevice {
 protected:
  BatchSourceTest() { cpu->makers().set(dataset::cpu_batch_sources()); }

  std::shared_ptr<const dataset::ExampleSet> pictures(const features::ExampleShape& shape) {
    return std::make_shared<dataset::ExampleSet>(sample_examples(11, shape, picture_classes));
  }

  // Every batch of a pass on both devices.
  void expect_same_pass(dataset::BatchSource& here, dataset::BatchSource& there,
                        std::int64_t batch) {
    ASSERT_EQ(here.steps(batch), there.steps(batch));
    for (std::int64_t step = 0; step < here.steps(batch); ++step) {
      EXPECT_EQ(filled(device(), here, step, batch), filled(*cpu, there, step, batch));
    }
  }

  std::unique_ptr<Device> cpu = open_cpu();
};
TIMBRE_ON_EVERY_DEVICE(BatchSourceTest);

TEST_P(BatchSourceTest, GivesTheBitsOfTheCpu) {
  const std::vector<std::int32_t> order = {7, 0, 7, 10, 3, 1, 9};
  // Fewer than the 256 threads of a block, as many, one more and many more, each with a value, then
  // each with four.
  for (const features::ExampleShape& shape : {features::ExampleShape{1, 1, 1},
                                              {2, 1, 2},
                                              {1, 257, 1},
                                              {3, 101, 7},
                                              {8, 32, 4},
                                              {1, 257, 4},
                                              {6, 90, 4}}) {
    const auto examples = pictures(shape);
    const auto here = source(device(), examples, picture_classes);
    const auto there = source(*cpu, examples, picture_classes);
    for (dataset::BatchSource* each : {here.get(), there.get()}) each->set_order(order);
    for (const auto kind : {Standardisation::none, Standardisation::channel, Standardisation::band,
                            Standardisation::none}) {
      const auto fitted = dataset::fit_standardiser(kind, *examples, order);
      for (dataset::BatchSource* each : {here.get(), there.get()}) each->set_standardiser(fitted);
      expect_same_pass(*here, *there, 3);
      expect_same_pass(*here, *there, 8);
    }
  }
}

// More than go to the device at once.
TEST_P(BatchSourceTest, PicturesInBytesGiveTheBitsOfTheirFloats) {
  const SamePictures same = same_pictures(150, {4, 5, 3}, picture_classes);
  const auto here =
      source(device(), std::make_shared<dataset::ExampleSet>(same.bytes), picture_classes);
  const auto there =
      source(*cpu, std::make_shared<dataset::ExampleSet>(same.floats), picture_classes);
  std::vector<std::int32_t> order(150);
  std::iota(order.rbegin(), order.rend(), 0);
  for (dataset::BatchSource* each : {here.get(), there.get()}) each->set_order(order);
  expect_same_pass(*here, *there, 32);
}

TEST_P(BatchSourceTest, TakesALongerAndAShorterOrder) {
  const auto examples = pictures({2, 3, 2});
  const auto here = source(device(), examples, picture_classes);
  EXPECT_EQ(here->size(), 11);
  EXPECT_EQ(here->order_size(), 0);
  here->set_order(std::vector<std::int32_t>{4});
  EXPECT_THAT(filled(device(), *here, 0, 2).example, ElementsAre(4, 4));
  here->set_order(std::vector<std::int32_t>{1, 2, 3, 4, 5});
  EXPECT_EQ(here->order_size(), 5);
  EXPECT_THAT(filled(device(), *here, 1, 3).example, ElementsAre(4, 5, 5));
  EXPECT_THAT(filled(device(), *here, 1, 3).weight, ElementsAre(1, 1, 0));
  here->set_order(std::vector<std::int32_t>{6, 8});
  EXPECT_THAT(filled(device(), *here, 0, 3).example, ElementsAre(6, 8, 8));
  here->set_order({});
  EXPECT_EQ(here->steps(4), 0);
}

TEST_P(BatchSourceTest, RefusesWhatDoesNotFit) {
  const auto examples = pictures({3, 5, 2});
  const auto here = source(device(), examples, picture_classes);
  EXPECT_THROW(here->set_order(std::vector<std::int32_t>{11}), ContractError);
  EXPECT_THROW(here->set_order(std::vector<std::int32_t>{-1}), ContractError);
  here->set_order(std::vector<std::int32_t>{1, 2});
  EXPECT_THROW(here->fill(1, 2, {}), ContractError);
  EXPECT_THROW(
      here->set_standardiser({.kind = Standardisation::band, .mean = {0, 0}, .scale = {1, 1}}),
      ContractError);
  EXPECT_THROW(source(device(), examples, 2), ContractError);
}

TEST_P(BatchSourceTest, KeepsOneCopyOfASet) {
  if (GetParam() != "emulated") GTEST_SKIP() << "asks the emulated device for its memory";
  const auto examples = pictures({30, 41, 2});
  const std::size_t set_bytes = examples->values.values.size() * sizeof(float);
  const auto before = emulated::statistics().live_bytes;
  auto first = source(device(), examples, picture_classes);
  const auto second = source(device(), examples, picture_classes);
  EXPECT_LT(emulated::statistics().live_bytes - before, set_bytes * 3 / 2);
  first.reset();
  second->set_order(std::vector<std::int32_t>{2});
  EXPECT_EQ(filled(device(), *second, 0, 1).target[0], 2);
}

TEST_P(BatchSourceTest, SaysHowMuchASetNeeds) {
  if (GetParam() != "emulated") GTEST_SKIP() << "sets the emulated device's memory";
  emulated::set_device_bytes(1 << 20);
  const auto examples = pictures({400, 100, 2});
  const std::string message = message_of([&] { source(device(), examples, picture_classes); });
  EXPECT_THAT(message, HasSubstr("the 11 examples need 3.4 MiB"));
  EXPECT_THAT(message, HasSubstr("of 1.0 MiB are free"));
  EXPECT_THAT(message, HasSubstr("--device cpu"));
}

}  // namespace
}  // namespace timbre::test
