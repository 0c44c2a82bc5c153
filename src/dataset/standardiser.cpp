#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "dataset/host_batches.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/function_ref.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::dataset {
namespace {

// Adds the examples that are chosen out of `values` to what is wanted of them.
using AddBlock = FunctionRef<void(const float* values, std::span<const std::int32_t> chosen)>;
// Shows all examples, some at a time, always in one order.
using ShowBlocks = FunctionRef<void(AddBlock add)>;

// For each place in an example, the sum over the examples of (value - centre)^power. A place
// belongs to one thread, so that the number of threads changes nothing.
template <int power>
std::vector<double> sums_of_powers(ShowBlocks show_blocks, const std::vector<double>& centre) {
  constexpr std::int64_t places_at_once = 512;  // their sums stay in the innermost cache
  const std::int64_t size = std::ssize(centre);
  std::vector<double> sums(centre.size(), 0.0);
  show_blocks([&](const float* all, std::span<const std::int32_t> chosen) {
    parallel_ranges(size, places_at_once, [&](std::int64_t begin, std::int64_t end) {
      for (const std::int32_t example : chosen) {
        const float* const values = all + example * size;
        for (std::int64_t place = begin; place < end; ++place) {
          const double deviation = values[place] - centre[static_cast<std::size_t>(place)];
          sums[static_cast<std::size_t>(place)] += power == 1 ? deviation : deviation * deviation;
        }
      }
    });
  });
  return sums;
}

// Which places in an example share their statistics: those of a channel, or of a band and channel.
class Grouping {
 public:
  Grouping(Standardisation kind, const features::ExampleShape& shape)
      : by_band_(kind == Standardisation::band), shape_(shape) {}

  std::size_t statistics() const {
    return static_cast<std::size_t>((by_band_ ? shape_.rows : 1) * shape_.channels);
  }

  /// The mean of each group, from a sum over `examples` examples for each place.
  std::vector<double> means(const std::vector<double>& sums, std::size_t examples) const {
    const std::size_t values = sums.size() / statistics() * examples;
    std::vector<double> means(statistics(), 0.0);
    for (std::size_t place = 0; place < sums.size(); ++place) {
      means[statistic_of(place)] += sums[place] / static_cast<double>(values);
    }
    return means;
  }

  /// Each place's statistic.
  std::vector<double> spread(const std::vector<double>& statistic) const {
    std::vector<double> places(static_cast<std::size_t>(shape_.size()));
    for (std::size_t place = 0; place < places.size(); ++place) {
      places[place] = statistic[statistic_of(place)];
    }
    return places;
  }

 private:
  std::size_t statistic_of(std::size_t place) const {
    const auto channels = static_cast<std::size_t>(shape_.channels);
    const std::size_t row = place / (static_cast<std::size_t>(shape_.columns) * channels);
    return (by_band_ ? row * channels : 0) + place % channels;
  }

  bool by_band_;
  features::ExampleShape shape_;
};

// Equal values have a tiny deviation all the same when their mean is rounded. It must not be
// blown up; what is below the last digit of a float counts as none.
float scale_of(double mean, double variance) {
  const double deviation = std::sqrt(variance);
  const bool is_constant = deviation <= std::abs(mean) * std::numeric_limits<float>::epsilon();
  return is_constant ? 1.0f : static_cast<float>(1 / deviation);
}

// The one formula. The number of channels is known to the compiler, which makes SIMD code of it.
template <int channels>
void standardise_row(const float* mean, const float* scale, std::int64_t columns,
                     const float* input, float* output) {
  for (std::int64_t column = 0; column < columns; ++column) {
    for (int channel = 0; channel < channels; ++channel) {
      output[column * channels + channel] =
          (input[column * channels + channel] - mean[channel]) * scale[channel];
    }
  }
}

void standardise_row(const float* mean, const float* scale, std::int64_t columns,
                     std::int64_t channels, const float* input, float* output) {
  if (channels == 1) return standardise_row<1>(mean, scale, columns, input, output);
  if (channels == 2) return standardise_row<2>(mean, scale, columns, input, output);
  if (channels == 3) return standardise_row<3>(mean, scale, columns, input, output);
  for (std::int64_t column = 0; column < columns; ++column) {
    for (std::int64_t channel = 0; channel < channels; ++channel) {
      const std::int64_t at = column * channels + channel;
      output[at] = (input[at] - mean[channel]) * scale[channel];
    }
  }
}

struct ChannelStatistics {
  double mean;
  double deviation;
};

// Of ImageNet's training pictures in 0 ... 1, red, green, blue: what torchvision and fastai take.
constexpr ChannelStatistics imagenet[] = {{0.485, 0.229}, {0.456, 0.224}, {0.406, 0.225}};

// What does not depend on the examples: of pictures in 0 ... 255.
Standardiser of_pictures(Standardisation kind, std::int64_t channels) {
  const bool is_imagenet = kind == Standardisation::imagenet;
  if (is_imagenet && channels != std::ssize(imagenet)) {
    throw RequestError("training.standardise: imagenet is for pictures of 3 channels, these have " +
                       std::to_string(channels) + "; use channel or byte");
  }
  Standardiser result{.kind = kind};
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    const auto [mean, deviation] = is_imagenet ? imagenet[channel] : ChannelStatistics{0.0, 1.0};
    result.mean.push_back(static_cast<float>(255.0 * mean));
    result.scale.push_back(static_cast<float>(1.0 / (255.0 * deviation)));
  }
  return result;
}

