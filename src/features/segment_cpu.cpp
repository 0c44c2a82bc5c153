#include "features/segment_cpu.hpp"

#include <algorithm>

#include "features/decibel_cpu.hpp"
#include "features/delta_cpu.hpp"
#include "features/layout_cpu.hpp"
#include "features/padded_copy.hpp"
#include "timbre/features/framing.hpp"

namespace timbre::features {
namespace {

// Levels of the frames [begin, end).
void compute_levels(const SegmentTables& tables, SegmentScratch& scratch, const float* segment,
                    int begin, int end) {
  const StftOptions& stft = tables.options.stft;
  const std::size_t bands = tables.bands.count;
  for (int frame = begin; frame < end; ++frame) {
    const std::int64_t start = frame_start(frame, stft.frame_length(), stft.hop, stft.pad);
    const bool inside = frame >= tables.frames.inside_begin && frame < tables.frames.inside_end;
    if (!inside) {
      copy_padded(segment, tables.options.segment.length, stft.pad, start, stft.n_fft,
                  scratch.frame.data());
    }
    const float* power =
        tables.spectrum.power(inside ? segment + start : scratch.frame.data(), scratch.spectrum);
    sum_bands(tables.bands, power, &scratch.levels[frame * bands]);
  }
  to_levels(tables.level, &scratch.levels[begin * bands], (end - begin) * bands);
}

}  // namespace

SegmentTables::SegmentTables(const FeatureOptions& feature_options, int sample_rate)
    : options(feature_options),
      frames(options),
      spectrum(options.stft),
      bands(mel_table(bands_of(options, sample_rate), options.stft.spectrum)),
      level(level_rule(options)),
      format(options, example_shape(options)) {}

SegmentScratch::SegmentScratch(const SegmentTables& tables)
    : frame(tables.options.stft.n_fft),
      spectrum(tables.spectrum.scratch()),
      levels(tables.format.levels_size()),
      rows(tables.format.rows_size()) {}

void compute_example(const SegmentTables& tables, SegmentScratch& scratch, const float* segment,
                     bool follows, float* example) {
  const SegmentFrames& frames = tables.frames;
  const int kept = follows ? frames.shared : 0, bands = tables.bands.count;
  float* levels = scratch.levels.data();
  if (kept > 0) {
    const float* earlier = levels + (frames.inside_begin + frames.shift) * bands;
    std::copy_n(earlier, kept * bands, levels + frames.inside_begin * bands);
    compute_levels(tables, scratch, segment, 0, frames.inside_begin);
    compute_levels(tables, scratch, segment, frames.inside_begin + kept, frames.count);
  } else {
    compute_levels(tables, scratch, segment, 0, frames.count);
  }
  const float peak = peak_level(levels, frames.count * bands);
  lay_out(tables.format, levels, peak, scratch.rows.data());
  write_example(tables.format, scratch.rows.data(), example);
}

}  // namespace timbre::features
