#include "model/batch_norm_op.hpp"

namespace timbre::cuda {

BatchNormOp::BatchNormOp(const model::Block& block, const model::LayerOptions& layer,
                         const model::LayerParameters& parameters, const OpSettings& settings,
                         Counters& counters)
    : name_(block.name),
      parameters_(parameters),
      settings_(settings),
      share_(layer.statistics_share()),
      measures_(settings.mode == model::Mode::statistics || parameters.trainable()) {
  const std::int64_t channels = block.input.back();
  shape_ = {.batch = settings.batch,
            .pixels = static_cast<std::uint32_t>(element_count(block.input) / channels),
            .channels = static_cast<std::uint32_t>(channels),
            .epsilon = layer.epsilon};
  if (measures_) arrived_ = counters.take(norm_counters(shape_));
}

model::Needs BatchNormOp::needs() const {
  model::Needs needs;
  needs.saved = 2 * std::size_t{shape_.channels} * sizeof(float);
  const std::size_t partial = norm_partial_size(shape_) * sizeof(float);
  if (measures_) needs.forward_scratch = partial;
  if (!settings_.backward) return needs;
  needs.input_in_backward = true;
  if (parameters_.trainable()) needs.backward_scratch = partial;
  return needs;
}

NormStatistics BatchNormOp::statistics(const model::Views& views) const {
  return {views.saved_as<float>(), views.saved_as<float>() + shape_.channels};
}

void BatchNormOp::forward(const model::Views& views, const StepContext& step) {
  if (measures_) {
    measure_norm(shape_,
                 {.input = views.input,
                  .statistics = statistics(views),
                  .moving_mean = parameters_.moving_mean,
                  .moving_variance = parameters_.moving_variance,
                  .share = share_,
                  .cumulative = settings_.mode == model::Mode::statistics,
                  .partial = views.scratch_as<float>(),
                  .arrived = arrived_,
                  .state = step.state},
                 step.stream);
  } else {
    take_running_norm(shape_, statistics(views), parameters_.moving_mean,
                      parameters_.moving_variance, step.stream);
  }
  normalise(shape_, views.output, views.input, statistics(views), parameters_.kernel,
            parameters_.bias, step.stream);
}

void BatchNormOp::backward(const model::Views& views, const StepContext& step) {
  if (parameters_.trainable()) {
    sum_norm_gradients(shape_,
                       {.output_gradient = views.output_gradient,
                        .input = views.input,
                        .statistics = statistics(views),
                        .gamma_gradient = parameters_.kernel_gradient,
                        .beta_gradient = parameters_.bias_gradient,
                        .partial = views.scratch_as<float>(),
                        .arrived = arrived_,
                        .state = step.state},
                       step.stream);
  }
  if (!views.input_gradient) return;
  norm_input_gradient(shape_,
                      {.input_gradient = views.input_gradient,
                       .output_gradient = views.output_gradient,
                       .input = views.input,
                       .statistics = statistics(views),
                       .gamma = parameters_.kernel,
                       .gamma_gradient = parameters_.kernel_gradient,
                       .beta_gradient = parameters_.bias_gradient,
                       .state = step.state},
                      step.stream);
}

}  // namespace timbre::cuda
