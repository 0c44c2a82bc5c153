// Convolutions on plain NHWC pictures. Kernels are kept as [height, width, in, out] by the store
// and brought into oneDNN's own layout in every step, which costs little beside the convolution.
#include <dnnl.hpp>

#include <optional>
#include <unordered_map>

#include "model/cpu/conv2d.hpp"
#include "timbre/model/convolution.hpp"

namespace timbre::model::cpu {
namespace {

using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;
using Desc = dnnl::memory::desc;

dnnl::engine& engine() {
  static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Desc describe(const Dims& dims, Tag tag) {
  return {dims, dnnl::memory::data_type::f32, tag};
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
};

dnnl::primitive_attr own_scratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

using Arguments = std::vector<std::pair<int, Desc>>;
using Addresses = std::initializer_list<std::pair<int, const void*>>;

// A primitive with its arguments, made once; running it sets addresses only.
class Call {
 public:
  Call(const dnnl::primitive_desc_base& desc, const Arguments& arguments)
      : primitive_(desc.get()),
        stream_(engine()),
        scratchpad_bytes_(desc.scratchpad_desc().get_size()) {
    for (const auto& [id, argument] : arguments) {
      arguments_.emplace(id, dnnl::memory(argument, engine(), nullptr));
    }
    arguments_.emplace(DNNL_ARG_SCRATCHPAD,
                       dnnl::memory(desc.scratchpad_desc(), engine(), nullptr));
  }

  std::size_t scratchpad_bytes() const { return scratchpad_bytes_; }

  void run(Addresses addresses) {
    for (const auto& [id, address] : addresses) {
      arguments_.at(id).set_data_handle(const_cast<void*>(address));
    }
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  dnnl::primitive primitive_;
  dnnl::stream stream_;
  std::unordered_map<int, dnnl::memory> arguments_;
  std::size_t scratchpad_bytes_;
};

Call make_reorder(const Desc& from, const Desc& to) {
  const dnnl::reorder::primitive_desc desc(engine(), from, engine(), to, own_scratchpad());
  return {desc, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
}

// A convolution and the reorder between the store's kernel and the layout that it chose. Its
// scratch holds the kernel in that layout, then what the primitives work in.
struct Pass {
  Call convolution;
  Call reorder;
  std::size_t kernel_bytes;

  std::size_t scratch_bytes() const {
    return kernel_bytes + std::max(convolution.scratchpad_bytes(), reorder.scratchpad_bytes());
  }
};

constexpr std::size_t alignment = 64;
std::size_t aligned_size(const Desc& desc) {
  return (desc.get_size() + alignment - 1) / alignment * alignment;
}

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
  void write_parameter_gradients(const Views& views);
  void write_input_gradient(const Views& views);

  std::string name_;
  LayerParameters parameters_;
  Geometry sizes_;
  Desc input_, kernel_, plain_kernel_, bias_, output_;
  std::optional<Pass> forward_, backward_data_, backward_weights_;
};

Conv2d::Conv2d(const Block& block, const LayerOptions& layer, const LayerParameters& parameters,
               const OpSettings& settings)
    : name_(block.name),
      parameters_(parameters),
      sizes_(block, layer, settings.batch),
      input_(describe(sizes_.input, Tag::nhwc)),
      kernel_(describe(sizes_.kernel, Tag::any)),
      plain_kernel_(describe(sizes_.kernel, Tag::hwio)),
      bias_(layer.bias ? describe(sizes_.bias, Tag::x) : Desc()),
      output_(describe(sizes_.output, Tag::nhwc)) {
  const dnnl::convolution_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct, input_, kernel_,
       bias_, output_, sizes_.strides, sizes_.before, sizes_.after},
      own_scratchpad(), engine());
  const Desc own = forward.weights_desc();
  forward_.emplace(Pass{{forward,
                         {{DNNL_ARG_SRC, input_},
                          {DNNL_ARG_WEIGHTS, own},
                          {DNNL_ARG_BIAS, bias_},
                          {DNNL_ARG_DST, output_}}},
                        make_reorder(plain_kernel_, own),
                        aligned_size(own)});
  if (settings.backward) make_backward(forward);
}

void Conv2d::make_backward(const dnnl::convolution_forward::primitive_desc& forward) {
  const dnnl::convolution_backward_data::primitive_desc data(
      {dnnl::algorithm::convolution_direct, input_, kernel_, output_, sizes_.strides, sizes_.before,
       sizes_.after},
      own_scratchpad(), engine(), forward);
  const Desc data_kernel = data.weights_desc();
  backward_data_.emplace(Pass{{data,
                               {{DNNL_ARG_DIFF_DST, output_},
                                {DNNL_ARG_WEIGHTS, data_kernel},
                                {DNNL_ARG_DIFF_SRC, input_}}},
                              make_reorder(plain_kernel_, data_kernel),
                              aligned_size(data_kernel)});

  const dnnl::convolution_backward_weights::primitive_desc weights(
      {dnnl::algorithm::convolution_direct, input_, kernel_, bias_, output_, sizes_.strides,
       sizes_.before, sizes_.after},
      own_scratchpad(), engine(), forward);
  const Desc weights_kernel = weights.diff_weights_desc();
  backward_weights_.emplace(Pass{{weights,
                                  {{DNNL_ARG_SRC, input_},
                                   {DNNL_ARG_DIFF_DST, output_},
                                   {DNNL_ARG_DIFF_WEIGHTS, weights_kernel},
                                   {DNNL_ARG_DIFF_BIAS, bias_}}},
                                 make_reorder(weights_kernel, plain_kernel_),
                                 aligned_size(weights_kernel)});
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
  std::byte* kernel = views.scratch;
  std::byte* work = kernel + forward_->kernel_bytes;
  forward_->reorder.run(
      {{DNNL_ARG_FROM, parameters_.kernel}, {DNNL_ARG_TO, kernel}, {DNNL_ARG_SCRATCHPAD, work}});
  forward_->convolution.run({{DNNL_ARG_SRC, views.input},
                             {DNNL_ARG_WEIGHTS, kernel},
                             {DNNL_ARG_BIAS, parameters_.bias},
                             {DNNL_ARG_DST, views.output},
                             {DNNL_ARG_SCRATCHPAD, work}});
}

void Conv2d::backward(const Views& views, const StepContext&) {
  if (parameters_.trainable()) write_parameter_gradients(views);
  if (views.input_gradient) write_input_gradient(views);
}

void Conv2d::write_parameter_gradients(const Views& views) {
  std::byte* kernel = views.scratch;
  std::byte* work = kernel + backward_weights_->kernel_bytes;
  backward_weights_->convolution.run({{DNNL_ARG_SRC, views.input},
                                      {DNNL_ARG_DIFF_DST, views.output_gradient},
                                      {DNNL_ARG_DIFF_WEIGHTS, kernel},
                                      {DNNL_ARG_DIFF_BIAS, parameters_.bias_gradient},
                                      {DNNL_ARG_SCRATCHPAD, work}});
  backward_weights_->reorder.run({{DNNL_ARG_FROM, kernel},
                                  {DNNL_ARG_TO, parameters_.kernel_gradient},
                                  {DNNL_ARG_SCRATCHPAD, work}});
}

void Conv2d::write_input_gradient(const Views& views) {
  std::byte* kernel = views.scratch;
  std::byte* work = kernel + backward_data_->kernel_bytes;
  backward_data_->reorder.run(
      {{DNNL_ARG_FROM, parameters_.kernel}, {DNNL_ARG_TO, kernel}, {DNNL_ARG_SCRATCHPAD, work}});
  backward_data_->convolution.run({{DNNL_ARG_DIFF_DST, views.output_gradient},
                                   {DNNL_ARG_WEIGHTS, kernel},
                                   {DNNL_ARG_DIFF_SRC, views.input_gradient},
                                   {DNNL_ARG_SCRATCHPAD, work}});
}

}  // namespace

std::unique_ptr<Op> make_conv2d(const Block& block, const LayerOptions& layer,
                                const LayerParameters& parameters, const OpSettings& settings) {
  return std::make_unique<Conv2d>(block, layer, parameters, settings);
}

}  // namespace timbre::model::cpu
