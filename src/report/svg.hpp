#pragma once

#include <string>

namespace timbre::report::html {

/// `anchor` is SVG's text-anchor; `text` is escaped.
std::string text_at(double x, double y, const char* anchor, const std::string& text);
/// `kind` is a class of the style sheet: "grid", "best".
std::string line(double x1, double y1, double x2, double y2, const char* kind);

/// 1, 2 or 5 times a power of ten, so that about four steps reach `highest`.
double tick_step(double highest);
/// Digits behind the point that tell ticks apart.
int tick_digits(double step);

}  // namespace timbre::report::html
