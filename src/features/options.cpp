#include "timbre/features/options.hpp"

#include <functional>
#include <limits>
#include <string>

#include "features/fft_tables.hpp"
#include "features/messages.hpp"
#include "timbre/features/delta.hpp"
#include "timbre/features/level_rule.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {

LevelRule level_rule(const FeatureOptions& options) {
  if (options.logarithm == Logarithm::decibel) {
    return {options.logarithm, static_cast<float>(options.decibel.floor),
            static_cast<float>(options.decibel.range)};
  }
  const bool floored = options.natural.silence == Silence::floor;
  return {options.logarithm, floored ? static_cast<float>(options.natural.floor) : 0.0f,
          std::numeric_limits<float>::infinity()};
}

namespace {

constexpr double most_samples = 1e8;  // 75 minutes at 22050 Hz

// Rules that hold between sections of levels and of pictures of levels.
void report_frame_misfits(config::Fields& fields, const FeatureOptions& options) {
  const StftOptions& stft = options.stft;
  const int length = options.segment.length, needed = stft.frame_length() / 2 + 1;
  if (stft.pad == PadMode::reflect && length < needed) {
    fields.problem("segment.length",
                   "is " + std::to_string(length) + " samples; stft.pad reflect with frames of " +
                       std::to_string(stft.frame_length()) + " needs " + std::to_string(needed));
  }
  if (frame_count(length, stft) == 0) {
    fields.problem("segment.length", "is " + std::to_string(length) +
                                         " samples; without padding not one frame of " +
                                         std::to_string(stft.frame_length()) + " fits");
  }
  if (stft.spectrum == Spectrum::magnitude && options.logarithm == Logarithm::decibel) {
    fields.problem("stft.spectrum", "magnitude goes with logarithm natural; decibels are of power");
  }
}

void report_level_misfits(config::Fields& fields, const FeatureOptions& options) {
  const std::int64_t columns = example_shape(options).columns;
  if (columns > 0 && options.delta.kind != DeltaKind::none && options.delta.width > columns) {
    fields.problem("delta.width", "is " + std::to_string(options.delta.width) +
                                      "; an example has " + std::to_string(columns) + " columns");
  }
  if (level_rule(options).floor == 0.0f && options.delta.kind != DeltaKind::none) {
    fields.problem("natural.silence", "minus_infinity has no slope; use floor, or delta.kind none");
  }
}

// Frames and spectra of document 003.
void describe_variants(config::Fields& fields, StftOptions& options) {
  fields.added(options.frame == 0, [&] {
    fields.integer("frame", options.frame, {0, 65536}, "samples",
                   "length of a frame and its window, of which the transform takes the first n_fft "
                   "samples, as tf.signal.stft; 0: n_fft");
  });
  fields.added(options.full_scale == 1, [&] {
    fields.integer("full_scale", options.full_scale, {1, 32768}, "",
                   "what samples of full scale count; 32768: as integers of 16 bits");
  });
  fields.added(options.spectrum == Spectrum::power, [&] {
    fields.choice("spectrum", options.spectrum,
                  {{"power", Spectrum::power}, {"magnitude", Spectrum::magnitude}},
                  "what is kept of the transform; magnitude goes with logarithm natural");
  });
  if (options.frame != 0 && options.frame < options.n_fft) {
    fields.problem("frame", std::to_string(options.frame) + " is shorter than n_fft, " +
                                std::to_string(options.n_fft) +
                                "; allowed are 0 and n_fft or more");
  }
}

}  // namespace

void describe(config::Fields& fields, SegmentOptions& options) {
  fields.added(!options.whole, [&] {
    fields.boolean("whole", options.whole,
                   "a clip is one example, of kind mel_picture, up to length; a longer one is cut");
  });
  fields.integer("length", options.length, {1, most_samples}, "samples", "length of one example");
  fields.when(!options.whole, "whole is false", [&] {
    fields.integer("hop", options.hop, {1, most_samples}, "samples",
                   "from the start of one example to that of the next");
    fields.added(options.most == 0, [&] {
      fields.integer("most", options.most, {0, most_samples}, "",
                     "examples of a clip at most, its first ones; 0: all");
    });
  });
}

