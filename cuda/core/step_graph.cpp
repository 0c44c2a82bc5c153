#include "core/step_graph.hpp"

namespace timbre::cuda {
namespace {

using CapturedGraph = UniqueHandle<cudaGraph_t, cudaGraphDestroy>;

// Relaxed: libraries may load their kernels when they are first used.
CapturedGraph captured(cudaStream_t stream, FunctionRef<void()> enqueue) {
  cudaGraph_t graph = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  try {
    enqueue();
  } catch (...) {
    check_quietly(cudaStreamEndCapture(stream, &graph), "ending a capture");
    const CapturedGraph unfinished(graph);
    throw;
  }
  TIMBRE_CUDA_CHECK(cudaStreamEndCapture(stream, &graph));
  return CapturedGraph(graph);
}

}  // namespace

StepGraph::StepGraph(cudaStream_t stream, FunctionRef<void()> enqueue) {
  const CapturedGraph graph = captured(stream, enqueue);
  cudaGraphExec_t executable = nullptr;
  TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, graph.get(), 0));
  executable_ = UniqueHandle<cudaGraphExec_t, cudaGraphExecDestroy>(executable);
  TIMBRE_CUDA_CHECK(cudaGraphUpload(executable_.get(), stream));
}

void StepGraph::launch(cudaStream_t stream) const {
  TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable_.get(), stream));
}

}  // namespace timbre::cuda
