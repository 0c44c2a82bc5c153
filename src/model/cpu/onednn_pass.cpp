#include "model/cpu/onednn_pass.hpp"

#include <algorithm>

namespace timbre::model::cpu {
namespace {

using Desc = dnnl::memory::desc;
using Argument = OneDnnPass::Argument;

constexpr std::size_t alignment = 64;
std::size_t aligned_size(const Desc& desc) {
  return (desc.get_size() + alignment - 1) / alignment * alignment;
}

OneDnnCall make_reorder(const Desc& from, const Desc& to) {
  const dnnl::reorder::primitive_desc desc(onednn_engine(), from, onednn_engine(), to,
                                           own_scratchpad());
  return {desc, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
}

std::vector<std::pair<int, Desc>> wanted_layouts(const std::vector<Argument>& arguments) {
  std::vector<std::pair<int, Desc>> layouts;
  for (const Argument& argument : arguments) layouts.emplace_back(argument.id, argument.wanted);
  return layouts;
}

}  // namespace

dnnl::engine& onednn_engine() {
  static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

dnnl::primitive_attr own_scratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

OneDnnCall::OneDnnCall(const dnnl::primitive_desc_base& desc,
                       const std::vector<std::pair<int, Desc>>& arguments)
    : primitive_(desc.get()),
      stream_(onednn_engine()),
      scratchpad_bytes_(desc.scratchpad_desc().get_size()) {
  for (const auto& [id, layout] : arguments) {
    arguments_.emplace(id, dnnl::memory(layout, onednn_engine(), nullptr));
  }
  arguments_.emplace(DNNL_ARG_SCRATCHPAD,
                     dnnl::memory(desc.scratchpad_desc(), onednn_engine(), nullptr));
}

void OneDnnCall::set(int id, const void* address) {
  arguments_.at(id).set_data_handle(const_cast<void*>(address));
}

void OneDnnCall::run(void* scratchpad) {
  set(DNNL_ARG_SCRATCHPAD, scratchpad);
  primitive_.execute(stream_, arguments_);
  stream_.wait();
}

OneDnnPass::OneDnnPass(const dnnl::primitive_desc_base& desc,
                       const std::vector<Argument>& arguments)
    : call_(desc, wanted_layouts(arguments)), scratchpad_bytes_(call_.scratchpad_bytes()) {
  for (const auto& [id, use, given, wanted] : arguments) {
    if (given == wanted) continue;
    Copy copy{use, copies_bytes_,
              use == Use::read ? make_reorder(given, wanted) : make_reorder(wanted, given)};
    copies_bytes_ += aligned_size(wanted);
    scratchpad_bytes_ = std::max(scratchpad_bytes_, copy.reorder.scratchpad_bytes());
    copies_.emplace(id, std::move(copy));
  }
}

void OneDnnPass::run(std::initializer_list<std::pair<int, const void*>> addresses,
                     std::byte* scratch) {
  std::byte* const scratchpad = scratch + copies_bytes_;
  for (const auto& [id, given] : addresses) {
    const auto copied = copies_.find(id);
    if (copied == copies_.end()) {
      call_.set(id, given);
      continue;
    }
    auto& [use, offset, reorder] = copied->second;
    std::byte* const copy = scratch + offset;
    call_.set(id, copy);
    reorder.set(use == Use::read ? DNNL_ARG_FROM : DNNL_ARG_TO, given);
    reorder.set(use == Use::read ? DNNL_ARG_TO : DNNL_ARG_FROM, copy);
    if (use == Use::read) reorder.run(scratchpad);
  }
  call_.run(scratchpad);
  for (auto& [id, copy] : copies_) {
    if (copy.use == Use::written) copy.reorder.run(scratchpad);
  }
}

}  // namespace timbre::model::cpu
