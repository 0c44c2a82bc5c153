#include "model/cpu/pointwise_conv.hpp"

#include <algorithm>

#include "model/cpu/matmul.hpp"
#include "model/cpu/parallel.hpp"
#include "model/cpu/simd/narrow_matmul.hpp"

namespace timbre::model::cpu {
namespace {

// Sums of a tile, in floats. Products of general matrices want many rows and leave half of a 1 MiB
// L2 cache to their operands; narrow ones cost so little that their sums should stay in L1.
constexpr std::int64_t tile_size = 65536;
constexpr std::int64_t narrow_tile_size = 4096;

}  // namespace

PointwiseConv::PointwiseConv(const Block& block, PointwiseChain chain, const OpSettings& settings)
    : name_(block.name),
      settings_(settings),
      chain_(std::move(chain)),
      epilogue_(block.epilogue, {block.input[0], block.input[1], block.output.back()}),
      narrow_(chain_.in() <= simd::narrow_limit),
      parts_(part_count(settings.batch)) {
  const std::int64_t fitting = (narrow_ ? narrow_tile_size : tile_size) / epilogue_.window_size();
  tile_rows_ = std::clamp<std::int64_t>(fitting, 1, epilogue_.output().rows);
  tiles_ = (epilogue_.output().rows + tile_rows_ - 1) / tile_rows_;
}

Needs PointwiseConv::needs() const {
  const std::int64_t sums = tile_rows_ * epilogue_.window_size();
  Needs needs;
  needs.saved = chain_.state_size() * sizeof(float);
  needs.forward_scratch = settings_.threads * (sums + epilogue_.scratch_size()) * sizeof(float);
  if (!settings_.backward) return needs;
  needs.input_in_backward = chain_.trainable();
  if (epilogue_.keeps_passed()) needs.saved += settings_.batch * epilogue_.output().size();
  needs.backward_scratch =
      (settings_.threads * sums + (parts_ + 1) * chain_.folded_size() + chain_.scratch_size()) *
      sizeof(float);
  return needs;
}

PointwiseConv::Tile PointwiseConv::tile(std::int64_t item) const {
  const std::int64_t begin = item % tiles_ * tile_rows_;
  return {item / tiles_, begin, std::min(begin + tile_rows_, epilogue_.output().rows)};
}

std::int64_t PointwiseConv::pixels(const Tile& tile) const {
  return (tile.end - tile.begin) * epilogue_.pool() * epilogue_.input().columns;
}

std::int64_t PointwiseConv::input_offset(const Tile& tile) const {
  const Picture& sums = epilogue_.input();
  return (tile.example * sums.rows + tile.begin * epilogue_.pool()) * sums.columns * chain_.in();
}

std::int64_t PointwiseConv::output_offset(const Tile& tile) const {
  const Picture& output = epilogue_.output();
  return (tile.example * output.rows + tile.begin) * output.row_size();
}

std::uint8_t* PointwiseConv::passed(const Views& views) const {
  if (!settings_.backward || !epilogue_.keeps_passed()) return nullptr;
  return reinterpret_cast<std::uint8_t*>(views.saved_as<float>() + chain_.state_size());
}

void PointwiseConv::forward(const Views& views, const StepContext& step) {
  const float* folded = chain_.fold(views.saved_as<float>());
  const std::int64_t scratch_size = tile_rows_ * epilogue_.window_size() + epilogue_.scratch_size();
  parallel_for(step.rows * tiles_, [&](std::int64_t item) {
    float* scratch = views.scratch_as<float>() + thread_index() * scratch_size;
    forward_tile(views, step, tile(item), folded, scratch);
  });
}

void PointwiseConv::forward_tile(const Views& views, const StepContext& step, const Tile& tile,
                                 const float* folded, float* scratch) const {
  const std::int64_t in = chain_.in();
  const std::int64_t out = chain_.out();
  const float* input = views.input + input_offset(tile);
  const float* bias = folded + in * out;
  float* sums = scratch;
  float* scales = scratch + tile_rows_ * epilogue_.window_size();
  if (narrow_) {
    simd::narrow_matmul(pixels(tile), out, in, input, folded, sums);
  } else {
    matmul(pixels(tile), out, in, {input, in}, {folded, out}, Into::overwrite, sums);
  }
  std::int64_t place = output_offset(tile);
  for (std::int64_t row = tile.begin; row < tile.end; ++row) {
    std::uint8_t* kept = passed(views);
    epilogue_.forward(step, tile.example, row, sums, bias, scales, views.output + place,
                      kept ? kept + place : nullptr);
    sums += epilogue_.window_size();
    place += epilogue_.output().row_size();
  }
}

void PointwiseConv::backward(const Views& views, const StepContext& step) {
  const float* state = views.saved_as<float>();
  const float* folded = state + chain_.state_size() - chain_.folded_size();
  const std::int64_t folded_size = chain_.folded_size();
  float* partial = views.scratch_as<float>();
  float* total = partial + parts_ * folded_size;
  float* chain_scratch = total + folded_size;
  float* sums = chain_scratch + chain_.scratch_size();
  const bool trainable = chain_.trainable();

  parallel_for(parts_, [&](std::int64_t number) {
    const Part part = part_of(settings_.batch, parts_, number, step.rows);
    float* gradient = trainable ? partial + number * folded_size : nullptr;
    float* own_sums = sums + thread_index() * tile_rows_ * epilogue_.window_size();
    if (gradient) std::fill_n(gradient, folded_size, 0.0f);
    for (std::int64_t item = part.begin * tiles_; item < part.end * tiles_; ++item) {
      backward_tile(views, tile(item), folded, own_sums, gradient);
    }
    if (!views.input_gradient) return;
    for (std::int64_t example = part.begin; example < part.end; ++example) {
      clear_cut_rows(views.input_gradient +
                     example * epilogue_.input().rows * epilogue_.input().columns * chain_.in());
    }
  });
  if (!trainable) return;
  add_parts(partial, parts_, folded_size, total);
  chain_.unfold(state, total, chain_scratch);
}

void PointwiseConv::backward_tile(const Views& views, const Tile& tile, const float* folded,
                                  float* sums, float* folded_gradient) const {
  const std::int64_t in = chain_.in();
  const std::int64_t out = chain_.out();
  const std::uint8_t* kept = passed(views);
  std::int64_t place = output_offset(tile);
  float* window = sums;
  for (std::int64_t row = tile.begin; row < tile.end; ++row) {
    epilogue_.backward(views.output_gradient + place, kept ? kept + place : nullptr, window,
                       folded_gradient ? folded_gradient + in * out : nullptr);
    window += epilogue_.window_size();
    place += epilogue_.output().row_size();
  }
  const float* input = views.input + input_offset(tile);
  if (folded_gradient && narrow_) {
    simd::add_narrow_product(pixels(tile), out, in, input, sums, folded_gradient);
  } else if (folded_gradient) {
    matmul(in, out, pixels(tile), {input, in, true}, {sums, out}, Into::accumulate,
           folded_gradient);
  }
  if (views.input_gradient) {
    matmul(pixels(tile), in, out, {sums, out}, {folded, out, true}, Into::overwrite,
           views.input_gradient + input_offset(tile));
  }
}

// Rows that no window of the pooling covers.
void PointwiseConv::clear_cut_rows(float* input_gradient) const {
  const Picture& sums = epilogue_.input();
  const std::int64_t covered = epilogue_.output().rows * epilogue_.pool();
  const std::int64_t row_size = sums.columns * chain_.in();
  std::fill(input_gradient + covered * row_size, input_gradient + sums.rows * row_size, 0.0f);
}

}  // namespace timbre::model::cpu
