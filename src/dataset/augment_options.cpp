#include "timbre/dataset/augment_options.hpp"

namespace timbre::dataset {
namespace {

// Below, the powers of Joehnk's method leave the numbers that a double can hold.
constexpr double least_alpha = 0.05;
constexpr int widest = 32767;

}  // namespace

void describe(config::Fields& fields, MaskOptions& options) {
  fields.integer("count", options.count, {0, most_masks}, "", "bars of each example; 0: none");
  fields.integer("width", options.width, {0, widest}, "places", "each is 0 to this wide");
}

void describe(config::Fields& fields, AugmentOptions& options) {
  fields.number("mixup", options.mixup, {0, 1}, "",
                "alpha of the Beta numbers that mix examples and labels of a batch; 0: none");
  if (options.mixup > 0 && options.mixup < least_alpha) {
    fields.problem("mixup", "is below 0.05; it must be 0, which mixes nothing, or 0.05 to 1");
  }
  fields.section("time_masks", options.time_masks, "columns that become 0, SpecAugment's way");
  fields.section("band_masks", options.band_masks, "bands that become 0, SpecAugment's way");
  fields.integer("time_shift", options.time_shift, {0, widest}, "columns",
                 "rolled by up to this to either side");
  fields.number("gain", options.gain, {0, 100}, "",
                "levels are raised or lowered by up to this, in dB where they are in dB");
  fields.number("noise", options.noise, {0, 1000}, "",
                "standard deviation of Gaussian noise on the standardised input");
  fields.number(
      "shear", options.shear, {0, 45}, "degrees",
      "pictures lean by up to this to either side, as Keras's ImageDataGenerator does it");
  fields.number("zoom", options.zoom, {0, 0.9}, "",
                "their rows and columns are each zoomed by 1 less to 1 more than this");
  fields.boolean("horizontal_flip", options.horizontal_flip,
                 "every other picture has its columns in reverse");
  fields.boolean("vertical_flip", options.vertical_flip,
                 "every other picture has its rows in reverse");
}

Augmentation augmentation(const AugmentOptions& options, std::uint64_t seed, std::uint32_t epoch) {
  return {.mixup = options.mixup,
          .time_masks = options.time_masks.count,
          .time_width = options.time_masks.width,
          .band_masks = options.band_masks.count,
          .band_width = options.band_masks.width,
          .time_shift = options.time_shift,
          .gain = static_cast<float>(options.gain),
          .noise = static_cast<float>(options.noise),
          .shear = static_cast<float>(options.shear),
          .zoom = static_cast<float>(options.zoom),
          .horizontal_flip = options.horizontal_flip,
          .vertical_flip = options.vertical_flip,
          .seed = seed,
          .epoch = epoch};
}

}  // namespace timbre::dataset
