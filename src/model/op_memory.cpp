#include "model/op_memory.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "model/arena.hpp"

namespace timbre::model {
namespace {

// Collects requests with the pointers that wait for their addresses.
class Planner {
 public:
  Planner(const Lowered& lowered, const MemoryRequest& request)
      : lowered_(lowered), request_(request), count_(lowered.blocks.size()), takers_(count_ + 1) {
    memory_.values.resize(count_ + 1);
    memory_.gradients.resize(count_ + 1);
    memory_.forward.resize(count_);
    memory_.backward.resize(count_);
    memory_.parts.resize(count_);
    for (std::size_t op = 0; op < count_; ++op) {
      for (const std::size_t value : inputs_of(op)) takers_[value].push_back(op);
      parts_.emplace_back(inputs_of(op).size());
    }
  }

  Memory run(Device& device) {
    want_batch();
    for (std::size_t value = 0; value <= count_; ++value) want_value(value);
    for (std::size_t value = 1; value < count_; ++value) want_gradient(value);
    for (std::size_t op = 0; op < count_; ++op) want_own(op);
    place(device);
    connect();
    return std::move(memory_);
  }

 private:
  // Moments: the batch is filled at -1, op i runs forward at i and backward at 2 n - 1 - i.
  static constexpr int filled = -1;
  int forward_of(std::size_t op) const { return static_cast<int>(op); }
  int backward_of(std::size_t op) const { return static_cast<int>(2 * count_ - 1 - op); }
  int end() const { return static_cast<int>(2 * count_); }
  bool learns(std::size_t op) const { return request_.backward[op]; }

  template <typename T>
  void want(T*& pointer, std::size_t bytes, int first, int last) {
    if (bytes == 0) return;
    requests_.push_back({bytes, first, last});
    targets_.push_back([&pointer](std::byte* address) { pointer = reinterpret_cast<T*>(address); });
  }

  std::size_t value_bytes(std::size_t value) const {
    const Shape& shape = value == 0 ? lowered_.blocks[0].input : lowered_.blocks[value - 1].output;
    return request_.batch * element_count(shape) * sizeof(float);
  }

  void want_batch() {
    dataset::BatchView& batch = memory_.batch;
    want(batch.target, request_.batch * sizeof(std::int32_t), filled, end());
    want(batch.weight, request_.batch * sizeof(float), filled, end());
    want(batch.example, request_.batch * sizeof(std::int32_t), filled, end());
    if (!request_.mixes) return;
    want(batch.second_target, request_.batch * sizeof(std::int32_t), filled, end());
    want(batch.target_share, request_.batch * sizeof(float), filled, end());
  }

  void want_value(std::size_t value) {
    const int born = static_cast<int>(value) - 1;
    int last = born;
    for (const std::size_t op : takers_[value]) {
      last = std::max(last, forward_of(op));
      if (learns(op) && request_.needs[op].input_in_backward) {
        last = std::max(last, backward_of(op));
      }
    }
    if (value > 0 && learns(value - 1) && request_.needs[value - 1].output_in_backward) {
      last = std::max(last, backward_of(value - 1));
    }
    if (request_.kept[value]) last = end();
    want(memory_.values[value], value_bytes(value), born, last);
  }

  // Backward meets the last of those that take a value first: its gradient is born there. Each
  // other one writes a part.
  void want_gradient(std::size_t value) {
    if (!learns(value - 1)) return;
    const std::size_t last = takers_[value].back();
    want(memory_.gradients[value], value_bytes(value), backward_of(last), backward_of(value - 1));
    bool is_first = true;
    for (std::size_t op = last; op >= value; --op) {
      for (std::size_t place = 0; place < inputs_of(op).size(); ++place) {
        if (inputs_of(op)[place] != value) continue;
        if (!is_first)
          want(parts_[op][place], value_bytes(value), backward_of(op), backward_of(op));
        is_first = false;
      }
    }
  }

  void want_own(std::size_t op) {
    const Needs& needs = request_.needs[op];
    want(memory_.forward[op].saved, needs.saved, forward_of(op),
         learns(op) ? backward_of(op) : forward_of(op));
    want(memory_.forward[op].scratch, needs.forward_scratch, forward_of(op), forward_of(op));
    if (!learns(op)) return;
    want(memory_.backward[op].scratch, needs.backward_scratch, backward_of(op), backward_of(op));
  }

  void place(Device& device) {
    const ArenaPlan plan = plan_arena(requests_);
    memory_.arena = Buffer(device, plan.bytes);
    // All bits set is a NaN: what is read before it was written shows.
    if (device.shares_host_memory()) std::memset(memory_.arena.as<void>(), 0xFF, plan.bytes);
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      targets_[i](memory_.arena.as<std::byte>() + plan.offsets[i]);
    }
  }

  void connect() {
    memory_.batch.input = memory_.values[0];
    for (std::size_t op = 0; op < count_; ++op) {
      Views& forward = memory_.forward[op];
      Views& backward = memory_.backward[op];
      forward.input = memory_.values[inputs_of(op)[0]];
      if (inputs_of(op).size() > 1) forward.second_input = memory_.values[inputs_of(op)[1]];
      forward.output = memory_.values[op + 1];
      backward.input = forward.input;
      backward.second_input = forward.second_input;
      backward.output = forward.output;
      backward.output_gradient = memory_.gradients[op + 1];
      backward.saved = forward.saved;
      backward.input_gradient = input_gradient(op, 0);
      if (inputs_of(op).size() > 1) backward.second_input_gradient = input_gradient(op, 1);
    }
  }

  float* input_gradient(std::size_t op, std::size_t place) {
    const std::size_t value = inputs_of(op)[place];
    float* const part = parts_[op][place];
    if (!part) return memory_.gradients[value];
    memory_.parts[op].push_back({value, part});
    return part;
  }

  const std::vector<std::size_t>& inputs_of(std::size_t op) const {
    return lowered_.blocks[op].inputs;
  }

  const Lowered& lowered_;
  const MemoryRequest& request_;
  std::size_t count_;
  std::vector<std::vector<std::size_t>> takers_;  // of each value: operations, in order
  std::vector<std::vector<float*>> parts_;        // of each operation's inputs; null: none
  Memory memory_;
  std::vector<ArenaRequest> requests_;
  std::vector<std::function<void(std::byte*)>> targets_;
};

}  // namespace

Memory plan_memory(Device& device, const Lowered& lowered, const MemoryRequest& request) {
  return Planner(lowered, request).run(device);
}

}  // namespace timbre::model
