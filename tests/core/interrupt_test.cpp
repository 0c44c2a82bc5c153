#include "timbre/core/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "timbre/core/error.hpp"

namespace timbre {
namespace {

// In a process of its own, since an interrupt stays.
void interrupt_once() {
  catch_interrupts();
  stop_if_interrupted();
  std::raise(SIGINT);
  try {
    if (interrupted()) stop_if_interrupted();
  } catch (const Interrupted&) {
    std::_Exit(130);
  }
  std::_Exit(1);
}

void interrupt_twice() {
  catch_interrupts();
  std::raise(SIGTERM);
  std::raise(SIGTERM);
}

TEST(InterruptDeathTest, TheFirstOneAsksToStop) {
  EXPECT_EXIT(interrupt_once(), testing::ExitedWithCode(130), "");
}

TEST(InterruptDeathTest, TheSecondOneKills) {
  EXPECT_EXIT(interrupt_twice(), testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace timbre
