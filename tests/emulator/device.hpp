#pragma once

#include <cuda_runtime.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "core/check.hpp"
#include "emulator/engine/sanitizers.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/report.hpp"

namespace timbre::test {

inline std::string all_of(const std::vector<emulated::Report>& reports) {
  std::string text;
  for (const emulated::Report& report : reports) text += report.text + "\n";
  return text;
}

/// A fresh emulated device for each test. A fault that the test did not ask for fails it.
class EmulatedDevice : public ::testing::Test {
 protected:
  EmulatedDevice() { start_afresh(); }
  ~EmulatedDevice() override {
    emulated::reset_device();
    for (const emulated::Report& report : emulated::take_reports()) ADD_FAILURE() << report.text;
    emulated::settings() = {};
  }

  static void start_afresh() {
    emulated::reset_device();
    emulated::take_reports();
    emulated::settings() = {};
  }

  /// Expects exactly one report, of that kind, with all of these words in it, and forgives it.
  static void expect_report(emulated::FaultKind kind, const std::vector<std::string>& words) {
    const std::vector<emulated::Report> reports = emulated::take_reports();
    ASSERT_EQ(reports.size(), 1u) << all_of(reports);
    EXPECT_EQ(reports[0].kind, kind) << reports[0].text;
    for (const std::string& word : words) EXPECT_THAT(reports[0].text, testing::HasSubstr(word));
    emulated::forgive_failure();
  }

  /// Runs the body once for each order of threads and blocks.
  template <typename Body>
  static void in_every_order(Body body) {
    using emulated::Order;
    for (const Order order : {Order::forward, Order::reverse, Order::random}) {
      emulated::settings().threads = order;
      SCOPED_TRACE("order " + std::to_string(static_cast<int>(order)));
      body();
    }
    emulated::settings().threads = Order::forward;
  }
};

/// Device memory that is freed with the object.
template <typename T>
class DeviceArray {
 public:
  explicit DeviceArray(std::size_t count) : count_(count) {
    TIMBRE_CUDA_CHECK(cudaMalloc(&data_, count * sizeof(T)));
  }
  explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size()) {
    TIMBRE_CUDA_CHECK(cudaMemcpy(data_, values.data(), bytes(), cudaMemcpyHostToDevice));
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;
  ~DeviceArray() { cudaFree(data_); }

  T* get() const { return data_; }
  std::size_t bytes() const { return count_ * sizeof(T); }
  std::vector<T> values() const {
    std::vector<T> host(count_);
    TIMBRE_CUDA_CHECK(cudaMemcpy(host.data(), data_, bytes(), cudaMemcpyDeviceToHost));
    return host;
  }

 private:
  T* data_ = nullptr;
  std::size_t count_ = 0;
};

/// One value in device memory.
template <typename T>
DeviceArray<T> on_device(const T& value) {
  return DeviceArray<T>(std::vector<T>{value});
}

}  // namespace timbre::test
