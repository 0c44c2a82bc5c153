// Convolutions of pictures whose channels stand last (NHWC). Kernels are kept as [height, width,
// in, out] by the store and brought into oneDNN's own layout in every step, which costs little
// beside the convolution; pictures are where that pays.
#include <dnnl.hpp>

#include <optional>

#include "model/cpu/conv2d.hpp"
#include "model/cpu/onednn_pass.hpp"
#include "timbre/model/convolution.hpp"

namespace timbre::model::cpu {
namespace {

using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;
using Desc = dnnl::memory::desc;
using Use = OneDnnPass::Use;

Desc describe(const Dims& dims, Tag tag) {
  return {dims, dnnl::memory::data_type::f32, tag};
}

double product(const Dims& dims) {
  double result = 1.0;
  for (const auto size : dims) result *= static_cast<double>(size);
  return result;
}

// Sizes of the convolution in oneDNN's logical order: batch, channels, rows, columns.
struct Geometry {
  Dims input, kernel, bias, output, strides, before, after;

  Geometry(const Block& block, const LayerOptions& layer, std::int64_t batch) {
    const Shape& in = block.input;
    const Shape& out = block.output;
    const auto side = [&](std::int64_t size) {
      return convolved_side(size, layer.kernel, layer.stride, layer.padding, layer.pad);
    };
    const ConvolvedSide rows = side(in[0]);
    const ConvolvedSide columns = side(in[1]);
    input = {batch, in[2], in[0], in[1]};
    kernel = {out[2], in[2], layer.kernel, layer.kernel};
    bias = {out[2]};
    output = {batch, out[2], out[0], out[1]};
    strides = {layer.stride, layer.stride};
    before = {rows.before, columns.before};
    after = {rows.after, columns.after};
  }

