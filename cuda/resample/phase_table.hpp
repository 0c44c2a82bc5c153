#pragma once

#include <cstdint>
#include <vector>

#include "resample/kaiser_filter.hpp"

namespace timbre::cuda::resample {

/// Outputs that a thread computes from one window of samples.
inline constexpr int outputs_at_once = 8;

/// Where a row of weights (the filter at one phase) lies in a PhaseTable.
struct RowPlace {
  int column;
  int output;  ///< of the column's eight
  int first;   ///< the window's sample that meets the first weight, n + 1 - reach
};

/// Weights for outputs in periods, in which phases and the samples' alignment come again. Eight
/// neighbouring outputs are a group: they share a window of samples, whose first one is a multiple
/// of four behind the start of their period, and each has zeros for samples that are not its own.
///
/// Where the running sum of times falls just below a whole sample, that output takes the row of
/// fraction 1 and counts its taps from the sample before (see FilterBank). Groups with such outputs
/// have a second column of weights.
struct PhaseTable {
  /// `may_fall_below`: whether any sum of times falls below a whole sample.
  PhaseTable(const timbre::resample::FilterKey& key, bool may_fall_below);

  int phases;          ///< of one sample
  int cycle;           ///< samples that `phases` outputs take
  int period_outputs;  ///< a multiple of `phases`
  int period_samples;  ///< a multiple of `cycle` and of four
  int groups;          ///< of eight outputs; the last may have fewer
  int columns;         ///< the groups', then those of sums that fall below whole samples
  int fours;           ///< of samples in a window
  int reach;           ///< the filter's
  timbre::resample::KaiserTaps taps;

  std::vector<int> first;      ///< [groups]: a window's first sample, from its period's first one
  std::vector<int> below;      ///< [groups]: its column for sums below whole samples, or its own
  std::vector<RowPlace> rows;  ///< [phases + 1]
  std::vector<float> weights;  ///< [fours][8 outputs][columns][4 samples]

 private:
  void place_groups(bool may_fall_below);
  void fill(const timbre::resample::KaiserFilter& filter);
  void add_row(const timbre::resample::KaiserFilter& filter, int phase, const RowPlace& place);
  int sample_of(int output) const {
    return static_cast<int>(std::int64_t{output} * cycle / phases);
  }
};

}  // namespace timbre::cuda::resample
