#include "timbre/dataset/batch_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "dataset/sample_examples.hpp"
#include "support/poison.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::dataset {
namespace {

using testing::ElementsAre;

constexpr features::ExampleShape example_shape = {.rows = 3, .columns = 5, .channels = 2};
constexpr std::int32_t unwritten = -77;

// A batch in memory of the test, poisoned.
struct Batch {
  explicit Batch(std::int64_t rows)
      : input(test::poisoned(static_cast<std::size_t>(rows * example_shape.size()))),
        target(static_cast<std::size_t>(rows), unwritten),
        weight(test::poisoned(static_cast<std::size_t>(rows))),
        example(static_cast<std::size_t>(rows), unwritten) {}

  BatchView view() { return {input.data(), target.data(), weight.data(), example.data()}; }

  std::vector<float> input;
  std::vector<std::int32_t> target;
  std::vector<float> weight;
  std::vector<std::int32_t> example;
};

class CpuBatchSource : public testing::Test {
 protected:
  CpuBatchSource() {
    device->makers().set(cpu_batch_sources());
    batches = source(*device, examples, 3);
  }

  Batch filled(std::int64_t step, std::int64_t rows) {
    Batch batch(rows);
    batches->fill(step, rows, batch.view());
    return batch;
  }

  // What row `row` of a batch should hold.
  std::vector<float> standardised(std::int32_t example, const Standardiser& standardiser = {}) {
    std::vector<float> values(static_cast<std::size_t>(example_shape.size()));
    standardise(standardiser, example_shape,
                examples->values.values.data() + example * example_shape.size(), values.data());
    return values;
  }

  std::unique_ptr<Device> device = open_cpu();
  std::shared_ptr<const ExampleSet> examples =
      std::make_shared<ExampleSet>(test::sample_examples(11, example_shape, 3));
  std::unique_ptr<BatchSource> batches;
};

std::vector<float> row_of(const Batch& batch, std::int64_t row) {
  const auto begin = batch.input.begin() + row * example_shape.size();
  return {begin, begin + example_shape.size()};
}

TEST_F(CpuBatchSource, KnowsItsSet) {
  EXPECT_EQ(batches->size(), 11);
  EXPECT_EQ(batches->shape(), example_shape);
  EXPECT_EQ(batches->classes(), 3);
  EXPECT_EQ(batches->order_size(), 0);
  EXPECT_EQ(batches->steps(4), 0);
}

TEST_F(CpuBatchSource, GathersInTheOrderThatWasSet) {
  batches->set_order(std::vector<std::int32_t>{7, 0, 7, 10});
  const Batch batch = filled(0, 4);
  EXPECT_THAT(batch.example, ElementsAre(7, 0, 7, 10));
  EXPECT_THAT(batch.target, ElementsAre(1, 0, 1, 1));
  EXPECT_THAT(batch.weight, ElementsAre(1, 1, 1, 1));
  for (std::int64_t row = 0; row < 4; ++row) {
    EXPECT_EQ(row_of(batch, row), standardised(batch.example[static_cast<std::size_t>(row)]));
  }
}

TEST_F(CpuBatchSource, FillsAShortLastBatchWithItsLastExampleAtWeightZero) {
  batches->set_order(std::vector<std::int32_t>{1, 2, 3, 4, 5});
  EXPECT_EQ(batches->steps(3), 2);
  EXPECT_EQ(batches->valid_rows(0, 3), 3);
  EXPECT_EQ(batches->valid_rows(1, 3), 2);
  const Batch batch = filled(1, 3);
  EXPECT_THAT(batch.example, ElementsAre(4, 5, 5));
  EXPECT_THAT(batch.target, ElementsAre(1, 2, 2));
  EXPECT_THAT(batch.weight, ElementsAre(1, 1, 0));
  EXPECT_EQ(row_of(batch, 2), standardised(5));
}

TEST_F(CpuBatchSource, ABatchMayBeLargerThanThePass) {
  batches->set_order(std::vector<std::int32_t>{6});
  EXPECT_EQ(batches->steps(64), 1);
  const Batch batch = filled(0, 64);
  EXPECT_THAT(batch.example, testing::Each(6));
  EXPECT_EQ(std::count(batch.weight.begin(), batch.weight.end(), 1.0f), 1);
}

TEST_F(CpuBatchSource, StandardisesFromThenOn) {
  const std::vector<std::int32_t> chosen = {0, 1, 2, 3};
  batches->set_order(chosen);
  for (const Standardisation kind : {Standardisation::channel, Standardisation::band}) {
    const Standardiser standardiser = fit_standardiser(kind, *examples, chosen);
    batches->set_standardiser(standardiser);
    EXPECT_EQ(row_of(filled(0, 4), 3), standardised(3, standardiser));
  }
}

TEST_F(CpuBatchSource, GivesTheSameBitsWithAnyNumberOfThreads) {
  std::vector<std::int32_t> order(100);
  for (std::size_t position = 0; position < order.size(); ++position) {
    order[position] = static_cast<std::int32_t>(position * 7 % 11);
  }
  batches->set_order(order);
  batches->set_standardiser(fit_standardiser(Standardisation::band, *examples, order));
  const int threads = thread_count();
  const Batch expected = filled(0, 100);
  for (const int other : {1, 2, 3}) {
    set_thread_count(other);
    const Batch batch = filled(0, 100);
    EXPECT_EQ(batch.input, expected.input);
    EXPECT_EQ(batch.example, expected.example);
  }
  set_thread_count(threads);
}

TEST_F(CpuBatchSource, PicturesInBytesGiveTheBitsOfTheirFloats) {
  const test::SamePictures same = test::same_pictures(150, example_shape, 3);
  const std::vector<std::int32_t> order = {149, 3, 3, 70, 0};
  std::vector<std::int32_t> all(150);
  std::iota(all.begin(), all.end(), 0);
  std::vector<Batch> read;
  for (const ExampleSet& set : {same.floats, same.bytes}) {
    batches = source(*device, std::make_shared<ExampleSet>(set), 3);
    batches->set_order(order);
    batches->set_standardiser(fit_standardiser(Standardisation::band, set, all));
    read.push_back(filled(0, 5));
  }
  EXPECT_EQ(read[0].input, read[1].input);
}

TEST_F(CpuBatchSource, RefusesWhatDoesNotFit) {
  EXPECT_THROW(batches->set_order(std::vector<std::int32_t>{11}), ContractError);
  EXPECT_THROW(batches->set_order(std::vector<std::int32_t>{-1}), ContractError);
  batches->set_order(std::vector<std::int32_t>{1, 2});
  EXPECT_THROW(filled(1, 2), ContractError);
  EXPECT_THROW(
      batches->set_standardiser({.kind = Standardisation::band, .mean = {0, 0}, .scale = {1, 1}}),
      ContractError);
  EXPECT_THROW(source(*device, examples, 2), ContractError);
}

}  // namespace
}  // namespace timbre::dataset
