#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <string>
#include <vector>

#include "emulator/runtime/work.hpp"

// The handles of the runtime's API. CUDA's headers declare these names and leave them open.

/// A node of a graph: its operation, and the nodes that it waits for by index.
struct CUgraphNode_st {
  timbre::emulated::Operation operation;
  std::vector<std::size_t> after;
};

struct CUgraph_st {
  std::vector<CUgraphNode_st> nodes;
};

struct CUgraphExec_st {
  CUgraph_st graph;
  timbre::emulated::WorkPointer last_launch;
};

namespace timbre::emulated {

/// One capture, from its beginning to its end; all streams that it spread to share it.
struct Capture {
  std::unique_ptr<CUgraph_st> graph = std::make_unique<CUgraph_st>();
  cudaStream_t origin = nullptr;
  std::vector<cudaStream_t> streams;
  bool invalidated = false;
};

}  // namespace timbre::emulated

struct CUstream_st {
  unsigned number = 0;
  bool blocking = true;  ///< ordered with the legacy default stream
  timbre::emulated::WorkPointer tail;
  std::shared_ptr<timbre::emulated::Capture> capture;
  std::vector<std::size_t> captured_tail;  ///< nodes that the next captured one waits for
};

struct CUevent_st {
  bool timed = true;
  timbre::emulated::WorkPointer work;  ///< null until it is recorded
  std::shared_ptr<timbre::emulated::Capture> capture;
  std::vector<std::size_t> captured_tail;
};

namespace timbre::emulated {

/// The stream of a handle, the legacy default stream for null. Throws Refused for a handle that
/// is not alive.
CUstream_st& stream_of(cudaStream_t handle);
CUevent_st& event_of(cudaEvent_t handle);

/// Puts the operation at the end of the stream, or into the graph that the stream captures.
/// Returns the work; null while capturing.
WorkPointer put(CUstream_st& stream, const Operation& operation);
/// The stream's next work waits for this too.
void wait_for(CUstream_st& stream, const WorkPointer& work);
void wait_for_captured(CUstream_st& stream, const CUevent_st& event);

/// For calls that CUDA forbids while a stream captures: they spoil the capture.
void refuse_while_capturing(const std::string& call);

/// The host waits for the stream's work.
void synchronise(CUstream_st& stream);
void synchronise_all();

// Each destroys what is left of its kind, and reports it.
void reset_streams();
void reset_events();
void reset_graphs();

}  // namespace timbre::emulated
