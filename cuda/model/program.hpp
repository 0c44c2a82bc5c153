#pragma once

#include <memory>

#include "timbre/model/program.hpp"

namespace timbre::cuda {

/// Programs on a CUDA device; their sources are StreamSources of the same device.
std::shared_ptr<model::ProgramMaker> programs();

}  // namespace timbre::cuda
