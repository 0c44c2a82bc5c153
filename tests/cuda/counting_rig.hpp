#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "emulator/counting/counts.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/report.hpp"

namespace timbre::test {

/// A fresh emulated device whose kernels are counted from now on. A fault fails the test.
class CountedDevice : public testing::Test {
 protected:
  CountedDevice() {
    emulated::reset_device();
    emulated::take_reports();
    emulated::settings() = {};
    emulated::reset_counts();
  }
  ~CountedDevice() override {
    emulated::reset_device();
    for (const emulated::Report& report : emulated::take_reports()) ADD_FAILURE() << report.text;
  }

  static const emulated::KernelCounts& counts(const std::string& kernel) {
    return emulated::kernel_counts().at(kernel);
  }
};

}  // namespace timbre::test
