#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "timbre/core/device.hpp"

namespace timbre::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::unique_ptr<Device> open_module() {
  void* module = dlopen(TIMBRE_CUDA_MODULE, RTLD_NOW | RTLD_LOCAL);
  require(module != nullptr, module ? "" : dlerror());
  const auto open = reinterpret_cast<Device* (*)()>(dlsym(module, "timbre_open_cuda"));
  require(open != nullptr, "the module has no entry");
  return std::unique_ptr<Device>(open());
}

TEST(CudaModule, OpensWithoutADriverAndSaysWhatIsMissing) {
  if (cuda_available()) GTEST_SKIP() << "this machine has a CUDA device";
  try {
    open_module();
    FAIL() << "a device was opened without a driver";
  } catch (const RequestError& error) {
    EXPECT_THAT(error.what(), HasSubstr("--device cpu"));
    EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
  }
}

TEST(CudaModule, CopiesBytesToTheDeviceAndBack) {
  if (!cuda_available()) GTEST_SKIP() << "this machine has no CUDA device";
  const std::unique_ptr<Device> device = open_cuda();
  const std::vector<float> sent = {1.0f, -2.5f, 3e-38f, 0.0f};
  const std::size_t bytes = sent.size() * sizeof(float);
  const Buffer buffer(*device, bytes);
  device->copy_in(buffer.as<float>(), sent.data(), bytes);
  std::vector<float> received(sent.size(), -1.0f);
  device->copy_out(received.data(), buffer.as<float>(), bytes);
  EXPECT_EQ(received, sent);
  EXPECT_EQ(device->kind(), "cuda");
}

}  // namespace
}  // namespace timbre::test
