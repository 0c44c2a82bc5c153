#pragma once

#include "timbre/config/fields.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/features/kinds.hpp"
#include "timbre/features/picture/options.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::features {

/// Raised whenever the same options give other numbers than before; part of every cache key.
inline constexpr int extractor_version = 1;

/// Cuts a clip into overlapping segments, each one example; a rest shorter than one is dropped. Or
/// a whole clip is one, whatever its length; of a longer one than `length` its first part.
struct SegmentOptions {
  int length = 20480;  ///< samples
  int hop = 10240;     ///< samples
  int most = 0;        ///< examples of a clip, its first ones; 0: all
  bool whole = false;
  bool operator==(const SegmentOptions&) const = default;
};

struct StftOptions {
  int n_fft = 2048;  ///< samples of the transform; see is_fft_length()
  int hop = 512;     ///< samples
  WindowKind window = WindowKind::hann_periodic;
  PadMode pad = PadMode::reflect;
  int frame = 0;  ///< samples of a frame and its window; 0 means n_fft
  int full_scale = 1;
  Spectrum spectrum = Spectrum::power;

  /// A frame longer than the transform is cropped after the window, as tf.signal.stft does.
  int frame_length() const { return frame == 0 ? n_fft : frame; }
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

struct NaturalLogOptions {
  Silence silence = Silence::floor;
  double floor = 1e-10;  ///< powers or magnitudes below count as this
  bool operator==(const NaturalLogOptions&) const = default;
};

struct DeltaOptions {
  DeltaKind kind = DeltaKind::filter;
  int width = 9;  ///< columns, odd
  bool operator==(const DeltaOptions&) const = default;
};

/// Samples to examples. Levels have everything from `stft` to `layout`, pictures have `picture`,
/// those of mel levels `stft`, `mel` and `decibel`, too; one that comes as a file has no segments.
struct FeatureOptions {
  SegmentOptions segment = {};
  StftOptions stft = {};
  Bands bands = Bands::mel;
  MelOptions mel = {};
  Logarithm logarithm = Logarithm::decibel;
  DecibelOptions decibel = {};
  NaturalLogOptions natural = {};
  DeltaOptions delta = {};
  Layout layout = Layout::bands_by_frames;
  ExampleKind kind = ExampleKind::levels;
  PictureOptions picture = {};
  bool operator==(const FeatureOptions&) const = default;
};

/// Everything from file to examples: the `features:` part of an experiment. All but `on_the_fly`
/// shapes the examples and is part of the cache key.
struct FrontEndOptions {
  decode::DecodeOptions decode = {};
  resample::ResampleOptions resample = {};
  FeatureOptions features = {};
  bool on_the_fly = false;  ///< samples stay in memory, examples are computed for each batch
  bool operator==(const FrontEndOptions&) const = default;
};

/// Whether examples hold nothing but whole numbers from 0 to 255.
bool is_picture(const FeatureOptions& options);

/// Whether `mel` says anything about examples.
bool has_mel_bands(const FeatureOptions& options);

void describe(config::Fields& fields, SegmentOptions& options);
void describe(config::Fields& fields, StftOptions& options);
void describe(config::Fields& fields, MelOptions& options);
void describe(config::Fields& fields, DecibelOptions& options);
void describe(config::Fields& fields, NaturalLogOptions& options);
void describe(config::Fields& fields, DeltaOptions& options);
void describe(config::Fields& fields, FeatureOptions& options);
void describe(config::Fields& fields, FrontEndOptions& options);

}  // namespace timbre::features
