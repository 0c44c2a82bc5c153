#include "emulator/engine/warp.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "emulator/engine/describe.hpp"
#include "emulator/engine/sanitizers.hpp"

namespace timbre::emulated {
namespace {

constexpr std::uint32_t bit(unsigned lane) {
  return std::uint32_t{1} << lane;
}

template <typename Visit>
void for_each_lane(std::uint32_t mask, Visit visit) {
  for (; mask; mask &= mask - 1) visit(static_cast<unsigned>(std::countr_zero(mask)));
}

// The reductions of sm_80 take 32-bit integers.
std::uint32_t combine(WarpOperation operation, std::uint32_t left, std::uint32_t right) {
  const auto signed_of = [](std::uint32_t value) { return static_cast<std::int32_t>(value); };
  switch (operation) {
    case WarpOperation::add:
      return left + right;
    case WarpOperation::min_signed:
      return signed_of(left) < signed_of(right) ? left : right;
    case WarpOperation::max_signed:
      return signed_of(left) > signed_of(right) ? left : right;
    case WarpOperation::min_unsigned:
      return std::min(left, right);
    case WarpOperation::max_unsigned:
      return std::max(left, right);
    case WarpOperation::bit_and:
      return left & right;
    case WarpOperation::bit_or:
      return left | right;
    default:
      return left ^ right;
  }
}

}  // namespace

const char* name_of(WarpOperation operation) {
  switch (operation) {
    case WarpOperation::synchronise:
      return "__syncwarp";
    case WarpOperation::shuffle:
      return "a shuffle";
    case WarpOperation::ballot:
      return "a vote";
    case WarpOperation::match_any:
    case WarpOperation::match_all:
      return "a match";
    default:
      return "a warp reduction";
  }
}

void Warp::reset(Thread* threads, unsigned count) {
  threads_ = threads;
  present_ = count >= 32 ? ~std::uint32_t{0} : bit(count) - 1;
  for (WarpGroup& group : groups_) group.arrived = 0;
}

// Lanes that agree on the mask act together. A lane that another group waits for may do something
// with other lanes first.
WarpGroup& Warp::group_of(const Thread& thread, WarpOperation operation, std::uint32_t mask) {
  WarpGroup* unused = nullptr;
  for (WarpGroup& group : groups_) {
    if (group.arrived == 0) {
      unused = &group;
    } else if (group.mask == mask) {
      require_same(group, thread, operation);
      return group;
    }
  }
  unused->mask = mask;
  unused->operation = operation;
  return *unused;
}

void Warp::require_same(const WarpGroup& group, const Thread& thread,
                        WarpOperation operation) const {
  const Thread& other = threads_[std::countr_zero(group.arrived)];
  const bool same_place =
      other.place.line() == thread.place.line() && other.place.column() == thread.place.column();
  if (group.operation == operation && same_place) return;
  throw thread_fault(FaultKind::warp_divergence, thread,
                     std::string("is at ") + name_of(operation) + " with mask " +
                         hexadecimal(group.mask) + ", but lane " + std::to_string(other.lane()) +
                         " waits for it at " + name_of(group.operation) + ", " +
                         describe(other.place));
}

Warp::Arrival Warp::arrive(Thread& thread, WarpOperation operation, std::uint32_t mask) {
  if (!(mask & bit(thread.lane()))) {
    throw thread_fault(FaultKind::lane_not_in_mask, thread,
                       std::string("calls ") + name_of(operation) + " with mask " +
                           hexadecimal(mask) + ", which does not name its own lane " +
                           std::to_string(thread.lane()));
  }
  WarpGroup& group = group_of(thread, operation, mask);
  void* const tag = group.tag.current();
  release_order(tag);
  group.arrived |= bit(thread.lane());
  thread.state = ThreadState::at_warp;
  return {complete_if_all_arrived(group), tag};
}

void Warp::leave(const Thread& thread) {
  present_ &= ~bit(thread.lane());
  for (WarpGroup& group : groups_) {
    if (group.arrived && (group.mask & bit(thread.lane()))) complete_if_all_arrived(group);
  }
}

bool Warp::complete_if_all_arrived(WarpGroup& group) {
  if (group.arrived != (group.mask & present_)) return false;
  set_results(group);
  for_each_lane(group.arrived, [&](unsigned lane) { threads_[lane].state = ThreadState::ready; });
  group.arrived = 0;
  group.tag.end_turn();
  return true;
}

void Warp::set_results(const WarpGroup& group) {
  const auto value_of = [&](unsigned lane) { return threads_[lane].value; };
  const unsigned first = static_cast<unsigned>(std::countr_zero(group.arrived));
  std::uint32_t ballot = 0;
  std::uint32_t reduced = static_cast<std::uint32_t>(value_of(first));
  bool all_equal = true;
  for_each_lane(group.arrived, [&](unsigned lane) {
    ballot |= value_of(lane) ? bit(lane) : 0;
    all_equal = all_equal && value_of(lane) == value_of(first);
    if (lane != first)
      reduced = combine(group.operation, reduced, static_cast<std::uint32_t>(value_of(lane)));
  });
  for_each_lane(group.arrived, [&](unsigned lane) {
    Thread& thread = threads_[lane];
    switch (group.operation) {
      case WarpOperation::synchronise:
        break;
      case WarpOperation::shuffle:
        if (!(group.arrived & bit(static_cast<unsigned>(thread.source)))) {
          throw thread_fault(FaultKind::missing_lane, thread,
                             "shuffles from lane " + std::to_string(thread.source) +
                                 ", which takes no part (mask " + hexadecimal(group.mask) +
                                 ", lanes there " + hexadecimal(group.arrived) + ")");
        }
        thread.result = value_of(static_cast<unsigned>(thread.source));
        break;
      case WarpOperation::ballot:
        thread.result = ballot;
        break;
      case WarpOperation::match_any: {
        std::uint32_t equal = 0;
        for_each_lane(group.arrived, [&](unsigned other) {
          equal |= value_of(other) == thread.value ? bit(other) : 0;
        });
        thread.result = equal;
        break;
      }
      case WarpOperation::match_all:
        thread.result = all_equal ? group.arrived : 0;
        break;
      default:
        thread.result = reduced;
    }
  });
}

}  // namespace timbre::emulated
