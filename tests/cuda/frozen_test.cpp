// Layers that are not trained, on every device: they stay, and backward ends above them.
#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "model/rounded.hpp"

namespace timbre::test {
namespace {

class FrozenTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(FrozenTest);

TEST_P(FrozenTest, LayersStay) {
  for (const std::string lowest : {"dense_2", "dense_1", "conv2d_4", "conv2d_3"}) {
    SCOPED_TRACE(lowest);
    const Rig rig(small(), 8);
    Twin twin(device(), rig);
    const auto before = twin.store.snapshot().values;
    const auto program = twin.compile({.batch = 8, .trainable = {lowest, "dense_2"}});
    run_pass(*program, 1, {.seed = 4});
    const ReferenceResult reference =
        run_reference(rig.graph, rig.parameters(), rig.batch(0, 8), {.seed = 4});
    const auto after = twin.store.snapshot().values;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const model::ParameterSpec& spec = rig.graph.parameters[i];
      const bool trained = spec.group == lowest || spec.group == "dense_2";
      EXPECT_EQ(before[i] != after[i], trained) << spec.name;
      if (!trained) continue;
      expect_rounded(twin.store.gradient(spec.name), reference.gradients[i], spec.name);
    }
  }
}

}  // namespace
}  // namespace timbre::test
