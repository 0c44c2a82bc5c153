// Styles of music: each is a tempo, a scale, patterns of sixteen steps, and a colour of sound.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "dataset/synthesis/parts.hpp"
#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {
namespace {

using Range = std::array<double, 2>;
using Scale = std::array<int, 7>;  // semitones above the key

constexpr Scale major = {0, 2, 4, 5, 7, 9, 11};
constexpr Scale minor = {0, 2, 3, 5, 7, 8, 10};
constexpr Scale blue = {0, 3, 5, 6, 7, 10, 12};

// Patterns have a letter for each sixteenth of a bar; anything but '.' sounds.
struct Rhythm {
  Range tempo;   // beats in a minute
  double swing;  // delay of every second step, in steps
  double level;  // of the drums
  std::string_view kick, snare, hat;
};

struct Notes {
  Scale scale;
  std::string_view bass, chord;
  double melody;      // share of steps with a note of melody
  double sustain;     // of chords, in steps
  double slope;       // of the notes' spectra: low is bright
  double distortion;  // gain before the chords are bent
};

struct Style {
  const char* name;
  Rhythm rhythm;
  Notes notes;
};

constexpr std::array<Style, 10> styles = {{
    {"blues",
     {{70, 100}, 0.33, 0.5, "x.......x.......", "....x.......x...", "x..x.xx..x.xx..x"},
     {blue, "x..xx..xx..xx..x", "x.......x.......", 0.4, 4, 1.1, 0}},
    {"classical",
     {{60, 120}, 0, 0, "................", "................", "................"},
     {major, "x.......x.......", "x...x...x...x...", 0.7, 7, 1.6, 0}},
    {"country",
     {{90, 130}, 0, 0.4, "x.......x.......", "....x.......x...", "..x...x...x...x."},
     {major, "x.......x.......", "..x...x...x...x.", 0.5, 2, 0.9, 0}},
    {"disco",
     {{110, 130}, 0, 0.9, "x...x...x...x...", "....x.......x...", "..x...x...x...x."},
     {minor, "x.x.x.x.x.x.x.x.", "..x..x....x..x..", 0.3, 2, 0.9, 0}},
    {"hiphop",
     {{80, 100}, 0.1, 1.4, "x..x......xx....", "....x.......x...", "x.x.x.x.x.x.x.xx"},
     {minor, "x......x..x.....", "x...............", 0.1, 8, 1.4, 0}},
    {"jazz",
     {{110, 180}, 0.33, 0.3, "................", "..........x.....", "x...x..xx...x..x"},
     {blue, "x...x...x...x...", "...x......x.....", 0.7, 2, 1.5, 0}},
    {"metal",
     {{130, 180}, 0, 0.9, "xx.xxx.xxx.xxx.x", "....x.......x...", "x.x.x.x.x.x.x.x."},
     {minor, "xx.xxx.xxx.xxx.x", "xx.xxx.xx.x.x...", 0.1, 2, 0.4, 9}},
    {"pop",
     {{100, 125}, 0, 0.7, "x...x...x...x...", "....x.......x...", "x.x.x.x.x.x.x.x."},
     {major, "x..x..x.x..x..x.", "x.......x.......", 0.5, 7, 1.0, 0}},
    {"reggae",
     {{65, 85}, 0.15, 0.6, "........x.......", "........x.......", "x.x.x.x.x.x.x.x."},
     {major, "x..x..x......xx.", "....x.......x...", 0.2, 1.2, 1.2, 0}},
    {"rock",
     {{105, 145}, 0, 0.8, "x.....x.x.x.....", "....x.......x...", "x.x.x.x.x.x.x.x."},
     {blue, "x.x.x.x.x.x.x.x.", "x..x..x.x..x..x.", 0.3, 3, 0.6, 4}},
}};

double in(Dice& dice, const Range& range) {
  return dice.between(range[0], range[1]);
}

bool sounds_at(std::string_view pattern, int step) {
  return pattern[static_cast<std::size_t>(step)] != '.';
}

Signal kick() {
  constexpr double length = 0.15;  // s
  Signal sound(static_cast<std::size_t>(samples_in(length)));
  Tone skin(2, 2);
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    sound[sample] = struck(time, 0.002, length / 4) * skin.next(50 + 90 * std::exp(-time / 0.02));
  }
  return sound;
}

