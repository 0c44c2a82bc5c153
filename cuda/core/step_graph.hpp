#pragma once

#include "core/unique_handle.hpp"
#include "timbre/core/function_ref.hpp"

namespace timbre::cuda {

/// Work on a stream, recorded once to be launched as a whole again and again.
class StepGraph {
 public:
  /// Records what `enqueue` puts on the stream. Nothing of it runs. When it throws, the stream is
  /// as before.
  StepGraph(cudaStream_t stream, FunctionRef<void()> enqueue);

  void launch(cudaStream_t stream) const;

 private:
  UniqueHandle<cudaGraphExec_t, cudaGraphExecDestroy> executable_;
};

}  // namespace timbre::cuda
