#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace timbre {

/// Progress of one long piece of work: what, how much of it, at which rate, how long it will last.
/// On a terminal one line on standard error is redrawn at most ten times a second; elsewhere a
/// plain line is printed at most every ten seconds and one at the end. Thread-safe.
class Progress {
 public:
  /// `unit` is plural: "clips", "examples". `total` may be 0 when it is not known.
  Progress(std::string title, std::int64_t total, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::int64_t items = 1);
  /// A short text behind the figures: "loss 1.234".
  void note(std::string text);
  /// Ends the line; the destructor does it too.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "1:02:03", "4:05" or "3.2 s".
std::string format_duration(double seconds);

}  // namespace timbre
