#include "features/mel_fours.hpp"

namespace timbre::cuda::features {

MelTable mel_table(const timbre::features::MelBands& bands) {
  MelTable table;
  for (int band = 0; band < bands.count(); ++band) {
    const int begin = bands.first[band], end = begin + bands.taps(band);
    const int first = begin / 4, count = begin == end ? 0 : (end + 3) / 4 - first;
    const std::size_t offset = table.weights.size();
    table.bands.push_back({first, count, static_cast<int>(offset / 4)});
    table.weights.resize(offset + 4 * count);
    for (int tap = 0; tap < end - begin; ++tap) {
      table.weights[offset + begin - 4 * first + tap] =
          static_cast<float>(bands.weights[bands.offset[band] + tap]);
    }
  }
  table.bands.resize((table.bands.size() + 3) / 4 * 4);
  return table;
}

}  // namespace timbre::cuda::features
