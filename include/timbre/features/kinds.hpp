#pragma once

namespace timbre::features {

/// What an example is.
enum class ExampleKind {
  levels,               ///< bands by frames, with or without a delta
  spectrogram_picture,  ///< a segment's spectrogram as Matplotlib draws it: red, green and blue
  mel_picture,          ///< mel levels as librosa's specshow draws them: red, green and blue
  picture_file,         ///< a PNG or JPEG file, which holds one example
};

enum class WindowKind {
  hann_periodic,   ///< 0.5 - 0.5 cos(2 pi n / N), as scipy.signal.get_window
  hann_symmetric,  ///< 0.5 - 0.5 cos(2 pi n / (N - 1)), as numpy.hanning
};

/// What a frame sees beyond the ends of its signal.
enum class PadMode {
  none,      ///< frames start at the first sample, none reaches over the end
  reflect,   ///< centred; the edge sample is not repeated (numpy.pad 'reflect')
  constant,  ///< centred; zeros
  edge,      ///< centred; the edge sample is repeated
};

/// What a transform leaves of its bins.
enum class Spectrum {
  power,      ///< |X|^2
  magnitude,  ///< |X|
};

/// What the rows of an example are.
enum class Bands {
  mel,     ///< triangular filters
  linear,  ///< the bins of the transform
};

enum class MelScale { slaney, htk };
enum class MelNorm { none, slaney };

enum class Logarithm {
  decibel,  ///< 10 log10 of powers
  natural,  ///< ln of powers or magnitudes
};

/// What the natural logarithm makes of digital silence.
enum class Silence {
  minus_infinity,  ///< ln 0, which no training survives
  floor,           ///< smaller values count as a floor
};

enum class DeltaKind {
  none,
  filter,          ///< librosa up to 0.5.1: regression weights with repeated edges
  savitzky_golay,  ///< librosa from 0.6: the same inside, edges from the end windows' slope
};

enum class Layout {
  bands_by_frames,  ///< row = mel band, column = frame
  scrambled,        ///< document 001: x[r][c] = band (41 r + c) mod 60 of frame (41 r + c) div 60
};

}  // namespace timbre::features
