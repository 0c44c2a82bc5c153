// Activations, pooling and the update of parameters alone: the bits of the formulas that the CPU
// has, around the ends of blocks. The same file is built twice; see timbre_device_test.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "emulator/device.hpp"
#include "makers.hpp"
#include "model/activation.hpp"
#include "model/optimiser.hpp"
#include "model/pooling.hpp"
#include "support/golden.hpp"
#include "support/plain_ops.hpp"
#include "timbre/model/activation.hpp"

namespace timbre::test {
namespace {

using cuda::WindowShape;
using model::Activation;

class ModelLayers : public EmulatedDevice {};

// A block has 256 threads, each with four values where their number allows it.
TEST_F(ModelLayers, ActivationsAreThoseOfTheFormula) {
  for (const Activation function : {Activation::tanh, Activation::sigmoid}) {
    for (const std::size_t count : {1u, 3u, 4u, 255u, 257u, 1024u, 1028u}) {
      SCOPED_TRACE(count);
      const std::vector<float> input = noise(count, 1, 4.0), arriving = noise(count, 2);
      std::vector<float> output, gradient;
      for (std::size_t i = 0; i < count; ++i) {
        output.push_back(model::activated(function, input[i]));
        gradient.push_back(arriving[i] * model::slope_at(function, output[i]));
      }
      const DeviceArray<float> x(input), dy(arriving), y(count), dx(count);
      const auto values = static_cast<std::int64_t>(count);
      cuda::activate(function, values, y.get(), x.get(), nullptr);
      cuda::activation_gradient(function, values, dx.get(), dy.get(), y.get(), nullptr);
      EXPECT_EQ(y.values(), output);
      EXPECT_EQ(dx.values(), gradient);
    }
  }
}

// One window; windows that leave rows and columns over; global ones; a block of 256 outputs or
// inputs, one more, and several.
std::vector<WindowShape> window_shapes() {
  return {
      {.batch = 1, .rows = 1, .columns = 1, .channels = 1},
      {.batch = 2, .rows = 5, .columns = 7, .channels = 3, .window_rows = 2, .window_columns = 3},
      {.batch = 3, .rows = 4, .columns = 5, .channels = 2, .window_rows = 4, .window_columns = 5},
      {.batch = 1, .rows = 2, .columns = 2, .channels = 64, .window_rows = 1, .window_columns = 1},
      {.batch = 1, .rows = 2, .columns = 3, .channels = 257, .window_rows = 2, .window_columns = 2},
      {.batch = 2, .rows = 16, .columns = 9, .channels = 5, .window_rows = 3, .window_columns = 2}};
}

// Windows that overlap, that leave gaps, and that go beyond the picture on one side or on all.
std::vector<WindowShape> wider_window_shapes() {
  std::vector<WindowShape> shapes = window_shapes();
  const auto add = [&](std::uint32_t rows, std::uint32_t columns, std::uint32_t window,
                       std::uint32_t stride, std::uint32_t pad) {
    shapes.push_back({.batch = 2,
                      .rows = rows,
                      .columns = columns,
                      .channels = 3,
                      .window_rows = window,
                      .window_columns = window,
                      .stride_rows = stride,
                      .stride_columns = stride,
                      .pad = pad});
  };
  add(8, 7, 3, 2, 1);
  add(9, 9, 3, 2, 1);
  add(11, 10, 2, 3, 0);
  add(4, 5, 4, 1, 2);
  add(1, 2, 3, 2, 1);
  return shapes;
}

// Calls body(input, output, place in the window) for each input that a window covers, window by
// window.
template <typename Body>
void for_each_covered(const WindowShape& shape, const Body& body) {
  for (std::int64_t output = 0; output < shape.batch * shape.output_size(); ++output) {
    const std::int64_t channel = output % shape.channels;
    const std::int64_t window = output / shape.channels;
    const std::int64_t left =
        window % shape.output_columns() * shape.column_stride() - std::int64_t{shape.pad};
    const std::int64_t top =
        window / shape.output_columns() % shape.output_rows() * shape.row_stride() -
        std::int64_t{shape.pad};
    const std::int64_t picture = output / shape.output_size();
    for (std::uint32_t place = 0; place < shape.window_rows * shape.window_columns; ++place) {
      const std::int64_t row = top + place / shape.window_columns;
      const std::int64_t column = left + place % shape.window_columns;
      if (row < 0 || row >= shape.rows || column < 0 || column >= shape.columns) continue;
      const std::int64_t pixel = (picture * shape.rows + row) * shape.columns + column;
      body(pixel * shape.channels + channel, output, static_cast<std::int32_t>(place));
    }
  }
}

TEST_F(ModelLayers, AveragesAreThoseOfTheWindows) {
  for (const WindowShape& shape : window_shapes()) {
    const auto inputs = static_cast<std::size_t>(shape.batch * shape.input_size());
    const auto outputs = static_cast<std::size_t>(shape.batch * shape.output_size());
    SCOPED_TRACE(inputs);
    const std::vector<float> input = noise(inputs, 1), arriving = noise(outputs, 2);
    const auto in_window = static_cast<float>(shape.window_rows * shape.window_columns);
    std::vector<float> output(outputs), gradient(inputs);
    for_each_covered(shape, [&](std::int64_t from, std::int64_t to, std::int32_t) {
      output[to] += input[from];
      gradient[from] = 1.0f / in_window * arriving[to];
    });
    for (float& value : output) value /= in_window;
    const DeviceArray<float> x(input), dy(arriving), y(outputs), dx(inputs);
    cuda::average_windows(shape, y.get(), x.get(), nullptr);
    cuda::spread_averages(shape, dx.get(), dy.get(), nullptr);
    EXPECT_EQ(y.values(), output);
    EXPECT_EQ(dx.values(), gradient);
  }
}

// Among small integers the largest is often there twice.
TEST_F(ModelLayers, TheFirstOfTheLargestIsTheMaximum) {
  for (const WindowShape& shape : wider_window_shapes()) {
    const auto inputs = static_cast<std::size_t>(shape.batch * shape.input_size());
    const auto outputs = static_cast<std::size_t>(shape.batch * shape.output_size());
    SCOPED_TRACE(inputs);
    const std::vector<float> input = as_floats(small_integers(shape.batch * shape.input_size(), 1));
    const std::vector<float> arriving = noise(outputs, 2);
    std::vector<float> output(outputs, -std::numeric_limits<float>::infinity()), gradient(inputs);
    std::vector<std::int32_t> places(outputs);
    for_each_covered(shape, [&](std::int64_t from, std::int64_t to, std::int32_t place) {
      if (input[from] <= output[to]) return;
      output[to] = input[from];
      places[to] = place;
    });
    for_each_covered(shape, [&](std::int64_t from, std::int64_t to, std::int32_t place) {
      if (places[to] == place) gradient[from] += arriving[to];
    });
    const DeviceArray<float> x(input), dy(arriving), y(outputs), dx(inputs);
    const DeviceArray<std::int32_t> found(outputs);
    cuda::find_maxima(shape, y.get(), found.get(), x.get(), nullptr);
    cuda::spread_maxima(shape, dx.get(), dy.get(), found.get(), nullptr);
    EXPECT_EQ(y.values(), output);
    EXPECT_EQ(found.values(), places);
    EXPECT_EQ(dx.values(), gradient);
  }
}

TEST_F(ModelLayers, NaNIsTheMaximum) {
  const float nan = std::nanf("");
  const DeviceArray<float> x(std::vector<float>{1, nan, 3, nan, -1, -2, -3, -4}), y(2);
  const DeviceArray<std::int32_t> found(2);
  cuda::find_maxima({.batch = 2, .rows = 2, .columns = 2, .window_rows = 2, .window_columns = 2},
                    y.get(), found.get(), x.get(), nullptr);
  EXPECT_TRUE(std::isnan(y.values()[0]));
  EXPECT_EQ(y.values()[1], -1.0f);
  EXPECT_EQ(found.values(), (std::vector<std::int32_t>{3, 0}));
}

// Parameters around four values, which a thread takes, around the 1024 of a block's round and
// around the 4096 of a piece, which is a block's.
class ModelUpdates : public ModelLayers {
 protected:
  using Values = std::vector<float>;
  struct Expected {
    Values value, gradient, first, second;
  };

