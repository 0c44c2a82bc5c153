#include "dataset/batch_source.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/device.hpp"
#include "dataset/augment_batch.hpp"
#include "dataset/computed_rows.hpp"
#include "dataset/resident_examples.hpp"
#include "dataset/source_checks.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using dataset::Standardiser;

// A statistic for each place of an example.
std::vector<float> spread(const Standardiser& standardiser, const std::vector<float>& statistic,
                          const features::ExampleShape& shape) {
  const bool by_band = standardiser.kind == dataset::Standardisation::band;
  std::vector<float> places;
  places.reserve(static_cast<std::size_t>(shape.size()));
  for (std::int64_t row = 0; row < shape.rows; ++row) {
    const auto first = statistic.begin() + (by_band ? row * shape.channels : 0);
    for (std::int64_t column = 0; column < shape.columns; ++column) {
      places.insert(places.end(), first, first + shape.channels);
    }
  }
  return places;
}

class CudaBatchSource final : public dataset::BatchSource, public StreamSource {
 public:
  CudaBatchSource(CudaDevice& device, std::shared_ptr<const dataset::ExampleSet> examples,
                  std::shared_ptr<const ResidentExamples> resident, int classes)
      : device_(&device),
        examples_(std::move(examples)),
        resident_(std::move(resident)),
        shape_(examples_->shape()),
        classes_(classes),
        statistics_(device, 2 * shape_.size() * sizeof(float)),
        device_state_(device, sizeof(SourceState)),
        own_step_(device, 2 * sizeof(std::int64_t)) {
    if (examples_->audio) computed_.emplace(device, *examples_, resident_);
    publish();
  }

  std::int64_t size() const override { return examples_->size(); }
  features::ExampleShape shape() const override { return shape_; }
  int classes() const override { return classes_; }
  std::int64_t order_size() const override { return state_.order_size; }

  void set_order(std::span<const std::int32_t> examples) override {
    dataset::require_order(examples, size());
    if (examples.size_bytes() > order_.bytes()) order_ = Buffer(*device_, examples.size_bytes());
    if (!examples.empty()) {
      device_->copy_in(order_.as<void>(), examples.data(), examples.size_bytes());
    }
    state_.order = order_.as<std::int32_t>();
    state_.order_size = std::ssize(examples);
    publish();
  }

  void set_standardiser(const Standardiser& standardiser) override {
    dataset::require_statistics(standardiser, shape_);
    state_.mean = state_.scale = nullptr;
    if (standardiser.kind != dataset::Standardisation::none) {
      std::vector<float> places = spread(standardiser, standardiser.mean, shape_);
      const std::vector<float> scales = spread(standardiser, standardiser.scale, shape_);
      places.insert(places.end(), scales.begin(), scales.end());
      device_->copy_in(statistics_.as<void>(), places.data(), statistics_.bytes());
      state_.mean = statistics_.as<float>();
      state_.scale = state_.mean + shape_.size();
    }
    publish();
  }

  void set_augmentation(const dataset::Augmentation& augmentation) override {
    state_.augmentation = augmentation;
    augments_ |= augmentation.changes_examples();
    mixes_ |= augmentation.mixup > 0;
    publish();
  }
  bool mixes() const override { return mixes_; }

  void fill(std::int64_t step, std::int64_t batch, const dataset::BatchView& view) override {
    require(step >= 0 && step < steps(batch), [&] {
      return "batch " + std::to_string(step) + " of " + std::to_string(steps(batch));
    });
    make_room(batch);
    auto* const own_step = own_step_.as<std::int64_t>();
    device_->copy_in(own_step, &step, sizeof step);
    enqueue_fill({own_step, batch, view, own_step + 1}, device_->stream());
  }

  void make_room(std::int64_t batch) override {
    if (computed_) computed_->make_room(batch);
    if (augments_ && !drawn_.contains(batch)) {
      drawn_.emplace(batch, Buffer(*device_, batch * sizeof(DrawnRow)));
    }
  }

  void enqueue_fill(const StepFill& fill, cudaStream_t stream) override {
    const auto* const state = device_state_.as<SourceState>();
    const ResidentView examples =
        computed_ ? computed_->enqueue(state, fill, stream) : resident_->view();
    if (!augments_) return fill_batch(examples, state, fill, stream);
    augment_batch(examples, dataset::augment_shape(shape_), state, fill,
                  drawn_.at(fill.batch).as<DrawnRow>(), stream);
  }

 private:
  void publish() { device_->copy_in(device_state_.as<void>(), &state_, sizeof state_); }

  CudaDevice* device_;
  std::shared_ptr<const dataset::ExampleSet> examples_;
  std::shared_ptr<const ResidentExamples> resident_;
  features::ExampleShape shape_;
  int classes_;
  SourceState state_;
  Buffer order_;
  Buffer statistics_;    // means, then scales
  Buffer device_state_;  // of state_
  Buffer own_step_;      // for fill(): the step, and its valid rows
  std::optional<ComputedRows> computed_;
  bool augments_ = false;
  bool mixes_ = false;
  std::map<std::int64_t, Buffer> drawn_;  // DrawnRows, for each size of batch
};

class CudaBatchSourceMaker final : public dataset::BatchSourceMaker {
 public:
  std::unique_ptr<dataset::BatchSource> make(Device& device,
                                             std::shared_ptr<const dataset::ExampleSet> examples,
                                             int classes) override {
    auto& cuda_device = dynamic_cast<CudaDevice&>(device);
    dataset::require_labels(*examples, classes);
    return std::make_unique<CudaBatchSource>(cuda_device, examples, resident(cuda_device, examples),
                                             classes);
  }

 private:
  // The copy that another source made and still holds, or a new one.
  std::shared_ptr<const ResidentExamples> resident(
      CudaDevice& device, const std::shared_ptr<const dataset::ExampleSet>& examples) {
    std::erase_if(copies_, [](const Copy& copy) { return copy.resident.expired(); });
    for (const Copy& copy : copies_) {
      if (copy.examples.lock() == examples) return copy.resident.lock();
    }
    auto made = std::make_shared<const ResidentExamples>(device, *examples);
    copies_.push_back({examples, made});
    return made;
  }

  struct Copy {
    std::weak_ptr<const dataset::ExampleSet> examples;
    std::weak_ptr<const ResidentExamples> resident;
  };
  std::vector<Copy> copies_;
};

}  // namespace

std::shared_ptr<dataset::BatchSourceMaker> batch_sources() {
  return std::make_shared<CudaBatchSourceMaker>();
}

}  // namespace timbre::cuda
