#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/core/random.hpp"
#include "timbre/features/picture/affine.hpp"
#include "timbre/features/plan.hpp"

// Augmentation of examples as batches are filled, the same on every device. Every number is drawn
// by seed, epoch, place in the epoch's order and example. An example is sheared, zoomed and
// flipped, is rolled along its columns, its levels are raised or lowered, it is standardised, gets
// noise, loses masked bars, and is mixed with another one.
namespace timbre::dataset {

inline constexpr int most_masks = 8;  ///< of a kind

/// The augmentation of an epoch; see AugmentOptions. The default leaves examples as they are.
struct Augmentation {
  double mixup = 0;
  int time_masks = 0;
  int time_width = 0;
  int band_masks = 0;
  int band_width = 0;
  int time_shift = 0;
  float gain = 0;
  float noise = 0;
  float shear = 0;
  float zoom = 0;
  bool horizontal_flip = false;
  bool vertical_flip = false;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;

  TIMBRE_HOST_DEVICE bool moves_pixels() const {
    return shear > 0 || zoom > 0 || horizontal_flip || vertical_flip;
  }
  TIMBRE_HOST_DEVICE bool changes_examples() const {
    return mixup > 0 || time_masks > 0 || band_masks > 0 || time_shift > 0 || gain > 0 ||
           noise > 0 || moves_pixels();
  }
};

/// Rows (bands) x columns (frames) x channels of an example.
struct AugmentShape {
  int rows = 0;
  int columns = 0;
  int channels = 0;
  TIMBRE_HOST_DEVICE int size() const { return rows * columns * channels; }
};

TIMBRE_HOST_DEVICE inline AugmentShape augment_shape(const features::ExampleShape& shape) {
  return {static_cast<int>(shape.rows), static_cast<int>(shape.columns),
          static_cast<int>(shape.channels)};
}

struct Mask {
  std::int16_t begin = 0;
  std::int16_t end = 0;
  TIMBRE_HOST_DEVICE bool holds(int place) const { return place >= begin && place < end; }
};

/// An example where an epoch's order has it: an order may hold an example at several places.
struct PlacedExample {
  std::int32_t example = 0;
  std::int64_t place = 0;
};

/// What was drawn for an example at its place in an epoch.
struct DrawnExample {
  std::int32_t example = 0;
  RandomKey key;  ///< of its place
  int shift = 0;  ///< columns to the right
  float gain = 0;
  features::AffineMap map;  ///< where pixels move
  Mask time[most_masks];
  Mask band[most_masks];
};

/// What was drawn for mixing: of the example itself the share, of its partner the rest.
struct DrawnMix {
  std::int64_t partner = 0;  ///< row of the batch
  float share = 1;
};

namespace augment_detail {

/// Blocks of random words by their purpose.
enum Block : std::uint32_t {
  shift_and_gain = 0,
  first_time_mask = 1,
  picture_change = 16,
  first_band_mask = 32,
  mix_partner = 64,
  first_mix_share = 65
};

/// A counter has no room for place and example: the place chooses the seed.
TIMBRE_HOST_DEVICE inline RandomKey key_at(const Augmentation& augmentation, std::int64_t place) {
  const RandomKey places{augmentation.seed, RandomUse::augmented_place, augmentation.epoch};
  const RandomBlock random = places.block(static_cast<std::uint64_t>(place), 0);
  const std::uint64_t seed = random.word[0] | std::uint64_t{random.word[1]} << 32;
  return {seed, RandomUse::augmentation, augmentation.epoch};
}

TIMBRE_HOST_DEVICE inline RandomBlock words(const RandomKey& key, std::int32_t example,
                                            std::uint32_t block) {
  return key.block(static_cast<std::uint64_t>(example), block);
}

/// Uniform among 0 ... count - 1; the bias is below count / 2^32.
TIMBRE_HOST_DEVICE inline std::int64_t below(std::uint32_t word, std::int64_t count) {
  return static_cast<std::int64_t>((std::uint64_t{word} * static_cast<std::uint64_t>(count)) >> 32);
}

/// Uniform in (0, 1), never at its ends.
TIMBRE_HOST_DEVICE inline double inside(std::uint32_t word) {
  return (static_cast<double>(word >> 8) + 0.5) / 16777216.0;
}

TIMBRE_HOST_DEVICE inline Mask draw_mask(const RandomBlock& random, int width, int places) {
  const int most = width < places ? width : places;
  const auto wide = static_cast<int>(below(random.word[0], most + 1));
  const auto begin = static_cast<int>(below(random.word[1], places - wide + 1));
  return {static_cast<std::int16_t>(begin), static_cast<std::int16_t>(begin + wide)};
}

/// As keras-preprocessing 1.1.0 draws it: the zooms of rows and columns are independent.
TIMBRE_HOST_DEVICE inline features::PictureChange draw_change(const Augmentation& augmentation,
                                                              const RandomBlock& random) {
  const auto to_either_side = [](std::uint32_t word, float most) {
    return (2.0f * uniform(word) - 1.0f) * most;
  };
  return {.shear = to_either_side(random.word[0], augmentation.shear),
          .zoom_rows = 1.0f + to_either_side(random.word[1], augmentation.zoom),
          .zoom_columns = 1.0f + to_either_side(random.word[2], augmentation.zoom),
          .flip_rows = augmentation.vertical_flip && (random.word[3] & 1u) != 0,
          .flip_columns = augmentation.horizontal_flip && (random.word[3] & 2u) != 0};
}

}  // namespace augment_detail

TIMBRE_HOST_DEVICE inline DrawnExample draw_example(const Augmentation& augmentation,
                                                    const PlacedExample& placed,
                                                    const AugmentShape& shape) {
  using namespace augment_detail;
  DrawnExample drawn;
  drawn.example = placed.example;
  drawn.key = key_at(augmentation, placed.place);
  const auto draw = [&](std::uint32_t block) { return words(drawn.key, drawn.example, block); };
  const RandomBlock first = draw(shift_and_gain);
  drawn.shift = static_cast<int>(below(first.word[0], 2 * augmentation.time_shift + 1)) -
                augmentation.time_shift;
  drawn.gain = (2.0f * uniform(first.word[1]) - 1.0f) * augmentation.gain;
  if (augmentation.moves_pixels()) {
    drawn.map = features::affine_map(draw_change(augmentation, draw(picture_change)), shape.rows,
                                     shape.columns);
  }
  for (int mask = 0; mask < augmentation.time_masks; ++mask) {
    drawn.time[mask] =
        draw_mask(draw(first_time_mask + mask), augmentation.time_width, shape.columns);
  }
  for (int mask = 0; mask < augmentation.band_masks; ++mask) {
    drawn.band[mask] = draw_mask(draw(first_band_mask + mask), augmentation.band_width, shape.rows);
  }
  return drawn;
}

/// A Beta(alpha, alpha) number by Joehnk's method (1964): of two powers of uniform numbers with a
/// sum of at most 1, the first one's share. For alpha up to 1 half of the tries hold, or more.
TIMBRE_HOST_DEVICE inline float draw_share(const Augmentation& augmentation,
                                           const PlacedExample& placed) {
  using namespace augment_detail;
  constexpr std::uint32_t most_tries = 64;
  const RandomKey key = key_at(augmentation, placed.place);
  for (std::uint32_t attempt = 0; attempt < most_tries; ++attempt) {
    const RandomBlock random = words(key, placed.example, first_mix_share + attempt);
    for (int pair = 0; pair < 4; pair += 2) {
      const double x = std::pow(inside(random.word[pair]), 1.0 / augmentation.mixup);
      const double y = std::pow(inside(random.word[pair + 1]), 1.0 / augmentation.mixup);
      if (x + y <= 1.0) return static_cast<float>(x / (x + y));
    }
  }
  return 0.5f;
}

/// How row `row` of a batch with `valid` rows is mixed: its partner is any of them, itself
/// included.
TIMBRE_HOST_DEVICE inline DrawnMix draw_mix(const Augmentation& augmentation,
                                            const PlacedExample& placed, std::int64_t row,
                                            std::int64_t valid) {
  using namespace augment_detail;
  if (augmentation.mixup <= 0) return {row, 1.0f};
  const RandomKey key = key_at(augmentation, placed.place);
  const std::uint32_t word = words(key, placed.example, mix_partner).word[0];
  return {below(word, valid), draw_share(augmentation, placed)};
}

/// Four independent standard normal numbers (Box and Muller, 1958) for places 4 pack ... 4 pack
/// + 3.
struct FourNormals {
  float value[4];
};
TIMBRE_HOST_DEVICE inline FourNormals draw_normals(const DrawnExample& drawn, int pack) {
  RandomKey key = drawn.key;
  key.use = RandomUse::noise;
  const RandomBlock random =
      augment_detail::words(key, drawn.example, static_cast<std::uint32_t>(pack));
  FourNormals normals;
  for (int pair = 0; pair < 4; pair += 2) {
    const float radius =
        std::sqrt(-2.0f * std::log(static_cast<float>(augment_detail::inside(random.word[pair]))));
    const float angle = 6.28318531f * uniform(random.word[pair + 1]);
    normals.value[pair] = radius * std::cos(angle);
    normals.value[pair + 1] = radius * std::sin(angle);
  }
  return normals;
}

/// Writes the augmented values of places 4 pack ... 4 pack + 3 of an example, as far as it has
/// them. `values` is the raw example; `standardise(value, place)` gives what the network takes.
template <typename Standardise>
TIMBRE_HOST_DEVICE inline void augment_pack(const Augmentation& augmentation,
                                            const DrawnExample& drawn, const AugmentShape& shape,
                                            const float* values, int pack,
                                            const Standardise& standardise, float (&result)[4]) {
  FourNormals normals{};
  if (augmentation.noise > 0) normals = draw_normals(drawn, pack);
  for (int i = 0; i < 4; ++i) {
    const int place = 4 * pack + i;
    if (place >= shape.size()) return;
    const int channel = place % shape.channels;
    const int column = place / shape.channels % shape.columns;
    const int row = place / shape.channels / shape.columns;
    bool masked = false;
    for (int mask = 0; mask < augmentation.time_masks; ++mask) {
      masked |= drawn.time[mask].holds(column);
    }
    for (int mask = 0; mask < augmentation.band_masks; ++mask) {
      masked |= drawn.band[mask].holds(row);
    }
    if (masked) {
      result[i] = 0.0f;
      continue;
    }
    // The slope of a level that is raised as a whole stays.
    const float raise = channel == 0 ? drawn.gain : 0.0f;
    const int from = ((column - drawn.shift) % shape.columns + shape.columns) % shape.columns;
    const float raw = augmentation.moves_pixels()
                          ? features::changed_pixel(values, shape.rows, shape.columns,
                                                    shape.channels, drawn.map, row, from, channel)
                          : values[(row * shape.columns + from) * shape.channels + channel];
    result[i] = standardise(raw + raise, place) + augmentation.noise * normals.value[i];
  }
}

/// A value of a mixed example.
TIMBRE_HOST_DEVICE inline float mixed(float own, float partner, float share) {
  return share * own + (1.0f - share) * partner;
}

}  // namespace timbre::dataset
