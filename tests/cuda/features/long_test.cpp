// Examples that one block's shared memory cannot hold, at their smallest.
#include "cuda/features/long_sets.hpp"
#include "cuda/features/plan_rig.hpp"
#include "features/reference.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace features;

class LongExamplesTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(LongExamplesTest);

TEST_P(LongExamplesTest, OneOfEachSetIsThatOfTheReference) {
  for (const OptionSet& set : long_sets()) {
    SCOPED_TRACE(set.name);
    ClipBatch batch;
    batch.add(clip_of(static_cast<std::size_t>(set.options.segment.length), set.sample_rate));
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    expect_within(device_examples(device(), *plan, batch),
                  reference_examples(set.options, set.sample_rate, batch.samples, batch.clips));
  }
}

TEST_P(LongExamplesTest, SamplesOf16BitsGiveTheBitsOfTheirFloats) {
  const auto plan = features::plan(device(), small_transforms(), 22050);
  const std::vector<std::int16_t> samples = in_sixteen_bits(noise(57'611, 5, 0.3));
  const std::vector<ClipWindow> clip = {{11, 57'600}};
  EXPECT_EQ(device_examples(device(), *plan, samples, clip),
            device_examples(device(), *plan, in_floats(samples), clip));
}

}  // namespace
}  // namespace timbre::test
