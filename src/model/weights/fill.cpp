#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "timbre/core/error.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::model {
namespace {

constexpr std::string_view batch_count = ".num_batches_tracked";

bool is_kernel(const ParameterSpec& spec) {
  return spec.shape.size() > 1;
}

std::string torch_name(const ParameterSpec& spec) {
  static const std::map<std::string_view, std::string_view> names = {
      {"kernel", "weight"},
      {"bias", "bias"},
      {"gamma", "weight"},
      {"beta", "bias"},
      {"moving_mean", "running_mean"},
      {"moving_variance", "running_var"}};
  return spec.group + "." + std::string(names.at(spec.name.substr(spec.group.size() + 1)));
}

Shape torch_shape(const ParameterSpec& spec) {
  const Shape& own = spec.shape;
  if (own.size() == 4) return {own[3], own[2], own[0], own[1]};
  if (own.size() == 2) return {own[1], own[0]};
  return own;
}

// Kernels here are [pixels of the kernel, in, out], in PyTorch [out, in, pixels]. Of a dense layer
// behind flattened pictures the pixels are those of the picture.
std::vector<float> from_torch(const ParameterSpec& spec, const std::vector<float>& values) {
  if (!is_kernel(spec)) return values;
  const std::int64_t out = spec.shape.back();
  const std::int64_t pixels =
      spec.shape.size() == 4 ? spec.shape[0] * spec.shape[1] : spec.flattened_pixels;
  const std::int64_t in = std::ssize(values) / (out * pixels);
  std::vector<float> own(values.size());
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
        own[(pixel * in + i) * out + o] = values[(o * in + i) * pixels + pixel];
      }
    }
  }
  return own;
}

using Specs = std::vector<const ParameterSpec*>;

class Matching {
 public:
  Matching(const Specs& specs, std::span<const NamedTensor> tensors, WeightsLayout layout,
           WeightsPart part, const std::string& source)
      : layout_(layout), part_(part) {
    for (const NamedTensor& tensor : tensors) tensors_[tensor.name] = &tensor.tensor;
    for (const ParameterSpec* spec : specs) {
      last_group_ = std::max(last_group_, spec->group_number);
    }
    if (layout == WeightsLayout::keras) pair_layers(specs, tensors);
    require_body(source);
    for (const ParameterSpec* spec : specs) match(*spec);
    report_unused();
    if (!problems_.empty()) refuse(source);
  }

  void fill(ParameterStore& store) const {
    for (const auto& [spec, tensor] : matches_) {
      store.set_value(spec->name, layout_ == WeightsLayout::torch
                                      ? from_torch(*spec, tensor->values)
                                      : tensor->values);
    }
  }

  const WeightsReport& report() const { return report_; }

 private:
  std::string name_of(const ParameterSpec& spec) const {
    if (layout_ == WeightsLayout::torch) return torch_name(spec);
    if (layout_ == WeightsLayout::own) return spec.name;
    return file_layers_.at(spec.group) + spec.name.substr(spec.group.size());
  }

  void pair_layers(const Specs& specs, std::span<const NamedTensor> tensors) {
    std::vector<std::string> layers;
    for (const NamedTensor& tensor : tensors) {
      const std::string layer = tensor.name.substr(0, tensor.name.rfind('/'));
      if (layers.empty() || layers.back() != layer) layers.push_back(layer);
    }
    for (const ParameterSpec* spec : specs) {
      const std::size_t place = file_layers_.size();
      file_layers_.try_emplace(spec->group, place < layers.size()
                                                ? layers[place]
                                                : "layer " + std::to_string(place + 1));
    }
  }

  void require_body(const std::string& source) const {
    if (part_ == WeightsPart::all || last_group_ > 0) return;
    throw RequestError(source +
                       ": the network is one parameter group, so it has no body apart from its "
                       "head; name model.group_starts or set model.weights.part to all");
  }

  void match(const ParameterSpec& spec) {
    const std::string name = name_of(spec);
    if (part_ == WeightsPart::body && spec.group_number == last_group_) {
      report_.random.push_back(name);
      return;
    }
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) {
      problems_ += "\n  " + name + " is missing";
      return;
    }
    used_.insert(name);
    const Shape wanted = layout_ == WeightsLayout::torch ? torch_shape(spec) : spec.shape;
    if (found->second->shape != wanted) {
      problems_ += "\n  " + name + " is " + to_string(found->second->shape) +
                   ", the network's is " + to_string(wanted);
      return;
    }
    matches_.emplace_back(&spec, found->second);
  }

  void report_unused() {
    for (const auto& [name, tensor] : tensors_) {
      if (!used_.contains(name) && !name.ends_with(batch_count)) report_.unused.push_back(name);
    }
  }

  [[noreturn]] void refuse(const std::string& source) const {
    std::string unused;
    for (const std::string& name : report_.unused) unused += "\n  " + name + " has no use";
    throw Error(source + " does not fit the network:" + problems_ + unused);
  }

  WeightsLayout layout_;
  WeightsPart part_;
  std::map<std::string, const Tensor*> tensors_;
  std::map<std::string, std::string> file_layers_;  ///< of Keras's file, by our names
  int last_group_ = 0;
  std::vector<std::pair<const ParameterSpec*, const Tensor*>> matches_;
  std::set<std::string> used_;
  std::string problems_;
  WeightsReport report_;
};

}  // namespace

WeightsReport fill_weights(ParameterStore& store, std::span<const NamedTensor> tensors,
                           WeightsLayout layout, WeightsPart part, const std::string& source) {
  Specs specs;
  for (const Parameter& parameter : store.parameters()) specs.push_back(&parameter.spec);
  const Matching matching(specs, tensors, layout, part, source);
  matching.fill(store);
  return matching.report();
}

WeightsReport match_weights(const Graph& graph, std::span<const NamedTensor> tensors,
                            WeightsLayout layout, WeightsPart part, const std::string& source) {
  Specs specs;
  for (const ParameterSpec& spec : graph.parameters) specs.push_back(&spec);
  return Matching(specs, tensors, layout, part, source).report();
}

}  // namespace timbre::model