Signal snare(Dice& clip) {
  constexpr double length = 0.14;  // s
  Signal sound = filtered(white_noise(clip, samples_in(length)), Filter::band_pass(2200, 0.6));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    sound[sample] *= struck(time_of(sample), 0.001, length / 4);
  }
  return sound;
}

// One piece of a style: what its source settles, and the three layers that are mixed.
class Piece {
 public:
  Piece(const Style& style, Dice& source, Dice& clip, std::int64_t samples)
      : style_(style),
        clip_(clip),
        step_(15 / in(source, style.rhythm.tempo)),
        key_(source.octaves_between(98, 196)),
        slope_(style.notes.slope * source.between(0.8, 1.25)),
        drum_level_(style.rhythm.level * source.between(0.7, 1.3)),
        chords_(static_cast<std::size_t>(samples)),
        others_(static_cast<std::size_t>(samples)) {}

  Signal play() {
    for (int count = 0; samples_in(count * step_) < std::ssize(others_); ++count) {
      constexpr int bar = 16;
      const double late = count % 2 == 1 ? style_.rhythm.swing : 0;
      const std::int64_t start = samples_in((count + late) * step_);
      if (count % bar == 0) root_ = roots[static_cast<std::size_t>(clip_.one_of(4))];
      play_drums(count % bar, start);
      play_notes(count % bar, start);
    }
    if (style_.notes.distortion > 0) {
      for (double& sample : chords_) sample = std::tanh(style_.notes.distortion * sample);
    }
    mix(others_, chords_);
    return std::move(others_);
  }

 private:
  static constexpr std::array roots = {0, 3, 4, 5};  // steps of the scale

  double pitch(int step) const {
    const int octave = step / 7;
    return semitones_above(key_,
                           style_.notes.scale[static_cast<std::size_t>(step % 7)] + 12 * octave);
  }

  void play_drums(int step, std::int64_t start) {
    if (sounds_at(style_.rhythm.kick, step)) mix(others_, kick(), start, drum_level_);
    if (sounds_at(style_.rhythm.snare, step)) mix(others_, snare(clip_), start, 0.8 * drum_level_);
    if (sounds_at(style_.rhythm.hat, step)) mix(others_, cymbal(clip_), start, 0.5 * drum_level_);
  }

  void play_notes(int step, std::int64_t start) {
    if (sounds_at(style_.notes.bass, step)) {
      mix(others_, note(pitch(root_) / 2, 3 * step_, slope_ + 0.4), start, 0.7);
    }
    if (sounds_at(style_.notes.chord, step)) {
      for (const int third : {0, 2, 4}) {
        mix(chords_, note(2 * pitch(root_ + third), style_.notes.sustain * step_, slope_), start,
            0.3);
      }
    }
    if (step % 2 == 0 && clip_.chance(style_.notes.melody)) {
      mix(others_, note(4 * pitch(clip_.one_of(10)), 3 * step_, slope_), start, 0.5);
    }
  }

  const Style& style_;
  Dice& clip_;
  double step_;  // s
  double key_;   // Hz
  double slope_;
  double drum_level_;
  int root_ = 0;
  Signal chords_;
  Signal others_;
};

template <std::size_t style>
Signal in_style(Dice& source, Dice& clip, std::int64_t samples) {
  return Piece(styles[style], source, clip, samples).play();
}

template <std::size_t... style>
constexpr auto named(std::index_sequence<style...>) {
  return std::array<NamedSound, sizeof...(style)>{{{styles[style].name, in_style<style>}...}};
}

constexpr auto all_genres = named(std::make_index_sequence<styles.size()>());

}  // namespace

Signal music(Dice& source, Dice& clip, std::int64_t samples) {
  const int style = source.one_of(static_cast<int>(styles.size()));
  return all_genres[static_cast<std::size_t>(style)].sound(source, clip, samples);
}

std::span<const NamedSound> genres() {
  return all_genres;
}

}  // namespace timbre::dataset::synthesis
