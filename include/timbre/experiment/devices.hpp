#pragma once

#include <memory>
#include <string>

#include "timbre/core/device.hpp"

namespace timbre::experiment {

/// Opens "auto", "cpu" or "cuda" with the makers of all stages in place; auto takes a GPU when a
/// driver answers, and the CPU otherwise. Throws RequestError
/// for another name, or for cuda without a driver, in one line.
std::unique_ptr<Device> open_device(const std::string& name);

}  // namespace timbre::experiment