  // Two updates by the formula, and by the kernel, each of as many batches as it has parts, whose
  // gradients are alike. Every second parameter is of a group that has
  // half the rate, and momentum is set for each step.
  static constexpr std::array momenta = {0.75f, 0.5f};
  static model::OptimiserOptions options_at(model::OptimiserOptions options, std::int64_t number,
                                            double share) {
    options.learning_rate = 0.125 * share;
    options.momentum = options.beta1 = momenta[static_cast<std::size_t>(number - 1)];
    return options;
  }
  template <typename Update>
  static void expect_updates(const model::OptimiserOptions& options, const Update& update,
                             const std::vector<model::BatchPart>& parts = {{}}) {
    const auto device = cuda::open_device("emulated");
    model::Graph graph;
    for (const std::int64_t count : {1, 3, 4, 5, 1023, 1024, 1029, 4096, 4097}) {
      graph.parameters.push_back({std::to_string(count), "group", {count}, {}, 1, 1});
    }
    model::ParameterStore store(*device, graph);
    std::vector<model::UpdateGroup> groups = {{.rate_share = 1.0}, {.rate_share = 0.5}};
    std::vector<model::Parameter*> parameters;
    std::vector<Expected> expected;
    for (model::Parameter& parameter : store.parameters()) {
      const auto seed = static_cast<std::uint32_t>(3 * parameters.size());
      const auto count = static_cast<std::size_t>(parameter.size());
      expected.push_back(
          {noise(count, seed), noise(count, seed + 1), Values(count), Values(count)});
      device->copy_in(parameter.value.as<void>(), expected.back().value.data(), 4 * count);
      device->copy_in(parameter.gradient.as<void>(), expected.back().gradient.data(), 4 * count);
      groups[parameters.size() % 2].parameters.push_back(&parameter);
      parameters.push_back(&parameter);
    }
    const cuda::Optimiser optimiser(*device, groups, options, parts.size() > 1);
    for (std::int64_t number = 1; number <= 2; ++number) {
      for (const model::BatchPart& part : parts) {
        std::vector<cuda::StepRates> of_groups;
        for (const model::UpdateGroup& group : groups) {
          of_groups.push_back(
              cuda::step_rates(options_at(options, number, group.rate_share), number));
          of_groups.back().part = part;
        }
        const DeviceArray<cuda::StepRates> rates(of_groups);
        cuda::PassState pass;
        pass.step_rates = rates.get();
        const DeviceArray<cuda::PassState> state(std::vector<cuda::PassState>{pass});
        optimiser.enqueue(state.get(), device->stream());
        device->wait();
      }
      for (std::size_t place = 0; place < expected.size(); ++place) {
        Expected& of = expected[place];
        const auto now = options_at(options, number, groups[place % 2].rate_share);
        for (std::size_t i = 0; i < of.value.size(); ++i) {
          float gradient = std::nanf("");  // of no batch yet
          for (const model::BatchPart& part : parts)
            gradient = model::gathered_gradient(part, of.gradient[i], gradient);
          update(now, number, gradient, of.value[i], of.first[i], of.second[i]);
        }
      }
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      SCOPED_TRACE(parameters[i]->spec.name + " values");
      EXPECT_EQ(store.value(parameters[i]->spec.name), expected[i].value);
      EXPECT_EQ(moment(*device, parameters[i]->first_moment), expected[i].first);
      EXPECT_EQ(moment(*device, parameters[i]->second_moment), expected[i].second);
    }
  }

