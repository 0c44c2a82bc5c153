#include "resample/kaiser_resample.hpp"

#include <algorithm>
#include <array>

#include "resample/dot_product.hpp"
#include "resample/filter_bank.hpp"
#include "timbre/resample/kaiser_taps.hpp"
#include "timbre/resample/output_time.hpp"

namespace timbre::resample {
namespace {

// One output: `fraction` of a sample after sample n.
struct Moment {
  std::int64_t n;
  double fraction;
  const WeightBlock* row;  // nullptr when the bank has none
  const float* window;     // the samples that meet the row; nullptr near an end of the signal
};

// The samples that a row of weights meets.
class SampleWindow {
 public:
  SampleWindow(std::span<const float> samples, const KaiserFilter& filter, RightWing right_wing)
      : samples_(samples),
        filter_(filter),
        right_wing_(right_wing),
        count_(static_cast<std::int64_t>(samples.size())),
        reach_(filter.reach()),
        end_zone_(filter.blocks() * block_size + reach_),
        padded_(static_cast<std::size_t>(filter.blocks()) * block_size) {}

  // Samples n + 1 - reach and on; nullptr when an end of the signal is near.
  const float* inside(std::int64_t n) const {
    const bool far = n + 1 >= reach_ && n + end_zone_ <= count_;
    return far ? samples_.data() + (n + 1 - reach_) : nullptr;
  }

  // The same anywhere, with zeros for samples that the signal or the right wing leaves out.
  const float* padded(const Moment& moment) {
    const std::int64_t start = moment.n + 1 - reach_;
    const std::int64_t right = std::min(reach_, right_bound(moment));
    const std::int64_t first = std::max<std::int64_t>(start, 0);
    const std::int64_t end = std::min(count_, moment.n + 1 + right);
    std::fill(padded_.begin(), padded_.end(), 0.0f);
    if (first < end) {
      std::copy(samples_.begin() + first, samples_.begin() + end,
                padded_.begin() + (first - start));
    }
    return padded_.data();
  }

 private:
  std::int64_t right_bound(const Moment& moment) const {
    return resample::right_bound(count_, moment.n, filter_.left_taps(moment.fraction), right_wing_);
  }

  std::span<const float> samples_;
  const KaiserFilter& filter_;
  RightWing right_wing_;
  std::int64_t count_;
  std::int64_t reach_;
  std::int64_t end_zone_;  // longer than a row, and than what either right wing leaves out
  std::vector<float> padded_;
};

class Resampler {
 public:
  Resampler(const FilterBank& bank, const SampleWindow& window, double ratio)
      : bank_(bank), window_(window), step_(1.0 / ratio), scratch_(bank.filter().blocks()) {}

  // A running sum like resampy's: its rounding decides from which sample n the taps are counted.
  Moment next_moment() {
    const auto [n, fraction] = output_time(time_);
    time_ += step_;
    return {n, fraction, bank_.row(fraction), window_.inside(n)};
  }

  float output(const Moment& moment) {
    const WeightBlock* row = moment.row;
    if (row == nullptr) {
      bank_.filter().weights(moment.fraction, scratch_);
      row = scratch_.data();
    }
    const float* samples = moment.window != nullptr ? moment.window : window_.padded(moment);
    std::array<float, 4> sums;
    dot_products_(row, {samples, samples, samples, samples}, bank_.filter().blocks(), sums);
    return sums[0];
  }

  // Outputs 0, period, 2 period and 3 period: at once where they share their row of weights.
  void four_outputs(const Moment* moments, std::size_t period, float* outputs) {
    const WeightBlock* row = moments->row;
    std::array<const float*, 4> windows;
    bool together = row != nullptr;
    for (std::size_t index = 0; index < 4; ++index) {
      const Moment& moment = moments[index * period];
      windows[index] = moment.window;
      together = together && moment.row == row && moment.window != nullptr;
    }
    if (together) {
      std::array<float, 4> sums;
      dot_products_(row, windows, bank_.filter().blocks(), sums);
      for (std::size_t index = 0; index < 4; ++index) outputs[index * period] = sums[index];
    } else {
      for (std::size_t index = 0; index < 4; ++index) {
        outputs[index * period] = output(moments[index * period]);
      }
    }
  }

 private:
  const FilterBank& bank_;
  SampleWindow window_;
  double step_;
  double time_ = 0.0;
  std::vector<WeightBlock> scratch_;
  DotProducts dot_products_ = dot_products();
};

// The outputs of up to four periods of phases.
void resample_periods(Resampler& resampler, std::span<const Moment> moments, std::size_t period,
                      float* outputs) {
  for (std::size_t phase = 0; phase < std::min(period, moments.size()); ++phase) {
    if (phase + 3 * period < moments.size()) {
      resampler.four_outputs(&moments[phase], period, outputs + phase);
      continue;
    }
    for (std::size_t index = phase; index < moments.size(); index += period) {
      outputs[index] = resampler.output(moments[index]);
    }
  }
}

}  // namespace

std::vector<float> kaiser_resample(std::span<const float> samples, int from,
                                   const ResampleOptions& options) {
  const auto bank = filter_bank({from, options.rate, options.quality, options.tap_step});
  const double ratio = static_cast<double>(options.rate) / from;
  Resampler resampler(*bank, SampleWindow(samples, bank->filter(), options.right_wing), ratio);

  const auto count = static_cast<std::int64_t>(samples.size());
  const auto computed = static_cast<std::size_t>(computed_count(count, ratio));
  std::vector<float> outputs(static_cast<std::size_t>(resampled_count(count, from, options.rate)));

  // Any multiple of a period is one; a long one keeps the pieces from being too small.
  const auto shortest = static_cast<std::size_t>(bank->period());
  const std::size_t period = shortest * (1 + 63 / shortest);
  std::vector<Moment> moments;
  for (std::size_t start = 0; start < computed; start += moments.size()) {
    moments.resize(std::min(4 * period, computed - start));
    for (Moment& moment : moments) moment = resampler.next_moment();
    resample_periods(resampler, moments, period, outputs.data() + start);
  }
  return outputs;
}

}  // namespace timbre::resample
