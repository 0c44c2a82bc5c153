#include "timbre/experiment/devices.hpp"

#include "timbre/dataset/batch_source.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/model/program.hpp"

namespace timbre::experiment {

std::unique_ptr<Device> open_device(const std::string& name) {
  if (name == "cuda" || (name == "auto" && cuda_available())) return open_cuda();
  if (name != "cpu" && name != "auto") {
    throw RequestError("--device " + name + ": allowed are auto, cpu and cuda");
  }
  std::unique_ptr<Device> device = open_cpu();
  device->makers().set(features::cpu_feature_plans());
  device->makers().set(dataset::cpu_batch_sources());
  device->makers().set(model::cpu_programs());
  return device;
}

}  // namespace timbre::experiment
