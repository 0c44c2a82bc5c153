#include "timbre/resample/resample.hpp"

namespace timbre::resample {

void describe(config::Fields& fields, ResampleOptions& options) {
  fields.integer("rate", options.rate, {1000, 768000}, "Hz",
                 "rate that all recordings are brought to");
  fields.choice(
      "quality", options.quality,
      {{"kaiser_best", Quality::kaiser_best},
       {"kaiser_fast", Quality::kaiser_fast},
       {"soxr_hq", Quality::soxr_hq},
       {"soxr_vhq", Quality::soxr_vhq}},
      "filter; the kaiser ones are resampy's before 0.3, soxr_hq is the CPU's fastest; soxr's "
      "run on the CPU whatever the device");
  fields.choice(
      "right_wing", options.right_wing,
      {{"resampy_0_2_1", RightWing::resampy_0_2_1}, {"resampy_0_1", RightWing::resampy_0_1}},
      "end of the signal for kaiser filters; 0.1 leaves out taps of the last samples");
  fields.choice(
      "tap_step", options.tap_step, {{"truncated", TapStep::truncated}, {"exact", TapStep::exact}},
      "spacing of kaiser taps; truncated as resampy: 48 to 22.05 kHz amplifies by 1.0005");
}

}  // namespace timbre::resample
