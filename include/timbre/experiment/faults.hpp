#pragma once

#include <map>
#include <string>

#include "timbre/config/fields.hpp"

namespace timbre::experiment {

struct ExperimentOptions;

/// Whether one fault of a document is repeated.
enum class FaultSwitch {
  by_mode,  ///< present in an experiment of its document whose mode is faithful
  present,
  mended,
};

/// The `faults:` part of an experiment. Its YAML states the mended recipe; a fault that is present
/// overrides the keys that it is about.
struct FaultOptions {
  /// 000: an epoch is as many batches as one of the two classes fills, its validation likewise.
  FaultSwitch partial_epochs = FaultSwitch::by_mode;
  /// 000: pictures that were divided by 255 in training are not in the test.
  FaultSwitch unscaled_test = FaultSwitch::by_mode;
  /// 000: two sigmoids divided by their sum under a categorical cross-entropy.
  FaultSwitch divided_sigmoids = FaultSwitch::by_mode;
  /// 001: the band-fastest vector is reshaped as if it were frame-fastest, so that the picture is
  /// scrambled and the delta runs along the scrambled row.
  FaultSwitch scrambled_reshape = FaultSwitch::by_mode;
  /// 001: each trial trains for one epoch.
  FaultSwitch single_epoch = FaultSwitch::by_mode;
  /// 001, 003: levels go into the network as they are.
  FaultSwitch unstandardised_input = FaultSwitch::by_mode;
  /// 002: the first label goes to the first picture, and so on.
  FaultSwitch zipped_labels = FaultSwitch::by_mode;
  /// 002: chance decides, clip by clip, what is held out, whatever its class.
  FaultSwitch binomial_split = FaultSwitch::by_mode;
  /// 002: mel bands up to 22,050 Hz are drawn on an axis that ends at 11,025 Hz.
  FaultSwitch wrong_axis = FaultSwitch::by_mode;
  /// 002: the beginning and the end of each picture are cut off.
  FaultSwitch centre_crop = FaultSwitch::by_mode;
  /// 002, when asked for: the learning rate of the text, which its table was not made with.
  FaultSwitch rate_of_the_text = FaultSwitch::by_mode;
  /// 003: the 300 chunks that train are also those that validate.
  FaultSwitch same_300_chunks = FaultSwitch::by_mode;
  /// 003: chunks that do not overlap, half of what a file can give.
  FaultSwitch chunks_end_to_end = FaultSwitch::by_mode;
  /// 003: the logarithm of digital silence, which makes the loss NaN.
  FaultSwitch infinite_silence = FaultSwitch::by_mode;
  /// 003: Adam's learning rate of 3e-6, for 500 epochs.
  FaultSwitch tiny_steps = FaultSwitch::by_mode;
  /// 003: the callback that should stop the training has a method that Keras never calls.
  FaultSwitch never_stops = FaultSwitch::by_mode;
  /// 003: batch norms are tested with averages that lag far behind (Keras's momentum of 0.99).
  FaultSwitch lagging_norms = FaultSwitch::by_mode;
  /// 004: pictures come class by class, and only the order of their batches is shuffled; an epoch
  /// is 100 batches.
  FaultSwitch unshuffled_batches = FaultSwitch::by_mode;
  /// 004: an optimiser with momentum and decay is made, and another one is used.
  FaultSwitch unused_optimiser = FaultSwitch::by_mode;
  /// 002, 004: the pictures of figures keep their white margins.
  FaultSwitch white_margins = FaultSwitch::by_mode;
  /// 002, 004: most rows or columns of a spectrogram are skipped on the way to its pixels.
  FaultSwitch skipped_pixels = FaultSwitch::by_mode;
  /// 004: five seconds of each recording are used.
  FaultSwitch first_five_seconds = FaultSwitch::by_mode;
  /// 004: the test counts 50 batches of seven, so that most pictures count seven times.
  FaultSwitch test_going_round = FaultSwitch::by_mode;
  bool operator==(const FaultOptions&) const = default;
};
void describe(config::Fields& fields, FaultOptions& options);

/// Each fault of the experiment's document by its YAML name, and whether it is present; those of
/// other documents only when they are.
std::map<std::string, bool> faults_present(const ExperimentOptions& options);

/// Lets the faults that are present act on the other options. Applying it twice changes nothing.
void apply_faults(ExperimentOptions& options);

}  // namespace timbre::experiment