Standardiser fit(Standardisation kind, const features::ExampleShape& shape, std::size_t examples,
                 ShowBlocks show_blocks) {
  Standardiser fitted{.kind = kind};
  if (kind == Standardisation::none) return fitted;
  if (kind == Standardisation::byte || kind == Standardisation::imagenet) {
    return of_pictures(kind, shape.channels);
  }
  require(examples > 0, "a standardiser needs at least one example to be fitted on");
  const Grouping grouping(kind, shape);
  const std::vector<double> zero(static_cast<std::size_t>(shape.size()), 0.0);
  const std::vector<double> mean = grouping.means(sums_of_powers<1>(show_blocks, zero), examples);
  const std::vector<double> variance =
      grouping.means(sums_of_powers<2>(show_blocks, grouping.spread(mean)), examples);
  fitted.mean.assign(mean.begin(), mean.end());
  for (std::size_t statistic = 0; statistic < mean.size(); ++statistic) {
    fitted.scale.push_back(scale_of(mean[statistic], variance[statistic]));
  }
  return fitted;
}

std::vector<std::int32_t> counted(std::size_t count) {
  std::vector<std::int32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace

Standardiser fit_standardiser(Standardisation kind, const ExampleSet& examples,
                              std::span<const std::int32_t> chosen) {
  require(examples.audio == nullptr, "statistics of computed examples need their source");
  if (!examples.are_pictures()) {
    return fit(kind, examples.shape(), chosen.size(),
               [&](AddBlock add) { add(examples.values.values.data(), chosen); });
  }
  constexpr std::size_t pictures_at_once = 64;
  const auto size = static_cast<std::size_t>(examples.shape().size());
  std::vector<float> block(std::min(pictures_at_once, chosen.size()) * size);
  return fit(kind, examples.shape(), chosen.size(), [&](AddBlock add) {
    for (std::span rest = chosen; !rest.empty();) {
      const std::span part = rest.first(std::min(pictures_at_once, rest.size()));
      rest = rest.subspan(part.size());
      for (std::size_t place = 0; place < part.size(); ++place) {
        examples.pictures.copy_out(part[place], 1, block.data() + place * size);
      }
      add(block.data(), counted(part.size()));
    }
  });
}

Standardiser fit_standardiser(Standardisation kind, Device& device, BatchSource& source,
                              std::span<const std::int32_t> chosen) {
  HostBatches batches(device, source);
  return fit(kind, source.shape(), chosen.size(), [&](AddBlock add) {
    batches.for_each(chosen, [&](const float* values, std::int64_t count) {
      add(values, counted(static_cast<std::size_t>(count)));
    });
  });
}

float standardised(const Standardiser& standardiser, const features::ExampleShape& shape,
                   float value, std::int64_t at) {
  if (standardiser.kind == Standardisation::none) return value;
  const bool by_band = standardiser.kind == Standardisation::band;
  const std::int64_t row = at / (shape.columns * shape.channels);
  const std::int64_t statistic = (by_band ? row * shape.channels : 0) + at % shape.channels;
  return (value - standardiser.mean[static_cast<std::size_t>(statistic)]) *
         standardiser.scale[static_cast<std::size_t>(statistic)];
}

void standardise(const Standardiser& standardiser, const features::ExampleShape& shape,
                 const float* input, float* output) {
  if (standardiser.kind == Standardisation::none) {
    if (input != output) std::copy_n(input, shape.size(), output);
    return;
  }
  const bool by_band = standardiser.kind == Standardisation::band;
  const std::int64_t row_size = shape.columns * shape.channels;
  for (std::int64_t row = 0; row < shape.rows; ++row) {
    const std::int64_t statistics = by_band ? row * shape.channels : 0;
    standardise_row(standardiser.mean.data() + statistics, standardiser.scale.data() + statistics,
                    shape.columns, shape.channels, input + row * row_size, output + row * row_size);
  }
}

}  // namespace timbre::dataset
