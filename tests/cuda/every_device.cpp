#include "cuda/every_device.hpp"

#include <cstdlib>

#include "emulator/engine/settings.hpp"
#include "emulator/runtime/report.hpp"
#include "makers.hpp"

namespace timbre::test {
namespace {

void start_afresh() {
  emulated::reset_device();
  emulated::take_reports();
  emulated::settings() = {};
}

}  // namespace

std::vector<std::string> device_kinds() {
  if (const char* wanted = std::getenv("DEVICE")) {
    const std::string kind = wanted;
    if (kind == "cpu") return {};
    if (kind == "emulated" || kind == "cuda") return {kind};
    throw RequestError("DEVICE=" + kind + ": allowed are cpu, emulated and cuda");
  }
  std::vector<std::string> kinds = {"emulated"};
  if (cuda_available()) kinds.push_back("cuda");
  return kinds;
}

std::unique_ptr<Device> open_test_device(const std::string& kind) {
  if (kind == "cuda") return open_cuda();
  return cuda::open_device(kind);
}

EveryDevice::EveryDevice() {
  start_afresh();
  device_ = open_test_device(GetParam());
}

EveryDevice::~EveryDevice() {
  device_.reset();
  emulated::reset_device();
  for (const emulated::Report& report : emulated::take_reports()) ADD_FAILURE() << report.text;
  emulated::settings() = {};
}

}  // namespace timbre::test
