#pragma once

#include <dnnl.hpp>

#include <cstddef>
#include <initializer_list>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timbre::model::cpu {

dnnl::engine& onednn_engine();

/// Primitives work in memory that they are given.
dnnl::primitive_attr own_scratchpad();

/// A oneDNN primitive with its arguments, made once; running it sets addresses only.
class OneDnnCall {
 public:
  /// `arguments`: DNNL_ARG_* and the layout of each.
  OneDnnCall(const dnnl::primitive_desc_base& desc,
             const std::vector<std::pair<int, dnnl::memory::desc>>& arguments);

  std::size_t scratchpad_bytes() const { return scratchpad_bytes_; }

  /// The address of an argument, which stays until another one is set.
  void set(int id, const void* address);
  void run(void* scratchpad);

 private:
  dnnl::primitive primitive_;
  dnnl::stream stream_;
  std::unordered_map<int, dnnl::memory> arguments_;
  std::size_t scratchpad_bytes_;
};

/// A primitive between arrays in the program's layouts. What it wants in another layout is copied
/// into that before, or back afterwards.
class OneDnnPass {
 public:
  enum class Use { read, written };
  struct Argument {
    int id;  ///< DNNL_ARG_*
    Use use;
    dnnl::memory::desc given;   ///< the program's layout
    dnnl::memory::desc wanted;  ///< the primitive's
  };

  OneDnnPass(const dnnl::primitive_desc_base& desc, const std::vector<Argument>& arguments);

  /// Bytes that run() needs, from an address that is a multiple of 64.
  std::size_t scratch_bytes() const { return copies_bytes_ + scratchpad_bytes_; }

  /// An address for each argument.
  void run(std::initializer_list<std::pair<int, const void*>> addresses, std::byte* scratch);

 private:
  // An argument in the primitive's own layout, `offset` bytes into the scratch.
  struct Copy {
    Use use;
    std::size_t offset;
    OneDnnCall reorder;
  };

  OneDnnCall call_;
  std::unordered_map<int, Copy> copies_;
  std::size_t copies_bytes_ = 0;
  std::size_t scratchpad_bytes_;  // of the calls, which run one after another
};

}  // namespace timbre::model::cpu
