#include "timbre/report/rate_finder.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

#include "format.hpp"
#include "html.hpp"
#include "json_values.hpp"
#include "svg.hpp"

namespace timbre::report {
namespace {

using training::RateCurve;
using training::RatePoint;

// Units of the picture's own coordinates.
constexpr double width = 560, height = 300;
constexpr double left = 40, right = 14, top = 24, bottom = 26;

std::string rate_text(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", rate);
  return text;
}

std::span<const RatePoint> shown(const RateCurve& curve) {
  const std::size_t skipped = training::finder_skips_first + training::finder_skips_last;
  if (curve.points.size() <= skipped) return curve.points;
  return std::span(curve.points)
      .subspan(training::finder_skips_first, curve.points.size() - skipped);
}

// The rates' axis is logarithmic and ends with whole decades; the losses' begins at 0.
struct Axes {
  explicit Axes(std::span<const RatePoint> points)
      : first_decade(static_cast<int>(std::floor(std::log10(points.front().rate) + 1e-9))),
        last_decade(static_cast<int>(std::ceil(std::log10(points.back().rate) - 1e-9))) {
    double highest = 0;
    for (const RatePoint& point : points) highest = std::max(highest, point.loss);
    step = html::tick_step(highest > 0 ? highest : 1.0);
    highest_loss = step * std::max(1.0, std::ceil(highest / step - 1e-9));
    last_decade = std::max(last_decade, first_decade + 1);
  }

  double x(double rate) const {
    const double decades = last_decade - first_decade;
    return left + (width - left - right) * (std::log10(rate) - first_decade) / decades;
  }
  double y(double loss) const {
    return height - bottom - (height - top - bottom) * loss / highest_loss;
  }

  int first_decade;
  int last_decade;
  double step = 1;
  double highest_loss = 1;
};

std::string grid(const Axes& axes) {
  std::string svg;
  for (double loss = 0; loss <= axes.highest_loss * (1 + 1e-9); loss += axes.step) {
    svg += html::line(left, axes.y(loss), width - right, axes.y(loss), "grid") +
           html::text_at(left - 5, axes.y(loss) + 3.5, "end",
                         fixed(loss, html::tick_digits(axes.step)));
  }
  for (int decade = axes.first_decade; decade <= axes.last_decade; ++decade) {
    char text[16];
    std::snprintf(text, sizeof text, "1e%d", decade);
    svg += html::text_at(axes.x(std::pow(10.0, decade)), height - bottom + 14, "middle", text);
  }
  return svg;
}

std::string suggestion_mark(const Axes& axes, const RateCurve& curve) {
  if (!curve.suggestion) return {};
  const RatePoint& point = curve.points[*curve.suggestion];
  const double x = axes.x(point.rate);
  return html::line(x, top, x, height - bottom, "best") + "<g class=\"train\"><circle cx=\"" +
         fixed(x, 1) + "\" cy=\"" + fixed(axes.y(point.loss), 1) + "\" r=\"4\"/></g>" +
         html::text_at(x + 6, top + 10, "start", rate_text(point.rate));
}

std::string picture(const RateCurve& curve) {
  const std::span<const RatePoint> points = shown(curve);
  if (points.empty()) return {};
  const Axes axes(points);
  std::string line;
  for (const RatePoint& point : points) {
    line += fixed(axes.x(point.rate), 1) + ',' + fixed(axes.y(point.loss), 1) + ' ';
  }
  return "<figure><svg viewBox=\"0 0 " + fixed(width, 0) + ' ' + fixed(height, 0) +
         "\" role=\"img\" aria-label=\"Smoothed loss over the learning rate\">" +
         html::text_at(left, 12, "start", "smoothed loss over the learning rate") + grid(axes) +
         "<g class=\"train\"><polyline points=\"" + line + "\"/></g>" +
         suggestion_mark(axes, curve) + "</svg></figure>\n";
}

std::string remarks(const RateSearch& search) {
  std::string text = suggestion_text(search.curve) + ". " +
                     counted(search.curve.points.size(), "step") + " of " +
                     counted(static_cast<std::size_t>(search.batch_size), "example") + ", seed " +
                     std::to_string(search.seed);
  text += search.curve.ran_away ? "; stopped, since the loss ran away." : ".";
  if (search.synthetic) text += " The examples are the built-in miniature's.";
  return "<p>" + html::escaped(text) + "</p>\n";
}

}  // namespace

Json to_json(const RateSearch& search) {
  const RateCurve& curve = search.curve;
  Json points = Json::array();
  for (const RatePoint& point : curve.points) {
    points.push(Json::object({{"rate", point.rate}, {"loss", point.loss}}));
  }
  Json suggestion;
  if (curve.suggestion) suggestion = Json(curve.points[*curve.suggestion].rate);
  return Json::object({{"experiment", search.experiment},
                       {"synthetic", search.synthetic},
                       {"seed", search.seed},
                       {"train_examples", search.train_examples},
                       {"batch_size", search.batch_size},
                       {"ran_away", curve.ran_away},
                       {"suggestion", std::move(suggestion)},
                       {"points", std::move(points)}});
}

std::string rate_finder_html(const RateSearch& search) {
  const std::string title = "Learning rates of " + search.experiment;
  return html::page(
      title, "<h1>" + html::escaped(title) + "</h1>\n" + remarks(search) + picture(search.curve));
}

std::string suggestion_text(const RateCurve& curve) {
  if (!curve.suggestion) return "No suggestion: the loss ran away within the first steps";
  return "Suggested learning rate " + rate_text(curve.points[*curve.suggestion].rate) +
         ", where the smoothed loss falls fastest";
}

}  // namespace timbre::report
