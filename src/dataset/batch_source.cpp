#include "timbre/dataset/batch_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "dataset/raw_examples.hpp"
#include "dataset/source_checks.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::dataset {
namespace {

// Host memory is the device's memory: examples in memory are read where they lie.
class CpuBatchSource final : public BatchSource {
 public:
  CpuBatchSource(Device& device, std::shared_ptr<const ExampleSet> examples, int classes)
      : examples_(std::move(examples)),
        raw_(device, examples_),
        shape_(examples_->shape()),
        classes_(classes) {
    require_labels(*examples_, classes);
  }

  std::int64_t size() const override { return examples_->size(); }
  features::ExampleShape shape() const override { return shape_; }
  int classes() const override { return classes_; }
  std::int64_t order_size() const override { return static_cast<std::int64_t>(order_.size()); }

  void set_order(std::span<const std::int32_t> examples) override {
    require_order(examples, size());
    order_.assign(examples.begin(), examples.end());
  }

  void set_standardiser(const Standardiser& standardiser) override {
    require_statistics(standardiser, shape_);
    standardiser_ = standardiser;
  }

  void set_augmentation(const Augmentation& augmentation) override {
    augmentation_ = augmentation;
    mixes_ |= augmentation.mixup > 0;
  }
  bool mixes() const override { return mixes_; }

  void fill(std::int64_t step, std::int64_t batch, const BatchView& view) override {
    constexpr std::int64_t rows_at_once = 8;  // about 160 kB of 60x41x2 examples
    require(step >= 0 && step < steps(batch), [&] {
      return "batch " + std::to_string(step) + " of " + std::to_string(steps(batch));
    });
    const std::int64_t valid = valid_rows(step, batch);
    const std::int64_t first = step * batch;
    const std::span chosen = std::span(order_).subspan(first, valid);
    raw_.load(chosen);
    parallel_ranges(batch, rows_at_once, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t row = begin; row < end; ++row) {
        const std::int64_t place = std::min(row, valid - 1);
        const std::int32_t example = chosen[place];
        float* const input = view.input + row * shape_.size();
        DrawnMix mix{place, 1.0f};
        if (augmentation_.changes_examples()) {
          mix = draw_mix(augmentation_, {example, first + place}, place, valid);
          augment(first, place, mix, input);
        } else {
          standardise(standardiser_, shape_, raw_.row(place), input);
        }
        if (view.second_target != nullptr) {
          view.second_target[row] = label(chosen[mix.partner]);
          view.target_share[row] = mix.share;
        }
        view.target[row] = label(example);
        view.example[row] = example;
        view.weight[row] = row < valid ? 1.0f : 0.0f;
      }
    });
  }

 private:
  std::int32_t label(std::int32_t example) const {
    return examples_->label[static_cast<std::size_t>(example)];
  }

  // Writes the example at `place` of the batch that begins at `first`, mixed with its partner.
  void augment(std::int64_t first, std::int64_t place, const DrawnMix& mix, float* input) const {
    const AugmentShape shape = augment_shape(shape_);
    const auto statistics = [&](float value, int at) {
      return standardised(standardiser_, shape_, value, at);
    };
    const auto drawn = [&](std::int64_t at) {
      return draw_example(augmentation_, {order_[static_cast<std::size_t>(at)], at}, shape);
    };
    const DrawnExample own = drawn(first + place);
    const DrawnExample other = drawn(first + mix.partner);
    for (int pack = 0; 4 * pack < shape.size(); ++pack) {
      float values[4], others[4];
      augment_pack(augmentation_, own, shape, raw_.row(place), pack, statistics, values);
      if (mix.share < 1.0f) {
        augment_pack(augmentation_, other, shape, raw_.row(mix.partner), pack, statistics, others);
      }
      for (int i = 0; i < std::min(4, shape.size() - 4 * pack); ++i) {
        input[4 * pack + i] = mix.share < 1.0f ? mixed(values[i], others[i], mix.share) : values[i];
      }
    }
  }

  std::shared_ptr<const ExampleSet> examples_;
  RawExamples raw_;
  features::ExampleShape shape_;
  int classes_;
  std::vector<std::int32_t> order_;
  Standardiser standardiser_;
  Augmentation augmentation_;
  bool mixes_ = false;
};

class CpuBatchSourceMaker final : public BatchSourceMaker {
 public:
  std::unique_ptr<BatchSource> make(Device& device, std::shared_ptr<const ExampleSet> examples,
                                    int classes) override {
    return std::make_unique<CpuBatchSource>(device, std::move(examples), classes);
  }
};

}  // namespace

std::int64_t BatchSource::steps(std::int64_t batch) const {
  require(batch >= 1, [&] { return "a batch has at least 1 row, not " + std::to_string(batch); });
  return (order_size() + batch - 1) / batch;
}

std::int64_t BatchSource::valid_rows(std::int64_t step, std::int64_t batch) const {
  return std::clamp<std::int64_t>(order_size() - step * batch, 0, batch);
}

std::shared_ptr<BatchSourceMaker> cpu_batch_sources() {
  return std::make_shared<CpuBatchSourceMaker>();
}

std::unique_ptr<BatchSource> source(Device& device, std::shared_ptr<const ExampleSet> examples,
                                    int classes) {
  return device.maker<BatchSourceMaker>("batch source").make(device, std::move(examples), classes);
}

}  // namespace timbre::dataset
