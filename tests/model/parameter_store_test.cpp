#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "model/rig.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::test {
namespace {

using testing::HasSubstr;

// The deviation of a convolution's values is that of documents 001.
OpCase urban_network() {
  std::vector<model::LayerOptions> layers = document_001();
  for (model::LayerOptions& layer : layers) {
    if (layer.type == model::LayerType::conv2d) {
      layer.initialiser = {model::InitialiserKind::normal, 0.05};
    }
  }
  return {"network", {12, 9, 2}, layers, 2, 10};
}

std::filesystem::path file_of(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / ("timbre_" + name + ".h5");
}

double mean_of(const std::vector<float>& values, int power) {
  double sum = 0.0;
  for (const float value : values) sum += std::pow(value, power);
  return sum / static_cast<double>(values.size());
}

TEST(ParameterStore, DrawsFromTheInitialisers) {
  Rig rig(urban_network(), 1);
  rig.store.init(3);
  const std::vector<float> normal = rig.store.value("conv2d_4/kernel");  // 96 x 96
  const double n = static_cast<double>(normal.size());
  expect_close(mean_of(normal, 1), 0.0, {5 * 0.05 / std::sqrt(n), 0.0, "five deviations"});
  expect_close(mean_of(normal, 2), 0.0025,
               {5 * 0.0025 * std::sqrt(2.0 / n), 0.0, "five deviations of a mean square"});
  EXPECT_GT(*std::max_element(normal.begin(), normal.end()), 0.15f) << "not cut off";

  const std::vector<float> uniform = rig.store.value("dense_1/kernel");  // 576 x 256
  const double limit = std::sqrt(6.0 / (576 + 256));
  const auto [low, high] = std::minmax_element(uniform.begin(), uniform.end());
  EXPECT_GE(*low, -limit);
  EXPECT_LE(*high, limit);
  expect_close(mean_of(uniform, 2), limit * limit / 3.0, {0.0, 0.01, "147456 draws"});

  for (const float bias : rig.store.value("dense_1/bias")) EXPECT_EQ(bias, 0.0f);
}

TEST(ParameterStore, SeedsAndParametersDiffer) {
  Rig rig(urban_network(), 1);
  rig.store.init(3);
  const std::vector<float> first = rig.store.value("conv2d_2/kernel");
  EXPECT_NE(first, rig.store.value("conv2d_1/kernel"));
  rig.store.init(4);
  EXPECT_NE(first, rig.store.value("conv2d_2/kernel"));
  rig.store.init(3);
  EXPECT_EQ(first, rig.store.value("conv2d_2/kernel"));
}

TEST(ParameterStore, InitDoesNotDependOnThreads) {
  Rig rig(urban_network(), 1);
  const int threads = thread_count();
  set_thread_count(1);
  rig.store.init(3);
  const auto one = rig.store.snapshot().values;
  set_thread_count(3);
  rig.store.init(3);
  EXPECT_EQ(one, rig.store.snapshot().values);
  set_thread_count(threads);
}

TEST(ParameterStore, SnapshotsComeBackExactly) {
  Rig rig(urban_network(), 1);
  rig.store.set_value("dense_2/bias", std::vector<float>(10, std::nanf("")));
  const model::Snapshot snapshot = rig.store.snapshot();
  rig.store.init(8);
  rig.store.restore(snapshot);
  EXPECT_EQ(rig.store.value("conv2d_1/kernel"), snapshot.values[0]);
  EXPECT_TRUE(std::isnan(rig.store.value("dense_2/bias")[9]));
}

TEST(ParameterStore, RefusesWhatDoesNotFit) {
  Rig rig(urban_network(), 1);
  EXPECT_THROW(rig.store.value("dense_9/bias"), ContractError);
  EXPECT_THROW(rig.store.set_value("dense_2/bias", {1.0f}), ContractError);
  EXPECT_THROW(rig.store.restore({}), ContractError);
}

TEST(ParameterStore, FilesKeepValuesAndOptimiser) {
  Rig rig(urban_network(), 2);
  const auto program = rig.compile({.batch = 2});
  program->begin({});
  program->step();
  const std::filesystem::path path = file_of("kept");
  {
    Hdf5File file(path, Hdf5File::Access::create);
    rig.store.save(file, "/state", true);
  }
  Rig other(urban_network(), 2);
  other.store.load(Hdf5File(path, Hdf5File::Access::read), "/state", true);
  EXPECT_EQ(other.store.updates(), 1);
  EXPECT_EQ(other.store.snapshot().values, rig.store.snapshot().values);

  // The next step shows that the moments came along.
  const auto continued = other.compile({.batch = 2});
  for (model::Program* each : {program.get(), continued.get()}) {
    each->begin({.epoch = 1});
    each->step();
  }
  EXPECT_EQ(other.store.snapshot().values, rig.store.snapshot().values);
  std::filesystem::remove(path);
}

TEST(ParameterStore, ListsEveryDifferenceOfAnotherNetworksFile) {
  const std::filesystem::path path = file_of("other");
  OpCase larger = urban_network();
  larger.layers[0].filters = 24;
  larger.layers[1].name = "second";
  Rig written(larger, 1), read(urban_network(), 1);
  {
    Hdf5File file(path, Hdf5File::Access::create);
    written.store.save(file, "/parameters", false);
  }
  try {
    read.store.load(Hdf5File(path, Hdf5File::Access::read), "/parameters", false);
    FAIL() << "loaded another network's parameters";
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_THAT(message, HasSubstr("conv2d_1/kernel is 1x1x2x24 in the file, 1x1x2x48"));
    EXPECT_THAT(message, HasSubstr("conv2d_2/kernel is missing"));
    EXPECT_THAT(message, HasSubstr("second/kernel is not in the network"));
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace timbre::test
