#pragma once

#include <hwy/highway.h>

#include <string>

namespace timbre::test {

/// Calls `body` with every set of SIMD instructions that the stage is built for and this processor
/// has, the plain one included.
template <typename Body>
void for_each_simd_target(const Body& body) {
  std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  if (targets.back() != HWY_STATIC_TARGET) targets.push_back(HWY_STATIC_TARGET);
  for (const std::int64_t target : targets) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, hwy::TargetName(target));
    hwy::GetChosenTarget().Update(target);
    body();
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace timbre::test
