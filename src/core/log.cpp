#include "timbre/core/log.hpp"

#include <atomic>
#include <string>

#include "core/terminal.hpp"

namespace timbre {
namespace {

std::atomic<LogLevel> lowest_level{LogLevel::info};

void log(LogLevel level, std::string_view prefix, std::string_view message) {
  if (level < lowest_level.load(std::memory_order_relaxed)) return;
  Terminal::standard_error().print(std::string(prefix).append(message));
}

}  // namespace

void set_log_level(LogLevel level) {
  lowest_level.store(level, std::memory_order_relaxed);
}

void log_debug(std::string_view message) {
  log(LogLevel::debug, "", message);
}
void log_info(std::string_view message) {
  log(LogLevel::info, "", message);
}
void log_warning(std::string_view message) {
  log(LogLevel::warning, "warning: ", message);
}
void log_error(std::string_view message) {
  log(LogLevel::error, "error: ", message);
}

}  // namespace timbre
