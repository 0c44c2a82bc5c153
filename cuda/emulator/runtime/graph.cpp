#include <algorithm>

#include "emulator/runtime/registry.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

struct Graphs {
  Registry<CUgraph_st> made{"graphs"};
  Registry<CUgraphExec_st> executable{"executable graphs"};
};

Graphs& graphs() {
  static Graphs current;
  return current;
}

// Whether the end of the origin stream waits for all that was captured.
bool all_joined(const Capture& capture) {
  const auto& nodes = capture.graph->nodes;
  std::vector<bool> waited_for(nodes.size());
  const auto mark = [&](const std::vector<std::size_t>& after) {
    for (const std::size_t index : after) waited_for[index] = true;
  };
  for (const CUgraphNode_st& node : nodes) mark(node.after);
  mark(stream_of(capture.origin).captured_tail);
  return std::all_of(waited_for.begin(), waited_for.end(), [](bool waited) { return waited; });
}

cudaGraphExecUpdateResult compare(const CUgraph_st& old_graph, const CUgraph_st& new_graph) {
  if (old_graph.nodes.size() != new_graph.nodes.size())
    return cudaGraphExecUpdateErrorTopologyChanged;
  for (std::size_t index = 0; index < old_graph.nodes.size(); ++index) {
    const CUgraphNode_st& old_node = old_graph.nodes[index];
    const CUgraphNode_st& new_node = new_graph.nodes[index];
    if (old_node.after != new_node.after) return cudaGraphExecUpdateErrorTopologyChanged;
    if (old_node.operation.kind != new_node.operation.kind)
      return cudaGraphExecUpdateErrorNodeTypeChanged;
  }
  return cudaGraphExecUpdateSuccess;
}

// Two launches of one executable graph run one after the other.
void launch(CUgraphExec_st& executable, CUstream_st& stream) {
  const WorkPointer start = put(stream, {.name = "the start of a graph"});
  std::vector<WorkPointer> roots{start};
  if (executable.last_launch) roots.push_back(executable.last_launch);
  std::vector<WorkPointer> submitted;
  for (const CUgraphNode_st& node : executable.graph.nodes) {
    std::vector<WorkPointer> after = roots;
    for (const std::size_t index : node.after) after.push_back(submitted[index]);
    submitted.push_back(scheduler().submit(node.operation, after));
  }
  submitted.push_back(start);
  executable.last_launch = scheduler().submit({.name = "the end of a graph"}, submitted);
  stream.tail = executable.last_launch;
  ++counted().graph_launches;
}

}  // namespace

void reset_graphs() {
  graphs().made.reset();
  graphs().executable.reset();
}

}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudaError_t cudaStreamBeginCapture(cudaStream_t handle, cudaStreamCaptureMode) {
  return api([&] {
    CUstream_st& stream = stream_of(handle);
    if (!handle || handle == cudaStreamLegacy)
      throw Refused(cudaErrorStreamCaptureUnsupported, "the default stream cannot be captured");
    if (stream.capture) throw Refused(cudaErrorIllegalState, "the stream captures already");
    stream.capture = std::make_shared<Capture>();
    stream.capture->origin = handle;
    stream.capture->streams = {handle};
    stream.captured_tail.clear();
  });
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  return api([&] {
    const auto& capture = stream_of(stream).capture;
    *status = cudaStreamCaptureStatusNone;
    if (capture)
      *status =
          capture->invalidated ? cudaStreamCaptureStatusInvalidated : cudaStreamCaptureStatusActive;
  });
}

cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* graph) {
  return api([&] {
    *graph = nullptr;
    const std::shared_ptr<Capture> capture = stream_of(handle).capture;
    if (!capture || capture->origin != handle)
      throw Refused(cudaErrorStreamCaptureUnmatched, "this stream did not begin a capture");
    const bool joined = all_joined(*capture);
    for (cudaStream_t stream : capture->streams) stream->capture = nullptr;
    if (capture->invalidated)
      throw Refused(cudaErrorStreamCaptureInvalidated, "a forbidden call spoilt the capture");
    if (!joined) {
      throw Refused(cudaErrorStreamCaptureUnjoined,
                    "the end of the capture does not wait for all streams that joined it");
    }
    *graph = graphs().made.add(std::move(capture->graph));
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  return api([&] { graphs().made.remove(graph); });
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph,
                                 unsigned long long) {
  return api([&] {
    auto made = std::make_unique<CUgraphExec_st>();
    made->graph = graphs().made.get(graph);
    *executable = graphs().executable.add(std::move(made));
  });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  return api([&] { graphs().executable.remove(executable); });
}

cudaError_t cudaGraphUpload(cudaGraphExec_t executable, cudaStream_t stream) {
  return api([&] {
    graphs().executable.get(executable);
    stream_of(stream);
  });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  return api([&] {
    if (stream_of(stream).capture) refuse_while_capturing("launching a graph into its stream");
    launch(graphs().executable.get(executable), stream_of(stream));
  });
}

cudaError_t cudaGraphExecUpdate(cudaGraphExec_t handle, cudaGraph_t graph,
                                cudaGraphExecUpdateResultInfo* result) {
  return api([&] {
    CUgraphExec_st& executable = graphs().executable.get(handle);
    const CUgraph_st& update = graphs().made.get(graph);
    *result = {};
    result->result = compare(executable.graph, update);
    if (result->result != cudaGraphExecUpdateSuccess) return cudaErrorGraphExecUpdateFailure;
    executable.graph = update;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, std::size_t* count) {
  return api([&] {
    auto& held = graphs().made.get(graph).nodes;
    if (!nodes) {
      *count = held.size();
      return;
    }
    *count = std::min(*count, held.size());
    for (std::size_t index = 0; index < *count; ++index) nodes[index] = &held[index];
  });
}

}  // extern "C"
