#include "model/reference_norm.hpp"

#include <cmath>

namespace timbre::test {
namespace {

using model::Node;

// Sums are made in float in short runs, which go into double: a mean's rounding error is some
// units of the mean and of the deviation, squared here.
constexpr double run_units = 16.0;

double square(double value) {
  return value * value;
}

// Calls body(row, index, channel) for every value.
template <typename Body>
void for_each_value(const std::vector<Row>& rows, std::size_t channels, const Body& body) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < rows[row].size(); ++i) body(row, i, i % channels);
  }
}

struct ChannelStatistics {
  std::vector<Rounded> mean, variance, inverse;
};

std::vector<Rounded> means(const std::vector<Row>& x, std::size_t channels, double count) {
  std::vector<Rounded> mean(channels);
  for_each_value(x, channels, [&](std::size_t row, std::size_t i, std::size_t c) {
    mean[c].value += x[row][i].value / count;
    mean[c].variance += (x[row][i].variance + square(x[row][i].value)) / square(count);
  });
  for (Rounded& value : mean) value.variance += run_units * square(value.value);
  return mean;
}

std::vector<Rounded> variances(const std::vector<Row>& x, const std::vector<Rounded>& mean,
                               double count) {
  std::vector<Rounded> variance(mean.size());
  for_each_value(x, mean.size(), [&](std::size_t row, std::size_t i, std::size_t c) {
    const double difference = x[row][i].value - mean[c].value;
    variance[c].value += square(difference) / count;
    variance[c].variance += 4.0 * square(difference / count) * x[row][i].variance;
  });
  for (Rounded& value : variance) value.variance += run_units * square(value.value);
  return variance;
}

std::vector<Rounded> inverses(const std::vector<Rounded>& variance, double epsilon) {
  std::vector<Rounded> inverse;
  for (const Rounded& value : variance) {
    const double result = 1.0 / std::sqrt(value.value + epsilon);
    const double slope = 0.5 * result / (value.value + epsilon);
    inverse.push_back(rounded(result, square(slope) * value.variance));
  }
  return inverse;
}

std::vector<Rounded> exact(const std::vector<double>& values) {
  std::vector<Rounded> all;
  for (const double value : values) all.push_back({value, 0.0});
  return all;
}

Row followed(const std::vector<double>& running, const std::vector<Rounded>& batch, double factor,
             double share) {
  Row after;
  for (std::size_t c = 0; c < batch.size(); ++c) {
    const double value = running[c] + share * (factor * batch[c].value - running[c]);
    after.push_back(rounded(value, square(share * factor) * batch[c].variance));
  }
  return after;
}

}  // namespace

ReferenceNorm reference_norm(const Node& node, const std::vector<std::vector<double>>& parameters,
                             const std::vector<Row>& x, bool measures) {
  const std::vector<double>& gamma = parameters[node.parameters[0]];
  const std::vector<double>& beta = parameters[node.parameters[1]];
  const std::vector<double>& moving_mean = parameters[node.parameters[2]];
  const std::vector<double>& moving_variance = parameters[node.parameters[3]];
  const std::size_t channels = gamma.size();
  const double count = static_cast<double>(x.size() * x[0].size() / channels);
  std::vector<Rounded> mean = exact(moving_mean), variance = exact(moving_variance);
  ReferenceNorm norm;
  norm.measured = measures;
  if (measures) {
    mean = means(x, channels, count);
    variance = variances(x, mean, count);
    const double share = node.layer.statistics_share();
    const double bessel = count > 1.0 ? count / (count - 1.0) : 1.0;
    norm.statistics[node.parameters[2]] = followed(moving_mean, mean, 1.0, share);
    norm.statistics[node.parameters[3]] = followed(moving_variance, variance, bessel, share);
  }
  norm.inverse = inverses(variance, node.layer.epsilon);
  norm.outputs = norm.standardised = x;
  for_each_value(x, channels, [&](std::size_t row, std::size_t i, std::size_t c) {
    const double difference = x[row][i].value - mean[c].value;
    const Rounded& inverse = norm.inverse[c];
    const double value = difference * inverse.value;
    const double variance_of_value =
        square(inverse.value) * (x[row][i].variance + mean[c].variance + square(difference)) +
        square(difference) * inverse.variance;
    norm.standardised[row][i] = rounded(value, variance_of_value);
    const double scaled = value * gamma[c];
    norm.outputs[row][i] = rounded(
        scaled + beta[c], square(gamma[c]) * norm.standardised[row][i].variance + square(scaled));
  });
  return norm;
}

std::vector<Row> reference_norm_back(const Node& node,
                                     const std::vector<std::vector<double>>& parameters,
                                     const ReferenceNorm& norm, const std::vector<Row>& dy,
                                     std::vector<std::vector<Sum>>& gradients) {
  const std::vector<double>& gamma = parameters[node.parameters[0]];
  std::vector<Sum>& products = gradients[node.parameters[0]];
  std::vector<Sum>& sums = gradients[node.parameters[1]];
  const std::size_t channels = gamma.size();
  for_each_value(dy, channels, [&](std::size_t row, std::size_t i, std::size_t c) {
    products[c].add(dy[row][i], norm.standardised[row][i]);
    sums[c].add(dy[row][i], one);
  });
  const double count = static_cast<double>(dy.size() * dy[0].size() / channels);
  const double share = norm.measured ? 1.0 / count : 0.0;
  std::vector<Row> dx = dy;
  for_each_value(dy, channels, [&](std::size_t row, std::size_t i, std::size_t c) {
    const Rounded& standardised = norm.standardised[row][i];
    const Rounded sum = sums[c].result(), product = products[c].result();
    const double mean = share * sum.value, slope = share * product.value;
    const double inner = dy[row][i].value - mean - standardised.value * slope;
    const double factor = gamma[c] * norm.inverse[c].value;
    const double inner_variance =
        dy[row][i].variance + square(dy[row][i].value) +
        square(share) * (sum.variance + square(standardised.value) * product.variance) +
        square(mean) + 2.0 * square(standardised.value * slope) +
        square(slope) * standardised.variance;
    dx[row][i] = rounded(factor * inner, square(factor) * inner_variance +
                                             square(gamma[c] * inner) * norm.inverse[c].variance);
  });
  return dx;
}

}  // namespace timbre::test
