#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace timbre::emulated {

using Task = std::function<void()>;

enum class OperationKind { kernel, copy, fill, release, host_function, event, join };

/// What is asked of a stream, or recorded in a graph to be asked again with every launch of it.
struct Operation {
  OperationKind kind = OperationKind::join;
  std::string name = {};
  const void* function = nullptr;  ///< the kernel
  /// Called when the work is submitted; returns what is to be done when its turn comes.
  std::function<Task()> submit = {};
};

/// An operation that was submitted, and the earlier ones that it waits for.
struct Work {
  std::uint64_t number = 0;
  std::string name;
  Task task;
  std::vector<std::shared_ptr<Work>> after;
  std::vector<bool> ordered_after;  ///< by number: the work that is known to be done before it
  bool done = false;
  std::chrono::steady_clock::time_point finished;
};

using WorkPointer = std::shared_ptr<Work>;

/// Runs submitted work as late as it may: only when the host waits for it. Work that nothing orders
/// runs in the order of the settings.
class Scheduler {
 public:
  WorkPointer submit(const Operation& operation, std::vector<WorkPointer> after);
  /// Runs the work and all that it waits for, and nothing else.
  void finish(const WorkPointer& work);
  void finish_all();
  /// Runs one piece of what `finish` would run.
  void advance(const WorkPointer& work);
  /// Forgets what was not done.
  void drop_all();

  /// The number of the work that is running; 0 when none is.
  std::uint64_t running() const { return running_; }
  /// Whether work `earlier` is done before `later` starts, whatever the order of streams. Known
  /// only while there is an observer.
  bool ordered(std::uint64_t earlier, std::uint64_t later) const;

 private:
  static std::vector<WorkPointer> needed_for(const WorkPointer& work);
  void run_all(std::vector<WorkPointer> works);
  void run(const WorkPointer& work);
  void note_order(Work& work, const std::vector<WorkPointer>& after);
  void host_knows(const Work& work);

  std::vector<WorkPointer> pending_;
  std::vector<std::vector<bool>> history_;  ///< ordered_after of every work, by number
  std::vector<bool> known_to_host_;
  std::uint64_t submitted_ = 0;
  std::uint64_t running_ = 0;
  std::uint64_t picks_ = 0;
};

Scheduler& scheduler();

}  // namespace timbre::emulated
