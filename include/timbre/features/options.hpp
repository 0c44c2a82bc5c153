#pragma once

#include <string>

#include "timbre/config/fields.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::features {

/// Raised whenever the same options give other numbers than before; part of every cache key.
inline constexpr int extractor_version = 1;

enum class WindowKind {
  hann_periodic,   ///< 0.5 - 0.5 cos(2 pi n / N), as scipy.signal.get_window
  hann_symmetric,  ///< 0.5 - 0.5 cos(2 pi n / (N - 1)), as numpy.hanning
};
enum class PadMode {
  none,      ///< frames start at the first sample, none reaches over the end
  reflect,   ///< centred; the edge sample is not repeated (numpy.pad 'reflect')
  constant,  ///< centred; zeros
  edge,      ///< centred; the edge sample is repeated
};
enum class MelScale { slaney, htk };
enum class MelNorm { none, slaney };
enum class DeltaKind {
  none,
  filter,          ///< librosa up to 0.5.1: regression weights with repeated edges
  savitzky_golay,  ///< librosa from 0.6: the same inside, edges from the end windows' slope
};
enum class Layout {
  bands_by_frames,  ///< row = mel band, column = frame
  scrambled,        ///< document 001: x[r][c] = band (41 r + c) mod 60 of frame (41 r + c) div 60
};

/// Cuts a clip into overlapping segments, each one example; a rest shorter than one is dropped.
struct SegmentOptions {
  int length = 20480;  ///< samples
  int hop = 10240;     ///< samples
  bool operator==(const SegmentOptions&) const = default;
};

struct StftOptions {
  int n_fft = 2048;  ///< samples, a power of two
  int hop = 512;     ///< samples
  WindowKind window = WindowKind::hann_periodic;
  PadMode pad = PadMode::reflect;
  bool operator==(const StftOptions&) const = default;
};

struct MelOptions {
  int bands = 60;
  double low = 0.0;   ///< Hz
  double high = 0.0;  ///< Hz; 0 means half the sample rate
  MelScale scale = MelScale::slaney;
  MelNorm norm = MelNorm::slaney;
  bool operator==(const MelOptions&) const = default;
};

struct DecibelOptions {
  double floor = 1e-10;  ///< powers below count as this (librosa's amin)
  double range = 80.0;   ///< dB below the example's own peak that are kept (librosa's top_db)
  bool operator==(const DecibelOptions&) const = default;
};

struct DeltaOptions {
  DeltaKind kind = DeltaKind::filter;
  int width = 9;  ///< columns, odd
  bool operator==(const DeltaOptions&) const = default;
};

/// Samples to examples.
struct FeatureOptions {
  SegmentOptions segment;
  StftOptions stft;
  MelOptions mel;
  DecibelOptions decibel;
  DeltaOptions delta;
  Layout layout = Layout::bands_by_frames;
  bool operator==(const FeatureOptions&) const = default;
};

/// Everything from file to examples: the `features:` part of an experiment, and the cache key.
struct FrontEndOptions {
  decode::DecodeOptions decode;
  resample::ResampleOptions resample;
  FeatureOptions features;
  bool operator==(const FrontEndOptions&) const = default;
};
void describe(config::Fields& fields, FeatureOptions& options);
void describe(config::Fields& fields, FrontEndOptions& options);

}  // namespace timbre::features
