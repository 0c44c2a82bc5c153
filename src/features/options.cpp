#include "timbre/features/options.hpp"

#include <string>

#include "features/fft_tables.hpp"
#include "features/messages.hpp"
#include "timbre/features/delta.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {
namespace {

constexpr double most_samples = 1e8;  // 75 minutes at 22050 Hz

// Rules that hold between sections.
void report_misfits(config::Fields& fields, const FeatureOptions& options) {
  const StftOptions& stft = options.stft;
  const int length = options.segment.length, needed = stft.n_fft / 2 + 1;
  if (stft.pad == PadMode::reflect && length < needed) {
    fields.problem("segment.length",
                   "is " + std::to_string(length) + " samples; stft.pad reflect with n_fft " +
                       std::to_string(stft.n_fft) + " needs " + std::to_string(needed));
  }
  const std::int64_t columns = example_shape(options).columns;
  if (columns == 0) {
    fields.problem("segment.length",
                   "is " + std::to_string(length) +
                       " samples; without padding not one frame of stft.n_fft = " +
                       std::to_string(stft.n_fft) + " fits");
  } else if (options.delta.kind != DeltaKind::none && options.delta.width > columns) {
    fields.problem("delta.width", "is " + std::to_string(options.delta.width) +
                                      "; an example has " + std::to_string(columns) + " columns");
  }
}

}  // namespace

void describe(config::Fields& fields, SegmentOptions& options) {
  fields.integer("length", options.length, {1, most_samples}, "samples", "length of one example");
  fields.integer("hop", options.hop, {1, most_samples}, "samples",
                 "from the start of one example to that of the next");
}

void describe(config::Fields& fields, StftOptions& options) {
  fields.integer("n_fft", options.n_fft, {256, 4096}, "samples",
                 "length of a frame and of its transform, a power of two");
  fields.integer("hop", options.hop, {1, 65536}, "samples",
                 "from the start of one frame to that of the next");
  fields.choice("window", options.window,
                {{"hann_periodic", WindowKind::hann_periodic},
                 {"hann_symmetric", WindowKind::hann_symmetric}},
                "periodic as in SciPy and librosa, symmetric as numpy.hanning");
  fields.choice("pad", options.pad,
                {{"none", PadMode::none},
                 {"reflect", PadMode::reflect},
                 {"constant", PadMode::constant},
                 {"edge", PadMode::edge}},
                "what centred frames see beyond the ends; none: frames are not centred");
  if (!is_fft_length(options.n_fft)) {
    fields.problem("n_fft", std::to_string(options.n_fft) +
                                " is not allowed; allowed are 256, 512, 1024, 2048 and 4096");
  }
}

void describe(config::Fields& fields, MelOptions& options) {
  fields.integer("bands", options.bands, {1, 1024}, "", "triangular filters, the rows of examples");
  fields.number("low", options.low, {0.0, 1e6}, "Hz", "where the lowest band begins");
  fields.number("high", options.high, {0.0, 1e6}, "Hz",
                "where the highest band ends; 0: at half the sample rate");
  fields.choice("scale", options.scale, {{"slaney", MelScale::slaney}, {"htk", MelScale::htk}},
                "slaney is linear up to 1000 Hz, htk is 2595 log10(1 + f / 700)");
  fields.choice("norm", options.norm, {{"none", MelNorm::none}, {"slaney", MelNorm::slaney}},
                "slaney gives all bands the same area, none the same peak");
  if (options.high != 0.0 && options.low >= options.high) {
    fields.problem("low", format_number(options.low) + " Hz is not below high, " +
                              format_number(options.high) + " Hz");
  }
}

void describe(config::Fields& fields, DecibelOptions& options) {
  fields.number("floor", options.floor, {1e-30, 1.0}, "", "smaller powers count as this");
  fields.number("range", options.range, {0.0, 1000.0}, "dB",
                "what lies further below the peak of its own example is raised to there");
}

void describe(config::Fields& fields, DeltaOptions& options) {
  fields.choice("kind", options.kind,
                {{"none", DeltaKind::none},
                 {"filter", DeltaKind::filter},
                 {"savitzky_golay", DeltaKind::savitzky_golay}},
                "second channel: slope along the columns; they differ at the ends only");
  fields.when(options.kind != DeltaKind::none, "kind is not none", [&] {
    fields.integer("width", options.width, {3, 101}, "columns", "of the fitted line, odd");
  });
  if (options.kind != DeltaKind::none && options.width % 2 == 0) {
    fields.problem("width", std::to_string(options.width) + " is not allowed; it must be odd");
  }
}

void describe(config::Fields& fields, FeatureOptions& options) {
  fields.section("segment", options.segment, "cuts a clip into examples; a short rest is dropped");
  fields.section("stft", options.stft, "power of overlapping frames");
  fields.section("mel", options.mel,
                 "sums powers into bands; sums that hold nothing are warned of");
  fields.section("decibel", options.decibel, "10 log10 of the bands' powers");
  fields.section("delta", options.delta, "the slope of levels as second channel");
  fields.choice("layout", options.layout,
                {{"bands_by_frames", Layout::bands_by_frames}, {"scrambled", Layout::scrambled}},
                "scrambled is the wrong reshape of document 001");
  if (is_fft_length(options.stft.n_fft)) report_misfits(fields, options);
}

void describe(config::Fields& fields, FrontEndOptions& options) {
  fields.section("decode", options.decode, "from files to samples");
  fields.section("resample", options.resample, "to one sample rate");
  describe(fields, options.features);
  const double highest = highest_frequency(options.features.mel, options.resample.rate);
  if (2.0 * highest > options.resample.rate) {
    fields.problem("mel.high", "is " + format_number(highest) + " Hz, but sound at " +
                                   std::to_string(options.resample.rate) + " Hz ends at " +
                                   format_number(options.resample.rate / 2.0) + " Hz");
  }
}

}  // namespace timbre::features
