#include "timbre/training/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace timbre::training {

void describe(config::Fields& fields, ScheduleOptions& options) {
  fields.choice("kind", options.kind,
                {{"constant", ScheduleKind::constant},
                 {"step", ScheduleKind::step},
                 {"cosine", ScheduleKind::cosine}},
                "course of the learning rate");
  fields.when(options.kind == ScheduleKind::step, "kind is step", [&] {
    fields.integer("step_epochs", options.step_epochs, {1, 100000}, "epochs",
                   "from one change of the rate to the next");
    fields.number("factor", options.factor, {0.0, 1.0}, "", "of the rate at each change");
  });
  fields.when(options.kind == ScheduleKind::cosine, "kind is cosine", [&] {
    fields.number("final_share", options.final_share, {0.0, 1.0}, "",
                  "share of the rate that is left at the end");
  });
  fields.number("warm_up_epochs", options.warm_up_epochs, {0.0, 100000.0}, "epochs",
                "in which the rate rises to its full size");
}

double rate_share(const ScheduleOptions& options, std::int64_t update, std::int64_t steps,
                  int epochs) {
  const auto updates = static_cast<double>(steps * epochs);
  const double warm_up = std::round(options.warm_up_epochs * static_cast<double>(steps));
  const auto done = static_cast<double>(update);
  const double rise = done < warm_up ? (done + 1.0) / warm_up : 1.0;
  switch (options.kind) {
    case ScheduleKind::constant:
      return rise;
    case ScheduleKind::step: {
      const std::int64_t changes = update / (steps * options.step_epochs);
      return rise * std::pow(options.factor, static_cast<double>(changes));
    }
    case ScheduleKind::cosine: {
      const double course = std::max(0.0, done - warm_up) / std::max(1.0, updates - warm_up);
      const double wave = 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(1.0, course)));
      return rise * (options.final_share + (1.0 - options.final_share) * wave);
    }
  }
  return rise;
}

std::vector<float> learning_rates(const ScheduleOptions& options, double learning_rate, int epoch,
                                  std::int64_t steps, int epochs) {
  if (options == ScheduleOptions{}) return {};
  std::vector<float> rates;
  for (std::int64_t step = 0; step < steps; ++step) {
    const double share = rate_share(options, epoch * steps + step, steps, epochs);
    rates.push_back(static_cast<float>(learning_rate * share));
  }
  return rates;
}

}  // namespace timbre::training
