#include "dataset/computed_rows.hpp"

#include <utility>

#include "dataset/choose_segments.hpp"

namespace timbre::cuda {

ComputedRows::ComputedRows(CudaDevice& device, const dataset::ExampleSet& examples,
                           std::shared_ptr<const ResidentExamples> resident)
    : device_(&device),
      resident_(std::move(resident)),
      plan_(timbre::features::plan(device, examples.audio->features, examples.audio->rate)) {}

void ComputedRows::make_room(std::int64_t batch) {
  if (rooms_.contains(batch)) return;
  const auto rows = static_cast<std::size_t>(batch);
  const auto size = static_cast<std::size_t>(resident_->view().size);
  rooms_.emplace(batch, Room{Buffer(*device_, rows * sizeof(std::int64_t)),
                             Buffer(*device_, rows * size * sizeof(float))});
}

ResidentView ComputedRows::enqueue(const SourceState* state, const StepFill& fill,
                                   cudaStream_t stream) {
  const Room& room = rooms_.at(fill.batch);
  auto* const starts = room.starts.as<std::int64_t>();
  choose_segments(resident_->starts(), state, fill, starts, stream);
  dynamic_cast<const StreamFeatures&>(*plan_).enqueue_examples(
      resident_->samples(), starts, fill.batch, room.values.as<float>(), stream);
  ResidentView rows = resident_->view();
  rows.values = room.values.as<float>();
  rows.by_row = true;
  return rows;
}

}  // namespace timbre::cuda
