#include "core/progress_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "timbre/core/progress.hpp"

namespace timbre {
namespace {

constexpr const char* gap = "  ";

// Three digits are all that a rate that is still changing can tell.
std::string format_rate(double rate) {
  const int decimals = rate < 9.995 ? 2 : rate < 99.95 ? 1 : 0;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, rate);
  return text;
}

double rate_of(const ProgressFigures& figures) {
  return figures.seconds > 0.0 ? static_cast<double>(figures.done) / figures.seconds : 0.0;
}

void append_rate_and_note(std::string& text, const ProgressFigures& figures,
                          const std::string& between) {
  if (rate_of(figures) > 0.0) {
    text += gap + format_rate(rate_of(figures)) + " " + figures.unit + "/s" + between;
  }
  if (!figures.note.empty()) text += gap + figures.note;
}

}  // namespace

std::string running_text(const ProgressFigures& figures) {
  std::string text = figures.title + gap + std::to_string(figures.done);
  std::string time_left;
  if (figures.total > 0) {
    text += "/" + std::to_string(figures.total) + " " + figures.unit + gap +
            std::to_string(100 * figures.done / figures.total) + " %";
    const auto left = static_cast<double>(std::max<std::int64_t>(0, figures.total - figures.done));
    time_left = gap + format_duration(left / std::max(rate_of(figures), 1e-9)) + " left";
  } else {
    text += " " + figures.unit;
  }
  append_rate_and_note(text, figures, time_left);
  return text;
}

std::string finished_text(const ProgressFigures& figures) {
  std::string text = figures.title + gap + std::to_string(figures.done) + " " + figures.unit +
                     " in " + format_duration(figures.seconds);
  append_rate_and_note(text, figures, "");
  return text;
}

std::string format_duration(double seconds) {
  char text[48];
  if (seconds < 59.95) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
    return text;
  }
  const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e15)));
  if (whole < 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  }
  return text;
}

}  // namespace timbre
