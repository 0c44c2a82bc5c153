// Finds the CUDA driver and opens the CUDA module, both at run time: one program serves machines
// with and without a GPU, and links no CUDA library itself.
#include <dlfcn.h>

#include <filesystem>

#include "timbre/core/device.hpp"

namespace timbre {
namespace {

// Values of cuda.h's driver interface, which a machine without the toolkit does not have.
using DriverInit = int (*)(unsigned flags);
using DriverDeviceCount = int (*)(int* count);
constexpr int driver_success = 0;

constexpr const char* driver_library = "libcuda.so.1";
constexpr const char* module_library = "libtimbre_cuda.so";
constexpr const char* module_entry = "timbre_open_cuda";

// The folder of this very library: the module is installed beside it.
std::filesystem::path library_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&open_cuda), &info) == 0 || !info.dli_fname) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

}  // namespace

bool cuda_available(std::string* reason) {
  std::string ignored;
  std::string& why = reason ? *reason : ignored;
  void* driver = dlopen(driver_library, RTLD_NOW | RTLD_LOCAL);
  if (!driver) {
    why = std::string("no CUDA driver on this machine (") + driver_library + " is not there)";
    return false;
  }
  const auto init = reinterpret_cast<DriverInit>(dlsym(driver, "cuInit"));
  const auto count = reinterpret_cast<DriverDeviceCount>(dlsym(driver, "cuDeviceGetCount"));
  int devices = 0;
  if (!init || !count || init(0) != driver_success || count(&devices) != driver_success) {
    why = "the CUDA driver does not answer";
    return false;
  }
  if (devices == 0) why = "the CUDA driver sees no device";
  return devices > 0;
}

std::unique_ptr<Device> open_cuda() {
  std::string reason;
  if (!cuda_available(&reason))
    throw RequestError("--device cuda: " + reason + "; use --device cpu");
  const std::filesystem::path path = library_folder() / module_library;
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!module) {
    throw RequestError(std::string("--device cuda: the CUDA module cannot be opened: ") +
                       dlerror() + "; build with -DTIMBRE_CUDA=ON");
  }
  const auto open = reinterpret_cast<Device* (*)()>(dlsym(module, module_entry));
  if (!open) throw Error(path.string() + " is not a CUDA module of this version: rebuild it");
  return std::unique_ptr<Device>(open());
}

}  // namespace timbre