  // Convolutions are faster on pictures in a layout that oneDNN chooses (blocks of channels), but
  // those must be copied there and back: with two cores and AVX2, 16.2 s of freesound_scratch's
  // convolutions became 14.0, and 1.0 of copies. What computes little with each value, as from a
  // picture's few channels or with 1x1 kernels, gained less than that.
  Tag layout() const {
    const double operations =
        2.0 * product(output) * product(kernel) / static_cast<double>(bias[0]);
    const double bytes = sizeof(float) * (product(input) + product(output));
    return operations < 64.0 * bytes ? Tag::nhwc : Tag::any;
  }
};

class Conv2d final : public Op {
 public:
  Conv2d(const Block& block, const LayerOptions& layer, const LayerParameters& parameters,
         const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  void make_backward(const dnnl::convolution_forward::primitive_desc& forward);

  std::string name_;
  LayerParameters parameters_;
  Geometry sizes_;
  Desc input_, kernel_, bias_, output_;                // the program's layouts
  Desc chosen_input_, chosen_kernel_, chosen_output_;  // as primitives are asked for them
  std::optional<OneDnnPass> forward_, backward_data_, backward_weights_;
};

Conv2d::Conv2d(const Block& block, const LayerOptions& layer, const LayerParameters& parameters,
               const OpSettings& settings)
    : name_(block.name),
      parameters_(parameters),
      sizes_(block, layer, settings.batch),
      input_(describe(sizes_.input, Tag::nhwc)),
      kernel_(describe(sizes_.kernel, Tag::hwio)),
      bias_(layer.bias ? describe(sizes_.bias, Tag::x) : Desc()),
      output_(describe(sizes_.output, Tag::nhwc)),
      chosen_input_(describe(sizes_.input, sizes_.layout())),
      chosen_kernel_(describe(sizes_.kernel, Tag::any)),
      chosen_output_(describe(sizes_.output, sizes_.layout())) {
  const dnnl::convolution_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct, chosen_input_,
       chosen_kernel_, bias_, chosen_output_, sizes_.strides, sizes_.before, sizes_.after},
      own_scratchpad(), onednn_engine());
  forward_.emplace(forward, std::vector<OneDnnPass::Argument>{
                                {DNNL_ARG_SRC, Use::read, input_, forward.src_desc()},
                                {DNNL_ARG_WEIGHTS, Use::read, kernel_, forward.weights_desc()},
                                {DNNL_ARG_BIAS, Use::read, bias_, bias_},
                                {DNNL_ARG_DST, Use::written, output_, forward.dst_desc()}});
  if (settings.backward) make_backward(forward);
}

void Conv2d::make_backward(const dnnl::convolution_forward::primitive_desc& forward) {
  const dnnl::convolution_backward_data::primitive_desc data(
      {dnnl::algorithm::convolution_direct, chosen_input_, chosen_kernel_, chosen_output_,
       sizes_.strides, sizes_.before, sizes_.after},
      own_scratchpad(), onednn_engine(), forward);
  backward_data_.emplace(data,
                         std::vector<OneDnnPass::Argument>{
                             {DNNL_ARG_DIFF_DST, Use::read, output_, data.diff_dst_desc()},
                             {DNNL_ARG_WEIGHTS, Use::read, kernel_, data.weights_desc()},
                             {DNNL_ARG_DIFF_SRC, Use::written, input_, data.diff_src_desc()}});

  const dnnl::convolution_backward_weights::primitive_desc weights(
      {dnnl::algorithm::convolution_direct, chosen_input_, chosen_kernel_, bias_, chosen_output_,
       sizes_.strides, sizes_.before, sizes_.after},
      own_scratchpad(), onednn_engine(), forward);
  backward_weights_.emplace(
      weights, std::vector<OneDnnPass::Argument>{
                   {DNNL_ARG_SRC, Use::read, input_, weights.src_desc()},
                   {DNNL_ARG_DIFF_DST, Use::read, output_, weights.diff_dst_desc()},
                   {DNNL_ARG_DIFF_WEIGHTS, Use::written, kernel_, weights.diff_weights_desc()},
                   {DNNL_ARG_DIFF_BIAS, Use::written, bias_, bias_}});
}

Needs Conv2d::needs() const {
  Needs needs;
  needs.whole_batch = true;
  needs.forward_scratch = forward_->scratch_bytes();
  if (!backward_data_) return needs;
  needs.input_in_backward = parameters_.trainable();
  needs.backward_scratch =
      std::max(backward_data_->scratch_bytes(), backward_weights_->scratch_bytes());
  return needs;
}

void Conv2d::forward(const Views& views, const StepContext&) {
  forward_->run({{DNNL_ARG_SRC, views.input},
                 {DNNL_ARG_WEIGHTS, parameters_.kernel},
                 {DNNL_ARG_BIAS, parameters_.bias},
                 {DNNL_ARG_DST, views.output}},
                views.scratch);
}

void Conv2d::backward(const Views& views, const StepContext&) {
  if (parameters_.trainable()) {
    backward_weights_->run({{DNNL_ARG_SRC, views.input},
                            {DNNL_ARG_DIFF_DST, views.output_gradient},
                            {DNNL_ARG_DIFF_WEIGHTS, parameters_.kernel_gradient},
                            {DNNL_ARG_DIFF_BIAS, parameters_.bias_gradient}},
                           views.scratch);
  }
  if (views.input_gradient) {
    backward_data_->run({{DNNL_ARG_DIFF_DST, views.output_gradient},
                         {DNNL_ARG_WEIGHTS, parameters_.kernel},
                         {DNNL_ARG_DIFF_SRC, views.input_gradient}},
                        views.scratch);
  }
}

}  // namespace

std::unique_ptr<Op> make_conv2d(const Block& block, const LayerOptions& layer,
                                const LayerParameters& parameters, const OpSettings& settings) {
  return std::make_unique<Conv2d>(block, layer, parameters, settings);
}

}  // namespace timbre::model::cpu
