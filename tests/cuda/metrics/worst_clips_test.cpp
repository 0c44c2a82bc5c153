// A report's worst clips are the same, sorted on any device.
#include <gmock/gmock.h>

#include "cuda/every_device.hpp"
#include "timbre/report/results.hpp"

namespace timbre::test {
namespace {

using report::WrongClip;
using testing::ElementsAre;

class WorstClipsTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(WorstClipsTest);

TEST_P(WorstClipsTest, ComeByTheProbabilityOfTheirLabelThenByName) {
  const std::vector<WrongClip> clips = {{.name = "b", .label_probability = 0.2f},
                                        {.name = "c", .label_probability = 0.0f},
                                        {.name = "a", .label_probability = 0.2f},
                                        {.name = "d", .label_probability = 0.4f},
                                        {.name = "a", .label_probability = 0.0f}};
  const auto here = metrics::ranking(device());
  EXPECT_THAT(report::worst_first(*here, clips, 4), ElementsAre(4, 1, 2, 0));
  EXPECT_EQ(report::worst_first(*here, clips, 9),
            report::worst_first(*metrics::cpu_ranking(), clips, 9));
}

}  // namespace
}  // namespace timbre::test
