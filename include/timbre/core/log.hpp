#pragma once

#include <string_view>

namespace timbre {

enum class LogLevel { debug, info, warning, error };

/// Messages below this level are dropped; info unless set.
void set_log_level(LogLevel level);

/// One line on standard error. Warnings and errors carry their level in front.
/// A line never breaks a progress line: that is cleared first and drawn again after.
void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

}  // namespace timbre
