#include "features/levels_cpu.hpp"

#include "features/decibel_cpu.hpp"
#include "features/padded_copy.hpp"
#include "timbre/features/framing.hpp"

namespace timbre::features {

LevelTables::LevelTables(const FeatureOptions& options, int sample_rate)
    : stft(options.stft),
      spectrum(stft),
      bands(mel_table(bands_of(options, sample_rate), stft.spectrum)),
      rule(level_rule(options)) {}

LevelScratch::LevelScratch(const LevelTables& tables)
    : frame(tables.stft.n_fft), spectrum(tables.spectrum.scratch()) {}

void compute_levels(const LevelTables& tables, LevelScratch& scratch,
                    std::span<const float> segment, const SegmentFrames& frames, int begin, int end,
                    float* levels) {
  const StftOptions& stft = tables.stft;
  const std::size_t bands = tables.bands.count;
  for (int frame = begin; frame < end; ++frame) {
    const std::int64_t start = frame_start(frame, stft.frame_length(), stft.hop, stft.pad);
    const bool inside = frame >= frames.inside_begin && frame < frames.inside_end;
    if (!inside) {
      copy_padded(segment.data(), std::ssize(segment), stft.pad, start, stft.n_fft,
                  scratch.frame.data());
    }
    const float* power = tables.spectrum.power(
        inside ? segment.data() + start : scratch.frame.data(), scratch.spectrum);
    sum_bands(tables.bands, power, levels + frame * bands);
  }
  to_levels(tables.rule, levels + begin * bands, (end - begin) * bands);
}

}  // namespace timbre::features
