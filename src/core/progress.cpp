#include "timbre/core/progress.hpp"

#include <chrono>
#include <mutex>
#include <utility>

#include "core/progress_text.hpp"
#include "core/terminal.hpp"

namespace timbre {

using Clock = std::chrono::steady_clock;

struct Progress::State {
  std::mutex guard;
  ProgressFigures figures;
  const Clock::time_point start = Clock::now();
  Clock::time_point shown = start;
  bool finished = false;

  // The caller holds the guard.
  void update_time() {
    figures.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }

  void show_when_due() {
    using namespace std::chrono_literals;
    Terminal& terminal = Terminal::standard_error();
    const Clock::time_point now = Clock::now();
    if (finished || now - shown < (terminal.interactive() ? Clock::duration(100ms) : 10s)) return;
    shown = now;
    update_time();
    if (terminal.interactive()) {
      terminal.show_status(running_text(figures));
    } else {
      terminal.print(running_text(figures));
    }
  }
};

Progress::Progress(std::string title, std::int64_t total, std::string unit)
    : state_(std::make_unique<State>()) {
  state_->figures = {
      .title = std::move(title), .unit = std::move(unit), .note = {}, .total = total};
}

Progress::~Progress() {
  finish();
}

void Progress::advance(std::int64_t items) {
  const std::scoped_lock lock(state_->guard);
  state_->figures.done += items;
  state_->show_when_due();
}

void Progress::note(std::string text) {
  const std::scoped_lock lock(state_->guard);
  state_->figures.note = std::move(text);
  state_->show_when_due();
}

void Progress::finish() {
  const std::scoped_lock lock(state_->guard);
  if (std::exchange(state_->finished, true)) return;
  state_->update_time();
  Terminal::standard_error().clear_status();
  Terminal::standard_error().print(finished_text(state_->figures));
}

}  // namespace timbre
