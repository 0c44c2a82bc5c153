#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace timbre {

/// Standard error as log lines and progress share it: whole lines scroll by, and on a terminal
/// one status line stays below them. Thread-safe.
class Terminal {
 public:
  /// `interactive` says whether a line can be drawn again; `descriptor` is not closed.
  Terminal(int descriptor, bool interactive);

  /// The one of this process, on standard error.
  static Terminal& standard_error();

  bool interactive() const { return interactive_; }

  /// Prints a whole line above the status line.
  void print(std::string_view line);

  /// Draws the status line anew, cut at the terminal's width. Nothing unless interactive.
  void show_status(std::string_view text);

  /// Removes the status line.
  void clear_status();

 private:
  void write(std::string_view text) const;
  std::string visible_status() const;

  const int descriptor_;
  const bool interactive_;
  std::mutex guard_;
  std::string status_;
};

}  // namespace timbre
