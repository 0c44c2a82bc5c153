#include "model/cpu/optimiser.hpp"

#include "model/cpu/parallel.hpp"
#include "model/cpu/simd/adam.hpp"
#include "model/cpu/simd/sgd.hpp"
#include "timbre/core/error.hpp"

namespace timbre::model::cpu {
namespace {

constexpr std::int64_t values_per_piece = 16384;  // their four arrays fill a quarter of a 1 MiB L2

class Adam final : public Optimiser {
 public:
  void apply(const OptimiserOptions& options, std::int64_t update,
             const std::vector<Parameter*>& parameters) override {
    const AdamStep step = AdamStep::at(options, options.learning_rate, update);
    for (Parameter* parameter : parameters) {
      parallel_ranges(
          parameter->size(), values_per_piece, [&](std::int64_t begin, std::int64_t end) {
            simd::adam_updates(step, end - begin, parameter->gradient.as<float>() + begin,
                               parameter->value.as<float>() + begin,
                               parameter->first_moment.as<float>() + begin,
                               parameter->second_moment.as<float>() + begin);
          });
    }
  }
};

class Sgd final : public Optimiser {
 public:
  void apply(const OptimiserOptions& options, std::int64_t,
             const std::vector<Parameter*>& parameters) override {
    const SgdStep step = SgdStep::at(options, options.learning_rate);
    for (Parameter* parameter : parameters) {
      parallel_ranges(
          parameter->size(), values_per_piece, [&](std::int64_t begin, std::int64_t end) {
            simd::sgd_updates(step, end - begin, parameter->gradient.as<float>() + begin,
                              parameter->value.as<float>() + begin,
                              parameter->first_moment.as<float>() + begin);
          });
    }
  }
};

}  // namespace

std::unique_ptr<Optimiser> make_optimiser(OptimiserKind kind) {
  switch (kind) {
    case OptimiserKind::adam:
    case OptimiserKind::adamw:
      return std::make_unique<Adam>();
    case OptimiserKind::sgd:
      return std::make_unique<Sgd>();
  }
  throw ContractError("an unknown kind of optimiser");
}

}  // namespace timbre::model::cpu
