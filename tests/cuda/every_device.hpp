#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"

namespace timbre::test {

/// The kinds of devices beside the CPU on which device tests run: the one that the variable DEVICE
/// names ("emulated" or "cuda"; none for "cpu"), else "emulated" and, where a driver answers,
/// "cuda".
std::vector<std::string> device_kinds();

/// One of them, with the makers of all stages in place. DEVICE=cuda without a GPU is an Error.
std::unique_ptr<Device> open_test_device(const std::string& kind);

/// A test for each kind of device; `device()` is fresh. On the emulated one, a fault that the
/// emulator reports, a leak among them, fails the test.
class EveryDevice : public testing::TestWithParam<std::string> {
 protected:
  EveryDevice();
  ~EveryDevice() override;
  Device& device() { return *device_; }

 private:
  std::unique_ptr<Device> device_;
};

}  // namespace timbre::test

/// Has the fixture's tests run on each kind of device.
#define TIMBRE_ON_EVERY_DEVICE(Fixture)                                                  \
  GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Fixture);                                \
  INSTANTIATE_TEST_SUITE_P(, Fixture, testing::ValuesIn(::timbre::test::device_kinds()), \
                           [](const auto& kind) { return kind.param; })