  static Values moment(Device& device, const Buffer& buffer) {
    Values values(buffer.bytes() / sizeof(float));
    device.copy_out(values.data(), buffer.as<void>(), buffer.bytes());
    return values;
  }
};

TEST_F(ModelUpdates, AdamsAreThoseOfTheFormula) {
  using model::OptimiserKind;
  for (const OptimiserKind kind : {OptimiserKind::adam, OptimiserKind::adamw}) {
    const model::OptimiserOptions options{.kind = kind, .weight_decay = 0.5, .epsilon = 1e-3};
    expect_updates(options, [](const model::OptimiserOptions& now, std::int64_t number,
                               float gradient, float& value, float& first, float& second) {
      model::adam_update(model::AdamStep::at(now, now.learning_rate, number), gradient, value,
                         first, second);
    });
  }
}

TEST_F(ModelUpdates, GradientDescentIsThatOfTheFormula) {
  for (const bool nesterov : {false, true}) {
    const model::OptimiserOptions options{
        .kind = model::OptimiserKind::sgd, .momentum = 0.9, .nesterov = nesterov};
    expect_updates(options, [](const model::OptimiserOptions& now, std::int64_t, float gradient,
                               float& value, float& velocity, float&) {
      model::sgd_update(model::SgdStep::at(now, now.learning_rate), gradient, value, velocity);
    });
  }
}

TEST_F(ModelUpdates, GatherTheGradientsOfSeveralBatches) {
  const std::vector<model::BatchPart> parts = {{.share = 0.5f, .ends = false},
                                               {.share = 0.25f, .begins = false, .ends = false},
                                               {.share = 0.125f, .begins = false}};
  const model::OptimiserOptions adam{.kind = model::OptimiserKind::adam, .epsilon = 1e-3};
  expect_updates(
      adam,
      [](const model::OptimiserOptions& now, std::int64_t number, float gradient, float& value,
         float& first, float& second) {
        model::adam_update(model::AdamStep::at(now, now.learning_rate, number), gradient, value,
                           first, second);
      },
      parts);
}

}  // namespace
}  // namespace timbre::test
