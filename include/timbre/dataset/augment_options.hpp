#pragma once

#include <cstdint>

#include "timbre/config/fields.hpp"
#include "timbre/dataset/augment.hpp"

namespace timbre::dataset {

/// Bars of an example that are blanked (Park et al., "SpecAugment", 2019): each as wide as a number
/// drawn from 0 to `width`, wherever it fits.
struct MaskOptions {
  int count = 0;
  int width = 0;  ///< columns or bands, the most
  bool operator==(const MaskOptions&) const = default;
};

/// What training does to examples, each time they are met. Off by default.
struct AugmentOptions {
  double mixup = 0;  ///< alpha; 0: none. Zhang et al., "mixup", 2018
  MaskOptions time_masks = {0, 8};
  MaskOptions band_masks = {0, 8};
  int time_shift = 0;  ///< columns, at most, to either side; what leaves comes in behind
  double gain = 0;     ///< at most, to either side, in the levels' unit
  double noise = 0;    ///< standard deviation, in the unit of the network's input
  /// Of pictures, as keras-preprocessing's ImageDataGenerator: see features::PictureChange.
  double shear = 0;              ///< degrees, at most, to either side
  double zoom = 0;               ///< rows and columns each by 1 - zoom to 1 + zoom
  bool horizontal_flip = false;  ///< every other time
  bool vertical_flip = false;
  bool operator==(const AugmentOptions&) const = default;
};
void describe(config::Fields& fields, MaskOptions& options);
void describe(config::Fields& fields, AugmentOptions& options);

/// What batch sources take, for one epoch.
Augmentation augmentation(const AugmentOptions& options, std::uint64_t seed, std::uint32_t epoch);

}  // namespace timbre::dataset
