#include "emulator/runtime/work.hpp"

#include <algorithm>
#include <exception>
#include <set>

#include "emulator/engine/observer.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/memory.hpp"
#include "emulator/runtime/state.hpp"

namespace timbre::emulated {
namespace {

void add_all(std::vector<bool>& target, const std::vector<bool>& more) {
  if (target.size() < more.size()) target.resize(more.size());
  for (std::size_t index = 0; index < more.size(); ++index) {
    if (more[index]) target[index] = true;
  }
}

void add_one(std::vector<bool>& target, std::uint64_t number) {
  if (target.size() <= number) target.resize(number + 1);
  target[number] = true;
}

bool is_ready(const WorkPointer& work) {
  return std::all_of(work->after.begin(), work->after.end(),
                     [](const WorkPointer& earlier) { return earlier->done; });
}

}  // namespace

Scheduler& scheduler() {
  static Scheduler current;
  return current;
}

WorkPointer Scheduler::submit(const Operation& operation, std::vector<WorkPointer> after) {
  auto work = std::make_shared<Work>();
  work->number = ++submitted_;
  work->name = operation.name;
  if (operation.submit) work->task = operation.submit();
  if (observer()) note_order(*work, after);
  std::erase_if(after, [](const WorkPointer& earlier) { return earlier->done; });
  work->after = std::move(after);
  pending_.push_back(work);
  return work;
}

void Scheduler::note_order(Work& work, const std::vector<WorkPointer>& after) {
  work.ordered_after = known_to_host_;
  for (const WorkPointer& earlier : after) {
    add_all(work.ordered_after, earlier->ordered_after);
    add_one(work.ordered_after, earlier->number);
  }
  history_.resize(work.number + 1);
  history_[work.number] = work.ordered_after;
}

bool Scheduler::ordered(std::uint64_t earlier, std::uint64_t later) const {
  if (later >= history_.size()) return true;
  const std::vector<bool>& before = history_[later];
  return earlier < before.size() && before[earlier];
}

void Scheduler::host_knows(const Work& work) {
  if (!observer()) return;
  add_all(known_to_host_, work.ordered_after);
  add_one(known_to_host_, work.number);
}

std::vector<WorkPointer> Scheduler::needed_for(const WorkPointer& work) {
  std::set<WorkPointer> needed;
  std::vector<WorkPointer> open{work};
  while (!open.empty()) {
    const WorkPointer next = std::move(open.back());
    open.pop_back();
    if (next->done || !needed.insert(next).second) continue;
    open.insert(open.end(), next->after.begin(), next->after.end());
  }
  return {needed.begin(), needed.end()};
}

void Scheduler::finish(const WorkPointer& work) {
  run_all(needed_for(work));
  host_knows(*work);
  memory().check_freed("after " + work->name);
}

void Scheduler::advance(const WorkPointer& work) {
  const std::vector<WorkPointer> needed = needed_for(work);
  const auto ready = std::find_if(needed.begin(), needed.end(), is_ready);
  if (ready == needed.end()) return;
  std::erase(pending_, *ready);
  run(*ready);
  if (work->done) host_knows(*work);
}

void Scheduler::finish_all() {
  const std::vector<WorkPointer> all = pending_;
  run_all(all);
  for (const WorkPointer& work : all) host_knows(*work);
  memory().check_freed("when the host waited for the device");
}

void Scheduler::drop_all() {
  // Newest first: a chain of work that owns its predecessors would be destroyed recursively.
  while (!pending_.empty()) {
    pending_.back()->after.clear();
    pending_.pop_back();
  }
  history_.clear();
  known_to_host_.clear();
  submitted_ = 0;
}

void Scheduler::run_all(std::vector<WorkPointer> works) {
  std::sort(works.begin(), works.end(), [](const WorkPointer& left, const WorkPointer& right) {
    return left->number < right->number;
  });
  OrderGenerator generator(settings().seed + picks_++);
  std::vector<WorkPointer> ready;
  while (!works.empty()) {
    ready.clear();
    std::copy_if(works.begin(), works.end(), std::back_inserter(ready), is_ready);
    WorkPointer next = ready.front();
    if (settings().streams == Order::reverse) next = ready.back();
    if (settings().streams == Order::random) next = ready[generator.below(ready.size())];
    std::erase(works, next);
    std::erase(pending_, next);
    run(next);
  }
}

void Scheduler::run(const WorkPointer& work) {
  running_ = work->number;
  try {
    // After a fault the device does nothing until it is reset.
    if (work->task && device_failure() == cudaSuccess) {
      work->task();
      memory().check_guards("after " + work->name);
    }
  } catch (const Fault& fault) {
    fail_device(fault);
  } catch (const std::exception& other) {
    fail_device(Fault(FaultKind::trap, work->name + " threw: " + other.what()));
  }
  running_ = 0;
  work->done = true;
  work->finished = std::chrono::steady_clock::now();
  work->task = nullptr;
  work->after.clear();
}

}  // namespace timbre::emulated
