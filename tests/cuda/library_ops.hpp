#pragma once

#include <memory>
#include <vector>

#include "core/device.hpp"
#include "emulator/device.hpp"
#include "model/libraries.hpp"
#include "support/plain_ops.hpp"
#include "support/tolerance.hpp"

// The operations of CUDA's libraries are parts of the CUDA module, behind no interface that a
// program could call. So they are tested on the emulated device only.
namespace timbre::test {

/// A fresh emulated device with the libraries on it.
class LibraryTest : public EmulatedDevice {
 protected:
  LibraryTest() : device_(std::make_unique<cuda::CudaDevice>("emulated")) {}
  ~LibraryTest() override { device_.reset(); }

  cuda::Libraries& libraries() const { return cuda::Libraries::of(*device_); }
  void wait() const { device_->wait(); }

  /// Runs the calls between two waits, and expects that they neither allocate nor wait.
  template <typename Calls>
  void run(const Calls& calls) const {
    const emulated::Statistics before = emulated::statistics();
    calls();
    const emulated::Statistics after = emulated::statistics();
    EXPECT_EQ(after.allocations, before.allocations);
    EXPECT_EQ(after.synchronisations, before.synchronisations);
    wait();
  }

 private:
  std::unique_ptr<cuda::CudaDevice> device_;
};

/// Device memory of just so many bytes.
class TestWorkspace {
 public:
  explicit TestWorkspace(std::size_t bytes) : memory_(bytes), bytes_(bytes) {}
  cuda::Workspace get() const { return {memory_.get(), bytes_}; }

 private:
  DeviceArray<std::byte> memory_;
  std::size_t bytes_;
};

inline const Tolerance& exact() {
  static const Tolerance tolerance = exactly("sums of products of small integers");
  return tolerance;
}

}  // namespace timbre::test
