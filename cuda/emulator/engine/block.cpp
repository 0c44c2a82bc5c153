#include "emulator/engine/block.hpp"

#include <string>

#include "emulator/engine/describe.hpp"
#include "emulator/engine/observer.hpp"
#include "emulator/engine/sanitizers.hpp"

namespace timbre::emulated {
namespace {

thread_local constinit Thread* running = nullptr;
thread_local constinit BlockRunner* running_block = nullptr;

// Unwinds a thread that waits in a block in which another thread is at fault.
struct Abandoned {};

}  // namespace

Thread& this_thread() noexcept {
  return *running;
}
bool in_kernel() noexcept {
  return running != nullptr;
}

Votes block_barrier(bool vote, std::source_location place) {
  running->place = place;
  return running_block->barrier(*running, vote);
}

std::uint64_t warp_exchange(WarpOperation operation, std::uint32_t mask, std::uint64_t value,
                            int source, std::source_location place) {
  Thread& self = *running;
  self.place = place;
  self.value = value;
  self.source = source;
  return running_block->exchange(self, operation, mask);
}

void device_fault(FaultKind kind, const std::string& what, std::source_location place) {
  running->place = place;
  throw thread_fault(kind, *running, what);
}

struct BlockRunner::Slot {
  Slot(BlockRunner& owner, Thread& of)
      : runner(owner), thread(of), fiber(stack, fiber_body, this) {}

