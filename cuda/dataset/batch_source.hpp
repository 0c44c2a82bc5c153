#pragma once

#include <memory>

#include "timbre/dataset/batch_source.hpp"

namespace timbre::cuda {

/// Sources on a CUDA device. Sources of one set share its copy on the device. Each of them is also
/// a StreamSource.
std::shared_ptr<dataset::BatchSourceMaker> batch_sources();

}  // namespace timbre::cuda