void describe(config::Fields& fields, StftOptions& options) {
  fields.integer("n_fft", options.n_fft, {least_fft_length, most_fft_length}, "samples",
                 "length of the transform and, without key frame, of a frame; even, with no prime "
                 "factor above 7; powers of two from 256 to 4096 are the fast ones");
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
  describe_variants(fields, options);
  if (!is_fft_length(options.n_fft)) {
    fields.problem("n_fft", std::to_string(options.n_fft) +
                                " is not allowed; it must be even and without a prime factor "
                                "above 7, as 400, 1024 or 8192");
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

void describe(config::Fields& fields, NaturalLogOptions& options) {
  fields.choice("silence", options.silence,
                {{"minus_infinity", Silence::minus_infinity}, {"floor", Silence::floor}},
                "what digital silence becomes; minus_infinity as ln 0, which no training survives");
  fields.when(options.silence == Silence::floor, "silence is floor", [&] {
    fields.number("floor", options.floor, {1e-30, 1e6}, "", "smaller values count as this");
  });
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

namespace {

// Of levels and of pictures of levels.
void describe_bands(config::Fields& fields, FeatureOptions& options, bool drawn) {
  const char* const of_both = "kind is levels or mel_picture";
  const bool both = drawn || options.kind == ExampleKind::levels;
  const auto alone = [&](const std::function<void()>& keys) {
    fields.when(both && !drawn, "kind is levels", keys);
  };
  fields.when(both, of_both,
              [&] { fields.section("stft", options.stft, "power of overlapping frames"); });
  alone([&] {
    fields.added(options.bands == Bands::mel, [&] {
      fields.choice("bands", options.bands, {{"mel", Bands::mel}, {"linear", Bands::linear}},
                    "the rows of examples; linear: the bins of the transform");
    });
  });
  fields.when(both, of_both, [&] {
    fields.when(options.bands == Bands::mel, "bands is mel", [&] {
      fields.section("mel", options.mel,
                     "sums powers into bands; sums that hold nothing are warned of");
    });
  });
  alone([&] {
    fields.added(options.logarithm == Logarithm::decibel, [&] {
      fields.choice("logarithm", options.logarithm,
                    {{"decibel", Logarithm::decibel}, {"natural", Logarithm::natural}},
                    "from sums of bands to levels");
    });
  });
  fields.when(both, of_both, [&] {
    fields.when(options.logarithm == Logarithm::decibel, "logarithm is decibel", [&] {
      fields.section("decibel", options.decibel, "10 log10 of the bands' powers");
    });
  });
  alone([&] {
    fields.when(options.logarithm == Logarithm::natural, "logarithm is natural", [&] {
      fields.section("natural", options.natural, "ln of the bands' powers or magnitudes");
    });
    fields.section("delta", options.delta, "the slope of levels as second channel");
    fields.choice("layout", options.layout,
                  {{"bands_by_frames", Layout::bands_by_frames}, {"scrambled", Layout::scrambled}},
                  "scrambled is the wrong reshape of document 001");
  });
}

void report_mel_picture_misfits(config::Fields& fields, const FeatureOptions& options) {
  if (options.segment.whole && options.stft.pad == PadMode::none) {
    fields.problem("stft.pad",
                   "none leaves a short clip without a frame; use reflect, constant or edge where "
                   "segment.whole is true");
  }
  if (options.picture.rows == BandRows::specshow && options.mel.bands < 2) {
    fields.problem("mel.bands", "rows specshow needs two bands");
  }
}

void report_misfits(config::Fields& fields, const FeatureOptions& options, bool drawn) {
  if (options.segment.whole && !drawn) {
    fields.problem("segment.whole", "goes with kind mel_picture; other examples have one length");
  }
  if (is_picture(options) && !drawn) return;
  if (!is_fft_length(options.stft.n_fft) || options.stft.hop <= 0) return;
  report_frame_misfits(fields, options);
  drawn ? report_mel_picture_misfits(fields, options) : report_level_misfits(fields, options);
}

}  // namespace

bool is_picture(const FeatureOptions& options) {
  return options.kind != ExampleKind::levels;
}

bool has_mel_bands(const FeatureOptions& options) {
  return options.kind == ExampleKind::mel_picture ||
         (options.kind == ExampleKind::levels && options.bands == Bands::mel);
}

void describe(config::Fields& fields, FeatureOptions& options) {
  fields.added(!is_picture(options), [&] {
    fields.choice("kind", options.kind,
                  {{"levels", ExampleKind::levels},
                   {"spectrogram_picture", ExampleKind::spectrogram_picture},
                   {"mel_picture", ExampleKind::mel_picture},
                   {"picture_file", ExampleKind::picture_file}},
                  "what an example is: levels of bands and frames, the picture that Matplotlib's "
                  "specgram or librosa's specshow of mel levels draws, or a PNG or JPEG file");
  });
  fields.when(options.kind != ExampleKind::picture_file, "kind is not picture_file", [&] {
    fields.section("segment", options.segment,
                   "cuts a clip into examples; a short rest is dropped");
  });
  const bool drawn = options.kind == ExampleKind::mel_picture;
  describe_bands(fields, options, drawn);
  fields.when(is_picture(options), "kind is a picture",
              [&] { describe(fields, options.picture, options.kind); });
  report_misfits(fields, options, drawn);
}

void describe(config::Fields& fields, FrontEndOptions& options) {
  fields.section("decode", options.decode, "from files to samples");
  fields.section("resample", options.resample, "to one sample rate");
  describe(fields, options.features);
  fields.added(!options.on_the_fly, [&] {
    fields.boolean("on_the_fly", options.on_the_fly,
                   "keep samples in memory and compute the features of each batch, without cache");
  });
  if (options.on_the_fly && is_picture(options.features)) {
    fields.problem("on_the_fly", "goes with kind levels; pictures are computed once");
  }
  if (!has_mel_bands(options.features)) return;
  const double highest = highest_frequency(options.features.mel, options.resample.rate);
  if (2.0 * highest > options.resample.rate) {
    fields.problem("mel.high", "is " + format_number(highest) + " Hz, but sound at " +
                                   std::to_string(options.resample.rate) + " Hz ends at " +
                                   format_number(options.resample.rate / 2.0) + " Hz");
  }
}

}  // namespace timbre::features
