#include "makers.hpp"

#include <utility>

namespace timbre::cuda {

std::unique_ptr<CudaDevice> open_device(std::string kind) {
  return std::make_unique<CudaDevice>(std::move(kind));
}

}  // namespace timbre::cuda
