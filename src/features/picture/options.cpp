#include "timbre/features/picture/options.hpp"

namespace timbre::features {

void describe(config::Fields& fields, PictureOptions& options, bool from_file) {
  fields.when(!from_file, "kind is spectrogram_picture", [&] {
    fields.section("specgram", options.specgram, "power densities in dB as Matplotlib's specgram");
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
        "what a pixel shows of a finer grid; nearest as Matplotlib up to 3.1");
  });
  fields.section("resize", options.resize, "to the picture that a network sees");
}

}  // namespace timbre::features