  BlockRunner& runner;
  Thread& thread;
  Stack stack;
  Fiber fiber;
};

BlockRunner::BlockRunner() = default;
BlockRunner::~BlockRunner() = default;

void BlockRunner::make_threads(unsigned count) {
  if (!threads_) threads_ = std::make_unique<Thread[]>(max_block_threads);
  for (unsigned rank = 0; rank < count; ++rank) {
    if (slots_[rank]) continue;
    slots_[rank] = std::make_unique<Slot>(*this, threads_[rank]);
    threads_[rank].stack_end = slots_[rank]->stack.bottom() + Stack::bytes;
  }
}

void BlockRunner::start_threads() {
  const dim3& size = view_.block_size;
  for (unsigned rank = 0; rank < count_; ++rank) {
    Thread& thread = threads_[rank];
    thread.index = {rank % size.x, rank / size.x % size.y, rank / size.x / size.y};
    thread.rank = rank;
    thread.block = &view_;
    thread.state = ThreadState::ready;
    thread.place = {};
  }
  for (unsigned first = 0; first < count_; first += 32) {
    warps_[first / 32].reset(&threads_[first], count_ - first);
  }
}

void BlockRunner::run(const BlockView& view, std::size_t dynamic_shared_bytes, const Body& body) {
  launcher_ = std::make_unique<Fiber>();
  view_ = view;
  view_.dynamic_shared = dynamic_shared_.prepare(dynamic_shared_bytes);
  view_.dynamic_shared_bytes = dynamic_shared_bytes;
  body_ = &body;
  count_ = view.block_size.x * view.block_size.y * view.block_size.z;
  left_ = finished_ = at_barrier_ = votes_ = 0;
  fault_ = nullptr;
  generator_ = OrderGenerator(settings().seed * 77 + view.index.x * 31 + view.index.y);
  make_threads(count_);
  start_threads();
  if (Observer* listener = observer()) listener->block_begins(view_);

  release_order(&started_);
  running_block = this;
  running = next_ready(settings().threads == Order::reverse ? 0 : count_ - 1);
  Fiber::switch_between(*launcher_, slots_[running->rank]->fiber);
  running = nullptr;
  acquire_order(&ended_);

  if (!fault_ && !dynamic_shared_.guards_intact()) {
    fault_ =
        std::make_exception_ptr(block_fault(FaultKind::out_of_bounds, view_,
                                            "wrote beside its dynamic shared memory of " +
                                                std::to_string(dynamic_shared_bytes) + " bytes"));
  }
  if (fault_) std::rethrow_exception(fault_);
  if (Observer* listener = observer()) listener->block_ends();
}

void BlockRunner::fiber_body(void* slot) {
  auto& self = *static_cast<Slot*>(slot);
  for (;;) self.runner.run_thread(self);
}

void BlockRunner::run_thread(Slot& slot) {
  acquire_order(&started_);
  if (!fault_) {
    try {
      (*body_)();
      leave(slot.thread);
    } catch (const Abandoned&) {
      // Its block already has a fault to report.
    } catch (...) {
      abort_block(std::current_exception());
    }
  }
  slot.thread.state = ThreadState::exited;
  ++finished_;
  release_order(&ended_);
  give_way(slot);
}

void BlockRunner::leave(Thread& self) {
  ++left_;
  self.state = ThreadState::exited;
  if (at_barrier_ > 0) {
    const Thread& waiting = *find(ThreadState::at_barrier);
    throw thread_fault(FaultKind::exited_before_barrier, self,
                       "left the kernel while thread " + describe(waiting.index) +
                           " waits at __syncthreads, " + describe(waiting.place));
  }
  warps_[self.warp()].leave(self);
}

// Hands the processor to a thread that can go on, or back to the launcher after the last one.
void BlockRunner::give_way(Slot& self) {
  if (finished_ == count_) {
    Fiber::switch_between(self.fiber, *launcher_);
    return;
  }
  Thread* next = next_ready(self.thread.rank);
  if (!next) {
    abort_block(deadlock());
    next = next_ready(self.thread.rank);
  }
  running = next;
  if (next != &self.thread) Fiber::switch_between(self.fiber, slots_[next->rank]->fiber);
}

Thread* BlockRunner::next_ready(unsigned after) {
  const Order order = settings().threads;
  const unsigned step = order == Order::reverse ? count_ - 1 : 1;
  unsigned rank = after;
  if (order == Order::random) rank = static_cast<unsigned>(generator_.below(count_));
  for (unsigned tried = 0; tried < count_; ++tried) {
    rank += step;
    if (rank >= count_) rank -= count_;
    if (threads_[rank].state == ThreadState::ready) return &threads_[rank];
  }
  return nullptr;
}

void BlockRunner::wait(Thread& self) {
  give_way(*slots_[self.rank]);
  if (fault_) throw Abandoned();
}

void BlockRunner::abort_block(std::exception_ptr fault) {
  if (!fault_) fault_ = std::move(fault);
  at_barrier_ = 0;
  for (unsigned rank = 0; rank < count_; ++rank) {
    Thread& thread = threads_[rank];
    if (thread.state != ThreadState::exited) thread.state = ThreadState::ready;
  }
}

const Thread* BlockRunner::find(ThreadState state) const {
  for (unsigned rank = 0; rank < count_; ++rank) {
    if (threads_[rank].state == state) return &threads_[rank];
  }
  return nullptr;
}

std::exception_ptr BlockRunner::deadlock() const {
  std::string what = "no thread can go on:";
  if (const Thread* waiting = find(ThreadState::at_barrier))
    what += " thread " + describe(waiting->index) + " waits at __syncthreads, " +
            describe(waiting->place) + ";";
  if (const Thread* waiting = find(ThreadState::at_warp))
    what += " thread " + describe(waiting->index) + " waits at a warp operation, " +
            describe(waiting->place) + ";";
  what += " " + std::to_string(left_) + " of " + std::to_string(count_) + " threads have left";
  return std::make_exception_ptr(block_fault(FaultKind::deadlock, view_, what));
}

Votes BlockRunner::barrier(Thread& self, bool vote) {
  if (left_ > 0) {
    throw thread_fault(FaultKind::exited_before_barrier, self,
                       "is at __syncthreads, but thread " +
                           describe(find(ThreadState::exited)->index) + " has left the kernel");
  }
  if (at_barrier_ > 0) {
    const Thread& waiting = *find(ThreadState::at_barrier);
    if (waiting.place.line() != self.place.line()) {
      throw thread_fault(FaultKind::barrier_divergence, self,
                         "is at this __syncthreads, but thread " + describe(waiting.index) +
                             " waits at another one, " + describe(waiting.place));
    }
  }
  void* const tag = barrier_.current();
  release_order(tag);
  votes_ += vote;
  if (++at_barrier_ < count_) {
    self.state = ThreadState::at_barrier;
    wait(self);
  } else {
    if (!dynamic_shared_.guards_intact()) {
      throw thread_fault(FaultKind::out_of_bounds, self,
                         "before this __syncthreads the block wrote beside its dynamic shared "
                         "memory of " +
                             std::to_string(view_.dynamic_shared_bytes) + " bytes");
    }
    at_barrier_ = 0;
    barrier_.end_turn();
    last_votes_ = votes_;
    votes_ = 0;
    for (unsigned rank = 0; rank < count_; ++rank) threads_[rank].state = ThreadState::ready;
    if (Observer* listener = observer()) listener->block_synchronised();
  }
  acquire_order(tag);
  return {last_votes_, count_};
}

std::uint64_t BlockRunner::exchange(Thread& self, WarpOperation operation, std::uint32_t mask) {
  const auto [was_last, tag] = warps_[self.warp()].arrive(self, operation, mask);
  if (!was_last) wait(self);
  acquire_order(tag);
  return self.result;
}

}  // namespace timbre::emulated
