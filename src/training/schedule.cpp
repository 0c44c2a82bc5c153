#include "timbre/training/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace timbre::training {
namespace {

void describe_one_cycle(config::Fields& fields, ScheduleOptions& options) {
  fields.choice(
      "rise", options.rise, {{"linear", Rise::linear}, {"cosine", Rise::cosine}},
      "way up to the full rate: linear as fastai 1.0.19 goes, or cosine as it goes later");
  fields.number("rise_share", options.rise_share, {0.0, 1.0}, "", "of the updates that rise");
  fields.number("start_divisor", options.start_divisor, {1.0, 1e9}, "",
                "the rate begins at its full size divided by this");
  fields.number("end_divisor", options.end_divisor, {1.0, 1e9}, "",
                "and ends at that beginning divided by this");
  fields.number("high_momentum", options.high_momentum, {0.0, 0.999999}, "",
                "momentum, of adam and adamw beta1, at both ends");
  fields.number("low_momentum", options.low_momentum, {0.0, 0.999999}, "",
                "the same at the full rate");
}

double linear(double start, double end, double course) {
  return start + course * (end - start);
}

double half_cosine(double start, double end, double course) {
  return end + (start - end) / 2.0 * (std::cos(std::numbers::pi * course) + 1.0);
}

// From `start` up to `top` and down to `end`.
struct Cycle {
  double start, top, end;
};

// fastai 1.0's OneCycleScheduler; where nothing rises it begins at the top.
double on_cycle(const ScheduleOptions& options, const Cycle& cycle, std::int64_t update,
                std::int64_t updates) {
  const auto rising = static_cast<std::int64_t>(static_cast<double>(updates) * options.rise_share);
  if (update < rising) {
    const double course = static_cast<double>(update) / static_cast<double>(rising);
    return options.rise == Rise::linear ? linear(cycle.start, cycle.top, course)
                                        : half_cosine(cycle.start, cycle.top, course);
  }
  const auto falling = static_cast<double>(std::max<std::int64_t>(1, updates - rising));
  return half_cosine(cycle.top, cycle.end, static_cast<double>(update - rising) / falling);
}

}  // namespace

void describe(config::Fields& fields, ScheduleOptions& options) {
  fields.choice("kind", options.kind,
                {{"constant", ScheduleKind::constant},
                 {"step", ScheduleKind::step},
                 {"cosine", ScheduleKind::cosine},
                 {"one_cycle", ScheduleKind::one_cycle}},
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
  const bool cycles = options.kind == ScheduleKind::one_cycle;
  fields.when(cycles, "kind is one_cycle", [&] { describe_one_cycle(fields, options); });
  if (cycles && options.warm_up_epochs > 0.0) {
    fields.problem("warm_up_epochs", "one_cycle rises by itself, over rise_share of the updates");
  }
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
    case ScheduleKind::one_cycle: {
      const double start = 1.0 / options.start_divisor;
      return on_cycle(options, {start, 1.0, start / options.end_divisor}, update, steps * epochs);
    }
  }
  return rise;
}

std::optional<double> scheduled_momentum(const ScheduleOptions& options, std::int64_t update,
                                         std::int64_t steps, int epochs) {
  if (options.kind != ScheduleKind::one_cycle) return std::nullopt;
  const double high = options.high_momentum;
  return on_cycle(options, {high, options.low_momentum, high}, update, steps * epochs);
}

StepSettings StepSettings::part(std::int64_t first, std::int64_t steps) const {
  const auto cut = [&](const std::vector<float>& all) {
    return all.empty() ? all : std::vector(all.begin() + first, all.begin() + first + steps);
  };
  return {cut(learning_rates), cut(momenta)};
}

StepSettings StepSettings::repeated(std::int64_t times, std::int64_t steps) const {
  const auto repeat = [&](const std::vector<float>& all) {
    std::vector<float> repeated;
    for (std::int64_t step = 0; !all.empty() && step < steps; ++step)
      repeated.push_back(all[step / times]);
    return repeated;
  };
  return {repeat(learning_rates), repeat(momenta)};
}

StepSettings step_settings(const ScheduleOptions& options, double learning_rate, int epoch,
                           std::int64_t steps, int epochs) {
  StepSettings settings;
  if (options == ScheduleOptions{}) return settings;
  for (std::int64_t step = 0; step < steps; ++step) {
    const std::int64_t update = epoch * steps + step;
    const double share = rate_share(options, update, steps, epochs);
    settings.learning_rates.push_back(static_cast<float>(learning_rate * share));
    if (const auto momentum = scheduled_momentum(options, update, steps, epochs)) {
      settings.momenta.push_back(static_cast<float>(*momentum));
    }
  }
  return settings;
}

}  // namespace timbre::training
