// cuFFT's batched transforms of real frames. What the real library leaves to the caller becomes
// visible: the workspace is the caller's, and holds NaN when a call begins.
#include <cufft.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "emulator/cufft/real_transform.hpp"
#include "emulator/library/call.hpp"
#include "emulator/library/operands.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

using RefusedByCufft = RefusedByLibrary<cufftResult>;

struct FftPlan {
  cudaStream_t stream = nullptr;
  bool allocates = true;  // its own workspace, which the emulated device does not offer
  bool made = false;
  std::size_t size = 0, batch = 0;
  std::size_t input_distance = 0, output_distance = 0;  // values
  std::size_t workspace_bytes = 0;
  void* workspace = nullptr;
};

struct FftPlans {
  FftPlans() { on_reset(reset); }
  std::map<cufftHandle, FftPlan> alive;
  cufftHandle next = 1;

 private:
  static void reset();
};

FftPlans& plans() {
  static FftPlans current;
  return current;
}

void FftPlans::reset() {
  FftPlans& own = plans();
  if (!own.alive.empty()) {
    add_report(FaultKind::leak, std::to_string(own.alive.size()) + " cuFFT plans never destroyed");
  }
  own.alive.clear();
}

void require_argument(bool holds, const std::string& what,
                      cufftResult status = CUFFT_INVALID_VALUE) {
  if (!holds) throw RefusedByCufft(status, what);
}

template <typename Body>
cufftResult cufft_call(const char* function, Body body) {
  constexpr LibraryStatuses<cufftResult> statuses{CUFFT_SUCCESS, CUFFT_INVALID_VALUE,
                                                  CUFFT_EXEC_FAILED};
  return library_call(statuses, function, body);
}

FftPlan& plan_of(cufftHandle handle) {
  const auto found = plans().alive.find(handle);
  require_argument(found != plans().alive.end(), "a handle that is not one of the live cuFFT plans",
                   CUFFT_INVALID_PLAN);
  return found->second;
}

// Values from one frame to the next. Without `embed` the basic layout is meant, whatever stride and
// distance say.
std::size_t distance_of(const int* embed, int stride, int distance, std::size_t basic,
                        const std::string& name) {
  if (embed == nullptr) return basic;
  require_argument(stride == 1, "the " + name + "'s stride is " + std::to_string(stride) +
                                    "; the emulated device knows frames without gaps only");
  require_argument(distance >= 0 && static_cast<std::size_t>(distance) >= basic,
                   "the " + name + "'s frames overlap: they are " + std::to_string(distance) +
                       " values apart and have " + std::to_string(basic));
  return static_cast<std::size_t>(distance);
}

void compute(const FftPlan& plan, const float* input, float2* output) {
  for (std::size_t frame = 0; frame < plan.batch; ++frame) {
    const float* from = input + frame * plan.input_distance;
    const auto spectrum = plain_transform({from, from + plan.size});
    float2* to = output + frame * plan.output_distance;
    for (std::size_t bin = 0; bin <= plan.size / 2; ++bin) {
      to[bin].x = static_cast<float>(spectrum[bin].real());
      to[bin].y = static_cast<float>(spectrum[bin].imag());
    }
  }
}

Operands operands_of(const FftPlan& plan, const float* input, const float2* output) {
  return Operands({{.name = "the input",
                    .address = input,
                    .bytes = plan.size * sizeof(float),
                    .alignment = sizeof(float2),
                    .pieces = plan.batch,
                    .distance = plan.input_distance * sizeof(float)},
                   {.name = "the output",
                    .address = output,
                    .bytes = (plan.size / 2 + 1) * sizeof(float2),
                    .use = Use::write,
                    .alignment = sizeof(float2),
                    .pieces = plan.batch,
                    .distance = plan.output_distance * sizeof(float2)},
                   {.name = "the workspace",
                    .address = plan.workspace,
                    .bytes = plan.workspace_bytes,
                    .use = Use::scratch,
                    .alignment = 256}});
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cufftResult cufftCreate(cufftHandle* plan) {
  return cufft_call(__func__, [&] {
    refuse_while_capturing("making a plan");
    require_argument(plan != nullptr, "there is no room for the handle");
    *plan = plans().next++;
    plans().alive.emplace(*plan, FftPlan{});
  });
}

cufftResult cufftDestroy(cufftHandle plan) {
  return cufft_call(__func__, [&] {
    plan_of(plan);
    refuse_while_capturing("destroying a plan");
    plans().alive.erase(plan);
  });
}

cufftResult cufftSetStream(cufftHandle plan, cudaStream_t stream) {
  return cufft_call(__func__, [&] { plan_of(plan).stream = stream; });
}

cufftResult cufftSetAutoAllocation(cufftHandle plan, int allocate) {
  return cufft_call(__func__, [&] {
    require_argument(!plan_of(plan).made, "the plan is made already");
    plan_of(plan).allocates = allocate != 0;
  });
}

cufftResult cufftMakePlanMany(cufftHandle handle, int rank, int* sizes, int* input_embed,
                              int input_stride, int input_distance, int* output_embed,
                              int output_stride, int output_distance, cufftType type, int batch,
                              std::size_t* workspace_bytes) {
  return cufft_call(__func__, [&] {
    FftPlan& plan = plan_of(handle);
    refuse_while_capturing("making a plan");
    require_argument(!plan.made, "the plan is made already", CUFFT_INVALID_PLAN);
    require_argument(!plan.allocates,
                     "the plan would allocate a workspace of its own: that is the caller's part");
    require_argument(rank == 1 && type == CUFFT_R2C,
                     "the emulated device knows transforms of real frames only",
                     CUFFT_NOT_SUPPORTED);
    require_argument(sizes != nullptr && sizes[0] > 0 && batch > 0, "a transform without values",
                     CUFFT_INVALID_SIZE);
    require_argument(workspace_bytes != nullptr, "there is no room for the workspace's size");
    plan.size = static_cast<std::size_t>(sizes[0]);
    plan.batch = static_cast<std::size_t>(batch);
    plan.input_distance =
        distance_of(input_embed, input_stride, input_distance, plan.size, "input");
    plan.output_distance =
        distance_of(output_embed, output_stride, output_distance, plan.size / 2 + 1, "output");
    plan.workspace_bytes = 1024 + plan.size * plan.batch;
    plan.made = true;
    *workspace_bytes = plan.workspace_bytes;
  });
}

cufftResult cufftSetWorkArea(cufftHandle plan, void* workspace) {
  return cufft_call(__func__, [&] { plan_of(plan).workspace = workspace; });
}

cufftResult cufftExecR2C(cufftHandle handle, cufftReal* input, cufftComplex* output) {
  return cufft_call(__func__, [&] {
    const FftPlan plan = plan_of(handle);
    require_argument(plan.made, "the plan has no sizes yet", CUFFT_INVALID_PLAN);
    require_argument(plan.stream != nullptr,
                     "no stream: the default one would wait for all others");
    require_argument(plan.workspace != nullptr, "the plan has no workspace", CUFFT_NO_WORKSPACE);
    put_library_call(plan.stream, "cufftExecR2C", operands_of(plan, input, output),
                     [=] { compute(plan, input, output); });
  });
}

}  // extern "C"
