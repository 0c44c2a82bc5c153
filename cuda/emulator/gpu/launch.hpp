#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "core/check.hpp"
#include "emulator/runtime/kernel_launch.hpp"
#include "runtime/gpu/launch_shape.hpp"

namespace timbre::gpu {

/// "mel<256>", cut out of this function's own name.
template <auto Kernel>
std::string kernel_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  const std::string_view before = "Kernel = ";
  text.remove_prefix(text.find(before) + before.size());
  text = text.substr(0, text.find_first_of(";]"));
  const auto scope = text.substr(0, text.find('<')).rfind("::");
  return std::string(scope == std::string_view::npos ? text : text.substr(scope + 2));
}

template <auto Kernel>
struct KernelCall;

template <typename... Parameters, void (*Kernel)(Parameters...)>
struct KernelCall<Kernel> {
  static std::function<void()> body(Parameters... arguments) {
    return [=] { Kernel(arguments...); };
  }
};

/// Puts the kernel on the stream. Throws Error with the caller's line when the launch is refused.
template <auto Kernel, typename... Arguments>
void launch(const Launch& shape, Arguments&&... arguments) {
  emulated::launch_kernel(
      {.name = kernel_name<Kernel>(),
       .function = reinterpret_cast<const void*>(Kernel),
       .shape = {shape.grid, shape.block, shape.shared_bytes},
       .stream = shape.stream,
       .body = KernelCall<Kernel>::body(std::forward<Arguments>(arguments)...)});
  cuda::check(cudaGetLastError(), "the kernel launch", shape.where);
}

}  // namespace timbre::gpu
