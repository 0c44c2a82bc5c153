#include "core/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace timbre {
namespace {

constexpr std::string_view erase_line = "\r\033[K";  // ECMA-48: to column 1, erase to the end
constexpr std::size_t usual_width = 80;

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
  return size.ws_col;
}

}  // namespace

Terminal::Terminal(int descriptor, bool interactive)
    : descriptor_(descriptor), interactive_(interactive) {}

Terminal& Terminal::standard_error() {
  static Terminal terminal(STDERR_FILENO, isatty(STDERR_FILENO) == 1);
  return terminal;
}

void Terminal::print(std::string_view line) {
  const std::scoped_lock lock(guard_);
  std::string text;
  if (!status_.empty()) text += erase_line;
  text += line;
  text += '\n';
  text += visible_status();
  write(text);
}

void Terminal::show_status(std::string_view text) {
  if (!interactive_) return;
  const std::scoped_lock lock(guard_);
  status_ = text;
  write(std::string(erase_line) + visible_status());
}

void Terminal::clear_status() {
  const std::scoped_lock lock(guard_);
  if (status_.empty()) return;
  status_.clear();
  write(erase_line);
}

std::string Terminal::visible_status() const {
  // A line as wide as the terminal would wrap, and a wrapped line cannot be erased.
  return status_.substr(0, terminal_width(descriptor_) - 1);
}

void Terminal::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody is left to be told
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace timbre
