#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/cache/recordings.hpp"
#include "timbre/config/fields.hpp"
#include "timbre/core/tensor.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::dataset {

/// Recordings in memory that examples are computed from, in every batch anew.
struct ExampleAudio {
  cache::Recordings recordings;
  features::FeatureOptions features;
  int rate = 0;                     ///< Hz
  std::vector<std::int64_t> start;  ///< of each example: its first sample in the recordings
};

/// All examples of a collection with what they belong to.
struct ExampleSet {
  // One of three.
  Tensor values;        ///< [examples, rows, columns, channels]
  ByteTensor pictures;  ///< the same
  std::shared_ptr<const ExampleAudio> audio;

  std::vector<std::int32_t> label;    ///< of each example
  std::vector<std::int32_t> clip;     ///< index into Collection::clips
  std::vector<std::int32_t> segment;  ///< number within its clip

  std::int64_t size() const { return static_cast<std::int64_t>(label.size()); }
  features::ExampleShape shape() const;
  bool are_pictures() const { return !pictures.shape.empty(); }
};

/// Joins an extraction of the collection's clips with their labels, by clip and not by position.
ExampleSet make_examples(const Collection& collection, cache::Extraction&& extraction);

/// The same examples, which batches compute from the recordings of the collection's clips.
ExampleSet make_examples(const Collection& collection, cache::Recordings&& recordings,
                         const features::FrontEndOptions& options);

enum class Standardisation {
  none,
  channel,   ///< one mean and deviation for each channel
  band,      ///< one for each row (band) and channel
  byte,      ///< pictures: 0 ... 255 becomes 0 ... 1, whatever the examples are
  imagenet,  ///< colour pictures: byte, then the means and deviations of ImageNet's pictures
};

/// x -> (x - mean) * scale, fitted on training examples, applied after the cache.
struct Standardiser {
  Standardisation kind = Standardisation::none;
  std::vector<float> mean = {};   ///< [channels] or [rows, channels]
  std::vector<float> scale = {};  ///< 1 / standard deviation; 1 where that is zero
};

/// Mean and population deviation in double over the given examples. Throws RequestError for
/// `imagenet` where there are not three channels.
Standardiser fit_standardiser(Standardisation kind, const ExampleSet& examples,
                              std::span<const std::int32_t> chosen);

/// The standardised value of place `at` in [rows, columns, channels].
float standardised(const Standardiser& standardiser, const features::ExampleShape& shape,
                   float value, std::int64_t at);

/// Writes one standardised example; `input` and `output` [rows, columns, channels] may be the same.
void standardise(const Standardiser& standardiser, const features::ExampleShape& shape,
                 const float* input, float* output);

}  // namespace timbre::dataset
