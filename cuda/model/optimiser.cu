// The update of all parameters, or a batch's part of it. A block takes a piece of at most
// `piece_size` neighbouring values; each value is read and written once with its moments, its
// gradient read: 28 bytes and 12 operations for a parameter. Bound on an H100: 3.35 TB/s, that is
// 31 us for 3.7 million. Where an update has several batches, those before the last read their
// gradient and read and write the sum.
#include "model/optimiser.hpp"

#include <algorithm>

#include "gpu/kernel.cuh"
// After the keywords.
#include "core/pack.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 256;
constexpr unsigned rounds = 4;
constexpr std::int64_t piece_size = std::int64_t{threads} * rounds * 4;

// The gradients of the update.
template <int Width>
__device__ Pack<Width> gradient_of(const model::BatchPart& part, const ParameterPiece& piece,
                                   std::uint32_t at) {
  Pack<Width> gradient = load_pack<Width>(piece.gradient + at);
  if (piece.gathered == nullptr) return gradient;
  Pack<Width> gathered = {};
  if (!part.begins) gathered = load_pack<Width>(piece.gathered + at);
  for (int i = 0; i < Width; ++i) {
    gradient.value[i] = model::gathered_gradient(part, gradient.value[i], gathered.value[i]);
  }
  return gradient;
}

template <int Width>
__device__ void update(const model::AdamStep& step, const Pack<Width>& gradient,
                       const ParameterPiece& piece, std::uint32_t at) {
  Pack<Width> value = load_pack<Width>(piece.value + at);
  Pack<Width> first = load_pack<Width>(piece.first_moment + at);
  Pack<Width> second = load_pack<Width>(piece.second_moment + at);
  for (int i = 0; i < Width; ++i) {
    model::adam_update(step, gradient.value[i], value.value[i], first.value[i], second.value[i]);
  }
  store_pack<Width>(piece.value + at, value);
  store_pack<Width>(piece.first_moment + at, first);
  store_pack<Width>(piece.second_moment + at, second);
}

template <int Width>
__device__ void update(const model::SgdStep& step, const Pack<Width>& gradient,
                       const ParameterPiece& piece, std::uint32_t at) {
  Pack<Width> value = load_pack<Width>(piece.value + at);
  Pack<Width> velocity = load_pack<Width>(piece.first_moment + at);
  for (int i = 0; i < Width; ++i) {
    model::sgd_update(step, gradient.value[i], value.value[i], velocity.value[i]);
  }
  store_pack<Width>(piece.value + at, value);
  store_pack<Width>(piece.first_moment + at, velocity);
}

__device__ void take_rates(model::AdamStep& step, const StepRates& rates) {
  step.rate = rates.rate;
  step.epsilon = rates.epsilon;
  step.keep = rates.keep;
  step.beta1 = rates.momentum;
  step.one_minus_beta1 = rates.one_minus_momentum;
}

__device__ void take_rates(model::SgdStep& step, const StepRates& rates) {
  step.rate = rates.rate;
  step.momentum = rates.momentum;
}

template <int Width, typename Step>
__device__ void take(const Step& step, const model::BatchPart& part, const ParameterPiece& piece,
                     std::uint32_t at) {
  const Pack<Width> gradient = gradient_of<Width>(part, piece, at);
  if (part.ends) {
    update(step, gradient, piece, at);
  } else {
    store_pack<Width>(piece.gathered + at, gradient);
  }
}

template <typename Step>
__global__ void __launch_bounds__(threads)
    update_parameters(const ParameterPiece* pieces, Step step, const PassState* state) {
  const ParameterPiece piece = load_whole(&pieces[blockIdx.x]);
  const StepRates rates = load_whole(&state->step_rates[piece.group]);
  take_rates(step, rates);
  const std::uint32_t packed = piece.count / 4 * 4;
  for (std::uint32_t at = 4 * threadIdx.x; at < packed; at += 4 * threads) {
    take<4>(step, rates.part, piece, at);
  }
  const std::uint32_t rest = packed + threadIdx.x;
  if (rest < piece.count) take<1>(step, rates.part, piece, rest);
}

void add_pieces(const model::Parameter& parameter, std::uint32_t group, float* gathered,
                std::vector<ParameterPiece>& pieces) {
  for (std::int64_t begin = 0; begin < parameter.size(); begin += piece_size) {
    const std::int64_t count = std::min(piece_size, parameter.size() - begin);
    pieces.push_back({parameter.value.as<float>() + begin, parameter.gradient.as<float>() + begin,
                      parameter.first_moment.as<float>() + begin,
                      parameter.second_moment.as<float>() + begin,
                      gathered == nullptr ? nullptr : gathered + begin,
                      static_cast<std::uint32_t>(count), group});
  }
}

// Values of a parameter in a buffer of all of them, where each begins at a multiple of 16 bytes.
std::int64_t room_of(const model::Parameter& parameter) {
  return (parameter.size() + 3) / 4 * 4;
}

std::int64_t room_of(const std::vector<model::UpdateGroup>& groups) {
  std::int64_t room = 0;
  for (const model::UpdateGroup& group : groups) {
    for (const model::Parameter* parameter : group.parameters) room += room_of(*parameter);
  }
  return room;
}

// `gathered` has room for all groups, or is null.
std::vector<ParameterPiece> pieces_of(const std::vector<model::UpdateGroup>& groups,
                                      float* gathered) {
  std::vector<ParameterPiece> pieces;
  for (std::uint32_t group = 0; group < groups.size(); ++group) {
    for (const model::Parameter* parameter : groups[group].parameters) {
      add_pieces(*parameter, group, gathered, pieces);
      if (gathered != nullptr) gathered += room_of(*parameter);
    }
  }
  return pieces;
}

}  // namespace

StepRates step_rates(const model::OptimiserOptions& options, std::int64_t update) {
  if (options.kind == model::OptimiserKind::sgd) {
    const model::SgdStep step = model::SgdStep::at(options, options.learning_rate);
    return {.rate = step.rate, .momentum = step.momentum};
  }
  const model::AdamStep step = model::AdamStep::at(options, options.learning_rate, update);
  return {step.rate, step.epsilon, step.keep, step.beta1, step.one_minus_beta1, {}};
}

Optimiser::Optimiser(CudaDevice& device, const std::vector<model::UpdateGroup>& groups,
                     const model::OptimiserOptions& options, bool gathers)
    : kind_(options.kind),
      adam_(model::AdamStep::at(options, 0.0, 1)),
      sgd_(model::SgdStep::at(options, 0.0)) {
  if (gathers) gathered_ = Buffer(device, sizeof(float) * room_of(groups));
  const std::vector<ParameterPiece> pieces =
      pieces_of(groups, gathers ? gathered_.as<float>() : nullptr);
  count_ = static_cast<unsigned>(pieces.size());
  pieces_ = Buffer(device, pieces.size() * sizeof(ParameterPiece));
  if (count_ > 0) device.copy_in(pieces_.as<void>(), pieces.data(), pieces_.bytes());
}

void Optimiser::enqueue(const PassState* state, cudaStream_t stream) const {
  if (count_ == 0) return;
  const gpu::Launch launch{.grid = count_, .block = threads, .stream = stream};
  const auto* const pieces = pieces_.as<ParameterPiece>();
  if (kind_ == model::OptimiserKind::sgd) {
    return gpu::launch<update_parameters<model::SgdStep>>(launch, pieces, sgd_, state);
  }
  gpu::launch<update_parameters<model::AdamStep>>(launch, pieces, adam_, state);
}

}  // namespace timbre::cuda
