#include "features/padded_copy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "support/poison.hpp"
#include "timbre/features/framing.hpp"

namespace timbre::features {
namespace {

// Every piece of every padded signal up to a length, against the rule for one sample.
TEST(PaddedCopy, GivesTheSampleOfEachPosition) {
  for (const PadMode pad : {PadMode::none, PadMode::reflect, PadMode::constant, PadMode::edge}) {
    for (std::int64_t length = 1; length <= 6; ++length) {
      std::vector<float> signal(length);
      std::iota(signal.begin(), signal.end(), 1.0f);
      for (std::int64_t start = -20; start <= 20; ++start) {
        for (const std::int64_t count : {0, 1, 2, 5, 40}) {
          std::vector<float> copy = test::poisoned(count + 1);
          copy_padded(signal.data(), length, pad, start, count, copy.data());
          for (std::int64_t index = 0; index < count; ++index) {
            const std::int64_t source = padded_index(start + index, length, pad);
            ASSERT_EQ(copy[index], source < 0 ? 0.0f : signal[source])
                << "pad " << static_cast<int>(pad) << " length " << length << " position "
                << start + index;
          }
          ASSERT_TRUE(std::isnan(copy[count]));
        }
      }
    }
  }
}

}  // namespace
}  // namespace timbre::features
