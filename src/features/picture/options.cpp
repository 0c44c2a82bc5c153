#include "timbre/features/picture/options.hpp"

namespace timbre::features {

void describe(config::Fields& fields, PictureOptions& options, ExampleKind kind) {
  fields.when(kind == ExampleKind::spectrogram_picture, "kind is spectrogram_picture", [&] {
    fields.section("specgram", options.specgram, "power densities in dB as Matplotlib's specgram");
  });
  fields.when(kind != ExampleKind::picture_file, "kind is not picture_file", [&] {
    fields.section("figure", options.figure, "the picture as it is saved, with its white margins");
    fields.choice("colours", options.colours,
                  {{"viridis", ColourMap::viridis},
                   {"magma", ColourMap::magma},
                   {"inferno", ColourMap::inferno},
                   {"jet", ColourMap::jet}},
                  "Matplotlib's colour map, from the lowest level to the highest");
    fields.choice(
        "interpolation", options.interpolation,
        {{"nearest", Interpolation::nearest}, {"antialiased", Interpolation::antialiased}},
        "what a pixel shows of a finer grid; nearest as Matplotlib up to 3.1, and its pcolormesh");
  });
  fields.when(kind == ExampleKind::mel_picture, "kind is mel_picture", [&] {
    fields.choice("rows", options.rows,
                  {{"even", BandRows::even}, {"specshow", BandRows::specshow}},
                  "bands of one height, or on librosa 0.6's symlog axis, which ends at 11025 Hz "
                  "whatever the bands hold");
  });
  fields.section("resize", options.resize, "to the picture that a network sees");
}

}  // namespace timbre::features
