#include "timbre/dataset/batch_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "dataset/source_checks.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::dataset {
namespace {

// Host memory is the device's memory: the set is read where it lies.
class CpuBatchSource final : public BatchSource {
 public:
  CpuBatchSource(std::shared_ptr<const ExampleSet> examples, int classes)
      : examples_(std::move(examples)), shape_(examples_->shape()), classes_(classes) {
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

  void fill(std::int64_t step, std::int64_t batch, const BatchView& view) override {
    constexpr std::int64_t rows_at_once = 8;  // about 160 kB of 60x41x2 examples
    require(step >= 0 && step < steps(batch), [&] {
      return "batch " + std::to_string(step) + " of " + std::to_string(steps(batch));
    });
    const std::int64_t valid = valid_rows(step, batch);
    parallel_ranges(batch, rows_at_once, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t row = begin; row < end; ++row) {
        const std::int64_t position = step * batch + std::min(row, valid - 1);
        fill_row(order_[static_cast<std::size_t>(position)], row, view);
        view.weight[row] = row < valid ? 1.0f : 0.0f;
      }
    });
  }

 private:
  void fill_row(std::int32_t example, std::int64_t row, const BatchView& view) const {
    standardise(standardiser_, shape_, examples_->values.values.data() + example * shape_.size(),
                view.input + row * shape_.size());
    view.target[row] = examples_->label[static_cast<std::size_t>(example)];
    view.example[row] = example;
  }

  std::shared_ptr<const ExampleSet> examples_;
  features::ExampleShape shape_;
  int classes_;
  std::vector<std::int32_t> order_;
  Standardiser standardiser_;
};

class CpuBatchSourceMaker final : public BatchSourceMaker {
 public:
  std::unique_ptr<BatchSource> make(Device&, std::shared_ptr<const ExampleSet> examples,
                                    int classes) override {
    return std::make_unique<CpuBatchSource>(std::move(examples), classes);
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
