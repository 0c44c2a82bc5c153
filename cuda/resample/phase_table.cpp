#include "resample/phase_table.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "timbre/core/error.hpp"

namespace timbre::cuda::resample {
namespace {

using timbre::resample::block_size;
using timbre::resample::FilterKey;
using timbre::resample::KaiserFilter;
using timbre::resample::WeightBlock;

// As many as the CPU keeps.
constexpr std::int64_t most_bytes = 16 << 20;

int round_down(int value, int step) {
  return (value >= 0 ? value : value - step + 1) / step * step;
}

// A longer period may end within a group: what its last group wastes is then little.
constexpr int long_period = 64;

int cycles_of_period(int cycle, int phases) {
  int cycles = 1;
  while (cycles * cycle % 4 != 0 ||
         (cycles * phases < long_period && cycles * phases % outputs_at_once != 0))
    ++cycles;
  return cycles;
}

}  // namespace

PhaseTable::PhaseTable(const FilterKey& key, bool may_fall_below) {
  const KaiserFilter filter(key);
  const int divisor = std::gcd(key.from, key.to);
  phases = key.to / divisor;
  cycle = key.from / divisor;
  const int cycles = cycles_of_period(cycle, phases);
  period_outputs = cycles * phases;
  period_samples = cycles * cycle;
  groups = (period_outputs + outputs_at_once - 1) / outputs_at_once;
  reach = filter.reach();
  taps = filter.taps();
  place_groups(may_fall_below);
  const std::int64_t bytes = std::int64_t{16} * outputs_at_once * fours * columns;
  if (bytes > most_bytes) {
    throw RequestError("resample: the device has no room for the " + std::to_string(bytes) +
                       " bytes of weights that " + std::to_string(key.from) + " to " +
                       std::to_string(key.to) + " Hz takes, of at most " +
                       std::to_string(most_bytes) +
                       "; choose a resample.rate with a larger common divisor, or --device cpu");
  }
  fill(filter);
}

void PhaseTable::place_groups(bool may_fall_below) {
  int width = 0;
  columns = groups;
  for (int group = 0; group < groups; ++group) {
    const int begin = group * outputs_at_once;
    const int last = std::min(begin + outputs_at_once, period_outputs) - 1;
    // One sample more for sums below whole samples.
    first.push_back(round_down(sample_of(begin) - reach, 4));
    width = std::max(width, sample_of(last) + reach + 1 - first.back());
    const bool has_phase_0 = (last / phases) * phases >= begin;
    below.push_back(has_phase_0 && may_fall_below ? columns++ : group);
  }
  fours = (width + 3) / 4;
}

void PhaseTable::fill(const KaiserFilter& filter) {
  weights.resize(std::size_t{4} * outputs_at_once * fours * columns);
  rows.resize(phases + 1);
  for (int output = 0; output < period_outputs; ++output) {
    const auto phase = static_cast<int>(std::int64_t{output} * cycle % phases);
    const int group = output / outputs_at_once;
    RowPlace place{group, output % outputs_at_once, sample_of(output) + 1 - reach - first[group]};
    rows[phase] = place;
    add_row(filter, phase, place);
    if (below[group] == group) continue;
    place.column = below[group];
    if (phase == 0) {
      --place.first;
      rows[phases] = place;
    }
    add_row(filter, phase == 0 ? phases : phase, place);
  }
}

void PhaseTable::add_row(const KaiserFilter& filter, int phase, const RowPlace& place) {
  std::vector<WeightBlock> row(filter.blocks());
  filter.weights(static_cast<double>(phase) / phases, row);
  for (int tap = 0; tap < 2 * reach; ++tap) {
    const int sample = place.first + tap;
    const std::size_t four =
        (std::size_t{1} * (sample / 4) * outputs_at_once + place.output) * columns + place.column;
    weights[4 * four + sample % 4] = row[tap / block_size].weights[tap % block_size];
  }
}

}  // namespace timbre::cuda::resample
