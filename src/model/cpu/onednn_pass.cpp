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

void OneDnnCall::run(const Addresses& addresses, void* scratchpad) {
  for (const auto& [id, address] : addresses) {
    arguments_.at(id).set_data_handle(const_cast<void*>(address));
  }
  arguments_.at(DNNL_ARG_SCRATCHPAD).set_data_handle(scratchpad);
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
  OneDnnCall::Addresses wanted(addresses);
  for (auto& [id, address] : wanted) {
    const auto copied = copies_.find(id);
    if (copied == copies_.end()) continue;
    auto& [use, offset, reorder] = copied->second;
    const void* const given = std::exchange(address, scratch + offset);
    if (use == Use::read) {
      reorder.run({{DNNL_ARG_FROM, given}, {DNNL_ARG_TO, address}}, scratchpad);
    }
  }
  call_.run(wanted, scratchpad);
  for (const auto& [id, given] : addresses) {
    const auto copied = copies_.find(id);
    if (copied == copies_.end() || copied->second.use == Use::read) continue;
    copied->second.reorder.run(
        {{DNNL_ARG_FROM, scratch + copied->second.offset}, {DNNL_ARG_TO, given}}, scratchpad);
  }
}

}  // namespace timbre::model::cpu
