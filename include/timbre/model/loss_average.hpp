#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre::model {

inline constexpr double loss_average_keeps = 0.98;

/// The running average of the batches' losses, from 0 on, as fastai 1.0's SmoothenValue keeps it.
/// A batch without weight changes nothing.
TIMBRE_HOST_DEVICE inline double next_loss_average(double average, double loss, double weight) {
  if (weight <= 0.0) return average;
  return loss_average_keeps * average + (1.0 - loss_average_keeps) * loss / weight;
}

/// What fastai shows of the average over `batches` batches: the weights that it lacks, since it
/// began at 0, are made up for.
inline double smoothed_loss(double average, std::int64_t batches) {
  return average / (1.0 - std::pow(loss_average_keeps, static_cast<double>(batches)));
}

}  // namespace timbre::model
