#pragma once

#include <memory>
#include <vector>

#include "resample/kaiser_filter.hpp"
#include "timbre/resample/output_time.hpp"

namespace timbre::resample {

/// The weights for every phase that a pair of rates knows: output times fall on multiples of
/// gcd(from, to) / to of a sample. Fraction 1 has a row beside fraction 0, because the running sum
/// of times comes to lie just below whole samples and resampy then counts from the sample before;
/// with a truncated step the two give different weights. Unusual pairs of rates, whose rows would
/// take more than 16 MiB, have no rows: their weights are computed for each output.
class FilterBank {
 public:
  explicit FilterBank(const FilterKey& key);

  const KaiserFilter& filter() const { return filter_; }

  /// The row of weights for the phase nearest to `fraction` (0 to 1), of filter().blocks() blocks;
  /// nullptr when the bank has no rows.
  const WeightBlock* row(double fraction) const {
    if (blocks_.empty()) return nullptr;
    const auto phase = static_cast<std::size_t>(nearest_phase(fraction, phases_));
    return blocks_.data() + phase * static_cast<std::size_t>(filter_.blocks());
  }

  /// Every how many outputs the phases come again; 1 when the bank has no rows.
  int period() const { return blocks_.empty() ? 1 : phases_; }

 private:
  KaiserFilter filter_;
  int phases_;                       // of one sample
  std::vector<WeightBlock> blocks_;  // [phases + 1, blocks of the filter], or empty
};

/// The bank of a key, made when it is first asked for. The 16 that were used last are kept.
/// Thread-safe.
std::shared_ptr<const FilterBank> filter_bank(const FilterKey& key);

}  // namespace timbre::resample
