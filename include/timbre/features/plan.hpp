#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/samples.hpp"
#include "timbre/features/options.hpp"

namespace timbre::features {

/// One clip's samples inside of a buffer that holds many.
using ClipWindow = SampleRange;

/// Sizes of one example: rows (bands) x columns (frames) x channels (features, then deltas).
struct ExampleShape {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t channels = 0;
  std::int64_t size() const { return rows * columns * channels; }
  bool operator==(const ExampleShape&) const = default;
};

/// Shape of the examples that the options give.
ExampleShape example_shape(const FeatureOptions& options);

/// Segments in a clip of `samples`: full ones, so that none is in a clip that is shorter; or the
/// whole clip.
std::int64_t segment_count(std::int64_t samples, const SegmentOptions& options);

/// Frames of a signal of `samples`; with centring 1 + samples / hop.
std::int64_t frame_count(std::int64_t samples, const StftOptions& options);

/// Computes examples on one device. Tables, scratch and launch shapes are settled when a plan is
/// made; `run` allocates nothing (save on the CPU when more threads run at the same time than ever
/// before, or samples of 16 bits come for the first time). No clip's examples depend on its
/// neighbours, on their order or on the number of threads. The CPU's plans may run on several
/// threads at the same time.
class FeaturePlan {
 public:
  virtual ~FeaturePlan() = default;

  ExampleShape shape() const { return shape_; }
  const FeatureOptions& options() const { return options_; }

  /// Examples of each clip. Ragged batches are the normal case; a clip may have none.
  std::vector<std::int64_t> count(std::span<const ClipWindow> clips) const;

  /// Writes the examples of all clips, clip after clip, segment after segment, into `examples`
  /// [sum of count(clips), rows, columns, channels]. Both are memory of the device; `samples`
  /// holds `sample_count` values. Throws ContractError when a window lies outside.
  void run(SampleView samples, std::int64_t sample_count, std::span<const ClipWindow> clips,
           float* examples);

 protected:
  explicit FeaturePlan(const FeatureOptions& options);

 private:
  virtual void do_run(SampleView samples, std::span<const ClipWindow> clips, float* examples) = 0;

  FeatureOptions options_;
  ExampleShape shape_;
};

/// Makes plans on one kind of device; registered in its MakerTable.
class FeaturePlanMaker {
 public:
  virtual ~FeaturePlanMaker() = default;
  /// `sample_rate` (Hz) is that of the samples to come; it places the mel bands.
  virtual std::unique_ptr<FeaturePlan> make(Device& device, const FeatureOptions& options,
                                            int sample_rate) = 0;
};

/// Plans for the CPU; put into a device by whoever opens it.
std::shared_ptr<FeaturePlanMaker> cpu_feature_plans();

/// A plan for the device, from its maker. Throws RequestError with all that the options'
/// description forbids, or when the bands end above half of `sample_rate` (Hz). Warns of bands that
/// are too narrow to hold a bin.
std::unique_ptr<FeaturePlan> plan(Device& device, const FeatureOptions& options, int sample_rate);

}  // namespace timbre::features
