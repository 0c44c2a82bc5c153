// Learning curves as small SVG pictures.
#include <algorithm>
#include <cmath>

#include "format.hpp"
#include "html.hpp"
#include "svg.hpp"

namespace timbre::report::html {
namespace {

using training::EpochRecord;
using ReadScore = double EpochRecord::*;

// Units of the pictures' own coordinates.
constexpr double width = 280, height = 150;
constexpr double left = 34, right = 10, top = 20, bottom = 22;
constexpr std::size_t most_marked_epochs = 30;  // beyond, dots would merge into a band

// What one picture shows; all trials share it.
struct Chart {
  const char* title;
  ReadScore train;
  ReadScore validate;
  double highest;  // of the vertical axis, which begins at 0
  double step;     // between its ticks
  int last_epoch;
};

double position_x(const Chart& chart, int epoch) {
  if (chart.last_epoch <= 1) return (left + width - right) / 2;
  return left + (width - left - right) * (epoch - 1) / (chart.last_epoch - 1);
}

double position_y(const Chart& chart, double score) {
  return height - bottom - (height - top - bottom) * score / chart.highest;
}

std::string vertical_axis(const Chart& chart) {
  const int digits = tick_digits(chart.step);
  std::string svg;
  for (double tick = 0; tick <= chart.highest * (1 + 1e-9); tick += chart.step) {
    const double y = position_y(chart, tick);
    svg += line(left, y, width - right, y, "grid") +
           text_at(left - 5, y + 3.5, "end", fixed(tick, digits));
  }
  return svg;
}

std::string epoch_axis(const Chart& chart) {
  const double y = height - bottom + 13;
  std::string svg = text_at(position_x(chart, 1), y, "middle", "1");
  const int step = std::max(1, static_cast<int>(tick_step(chart.last_epoch)));
  for (int epoch = step; epoch <= chart.last_epoch; epoch += step) {
    // A label right beside the first one would touch it.
    if (epoch == 1 || 4 * (epoch - 1) < step) continue;
    svg += text_at(position_x(chart, epoch), y, "middle", std::to_string(epoch));
  }
  return svg;
}

std::string curve(const Chart& chart, const std::vector<EpochRecord>& epochs, ReadScore read,
                  const char* kind) {
  std::string points;
  std::string dots;
  for (const EpochRecord& epoch : epochs) {
    if (!std::isfinite(epoch.*read)) continue;
    const std::string x = fixed(position_x(chart, epoch.epoch + 1), 1);
    const std::string y = fixed(position_y(chart, epoch.*read), 1);
    points.append(x).append(",").append(y).append(" ");
    dots.append("<circle cx=\"").append(x).append("\" cy=\"").append(y).append("\" r=\"2\"/>");
  }
  if (points.empty()) return {};
  if (epochs.size() > most_marked_epochs) dots.clear();
  return std::string("<g class=\"") + kind + "\"><polyline points=\"" + points + "\"/>" + dots +
         "</g>";
}

std::string best_epoch_mark(const Chart& chart, int best_epoch) {
  if (best_epoch < 0) return {};
  const double x = position_x(chart, best_epoch + 1);
  return line(x, top, x, height - bottom, "best");
}

std::string picture(const Chart& chart, const training::FitResult& fit) {
  return "<svg viewBox=\"0 0 " + fixed(width, 0) + ' ' + fixed(height, 0) +
         "\" role=\"img\" aria-label=\"" + escaped(chart.title) + " of each epoch\">" +
         text_at(left, 11, "start", chart.title) + vertical_axis(chart) + epoch_axis(chart) +
         best_epoch_mark(chart, fit.best_epoch) + curve(chart, fit.epochs, chart.train, "train") +
         curve(chart, fit.epochs, chart.validate, "validate") + "</svg>\n";
}

Chart chart_of(const RunResults& results, const char* title, ReadScore train, ReadScore validate) {
  double highest = 0;
  int last_epoch = 1;
  for (const TrialResult& trial : results.trials) {
    for (const EpochRecord& epoch : trial.fit.epochs) {
      for (const ReadScore read : {train, validate}) {
        if (std::isfinite(epoch.*read)) highest = std::max(highest, epoch.*read);
      }
      last_epoch = std::max(last_epoch, epoch.epoch + 1);
    }
  }
  if (highest <= 0) highest = 1;
  const double step = tick_step(highest);
  return {title, train, validate, step * std::ceil(highest / step - 1e-9), step, last_epoch};
}

std::string caption(const TrialResult& trial, std::size_t index) {
  std::string text = "Trial " + std::to_string(index + 1) + ", tested on fold " +
                     folds_text(trial.trial.test_folds);
  if (trial.fit.stopped_early) text += ", stopped early";
  return "<figcaption>" + escaped(text) + "</figcaption>";
}

// Of many trials the curves tell more.
std::string epochs(const training::FitResult& fit, bool open) {
  return std::string("<details") + (open ? " open" : "") +
         "><summary>epochs; the training loss is smoothed over the last batches</summary>\n" +
         epochs_table(fit) + "</details>";
}

}  // namespace

std::string curves(const RunResults& results) {
  if (results.trials.empty()) return {};
  const Chart loss =
      chart_of(results, "loss", &EpochRecord::train_loss, &EpochRecord::validate_loss);
  Chart accuracy =
      chart_of(results, "accuracy", &EpochRecord::train_accuracy, &EpochRecord::validate_accuracy);
  accuracy.highest = 1;
  accuracy.step = 0.2;
  std::string html =
      "<p class=\"legend\"><span class=\"train\">training</span> "
      "<span class=\"validate\">validation</span> "
      "<span class=\"best\">best epoch</span></p>\n<div class=\"trials\">\n";
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    const TrialResult& trial = results.trials[index];
    html += "<figure>" + caption(trial, index) + "<div class=\"pair\">\n" +
            picture(loss, trial.fit) + picture(accuracy, trial.fit) + "</div>" +
            epochs(trial.fit, results.trials.size() == 1) + "</figure>\n";
  }
  return html + "</div>\n";
}

}  // namespace timbre::report::html
