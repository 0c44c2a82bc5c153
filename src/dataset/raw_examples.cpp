#include "dataset/raw_examples.hpp"

#include <algorithm>
#include <utility>

#include "timbre/core/parallel.hpp"

namespace timbre::dataset {

RawExamples::RawExamples(Device& device, std::shared_ptr<const ExampleSet> examples)
    : examples_(std::move(examples)), size_(examples_->shape().size()) {
  const ExampleAudio* const audio = examples_->audio.get();
  if (audio != nullptr) plan_ = features::plan(device, audio->features, audio->rate);
}

void RawExamples::load(std::span<const std::int32_t> examples) {
  loaded_ = examples;
  if (!plan_ && !examples_->are_pictures()) return;
  const auto values = examples.size() * static_cast<std::size_t>(size_);
  if (made_.size() < values) made_.resize(values);
  if (plan_) return compute(*examples_->audio);
  parallel_for(std::ssize(examples), [&](std::int64_t number) {
    const std::int32_t example = examples[static_cast<std::size_t>(number)];
    examples_->pictures.copy_out(example, 1, made_.data() + number * size_);
  });
}

void RawExamples::compute(const ExampleAudio& audio) {
  windows_.clear();
  for (const std::int32_t example : loaded_) {
    windows_.push_back(
        {audio.start[static_cast<std::size_t>(example)], audio.features.segment.length});
  }
  const auto run = [&](const auto& samples) {
    plan_->run(samples.data(), std::ssize(samples), windows_, made_.data());
  };
  const cache::Recordings& recordings = audio.recordings;
  recordings.is_compact() ? run(recordings.sixteen_bits) : run(recordings.floats);
}

const float* RawExamples::row(std::int64_t number) const {
  if (plan_ || examples_->are_pictures()) return made_.data() + number * size_;
  return examples_->values.values.data() +
         std::int64_t{loaded_[static_cast<std::size_t>(number)]} * size_;
}

}  // namespace timbre::dataset
