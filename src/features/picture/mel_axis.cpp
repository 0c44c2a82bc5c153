#include "timbre/features/picture/mel_axis.hpp"

#include "timbre/core/error.hpp"
#include "timbre/features/mel_scale.hpp"

namespace timbre::features {

std::vector<double> mel_row_edges(int bands) {
  require(bands >= 2, "a mel axis needs two bands");
  const double top_mel = hz_to_mel(MelAxis::top, MelScale::slaney);
  const auto frequency = [&](int band) {
    return mel_to_hz(top_mel * band / (bands - 1), MelScale::slaney);
  };
  std::vector<double> heights = {symlog_height(0.0)};
  for (int band = 1; band < bands; ++band) {
    heights.push_back(symlog_height((frequency(band - 1) + frequency(band)) / 2.0));
  }
  heights.push_back(symlog_height(MelAxis::top));
  return heights;
}

}  // namespace timbre::features
