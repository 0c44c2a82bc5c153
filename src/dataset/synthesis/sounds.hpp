#pragma once

#include <span>

#include "dataset/synthesis/signal.hpp"

namespace timbre::dataset::synthesis {

/// Ten kinds of sound, each a caricature of one class of UrbanSound8K. `source` settles what all
/// clips of one recording share (pitch, tempo, spectrum), `clip` what differs between its clips.
/// The level is arbitrary.
Signal air_conditioner(Dice& source, Dice& clip, std::int64_t samples);
Signal car_horn(Dice& source, Dice& clip, std::int64_t samples);
Signal children_playing(Dice& source, Dice& clip, std::int64_t samples);
Signal dog_bark(Dice& source, Dice& clip, std::int64_t samples);
Signal drilling(Dice& source, Dice& clip, std::int64_t samples);
Signal engine_idling(Dice& source, Dice& clip, std::int64_t samples);
Signal gun_shot(Dice& source, Dice& clip, std::int64_t samples);
Signal jackhammer(Dice& source, Dice& clip, std::int64_t samples);
Signal siren(Dice& source, Dice& clip, std::int64_t samples);
Signal street_music(Dice& source, Dice& clip, std::int64_t samples);

using Sound = Signal (*)(Dice& source, Dice& clip, std::int64_t samples);

/// A kind of sound with the name of its class.
struct NamedSound {
  const char* name;
  Sound sound;
};

/// Speech of anybody, or of one of two people, and music of any style.
Signal speech(Dice& source, Dice& clip, std::int64_t samples);
Signal music(Dice& source, Dice& clip, std::int64_t samples);
std::span<const NamedSound> speakers();

/// Ten styles of music, named after GTZAN's genres in the order of the alphabet.
std::span<const NamedSound> genres();

/// Twelve of Freesound's forty-one classes: instruments, blows, a dog, a shot.
std::span<const NamedSound> freesound_sounds();

}  // namespace timbre::dataset::synthesis
