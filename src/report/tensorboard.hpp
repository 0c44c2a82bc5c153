#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "timbre/report/results.hpp"

namespace timbre::report {

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4).
std::uint32_t crc32c(std::string_view bytes);

/// A record of a TFRecord file: length, its checksum, the bytes, their checksum
/// (tensorflow/core/lib/io/record_writer.h).
std::string tf_record(std::string_view bytes);

/// An event file of TensorBoard: the losses and accuracies of a trial's epochs, counted from 1, and
/// at the last of them the confusion matrix of its test as a picture. Its times are seconds of
/// training, so that the same results give the same bytes.
std::string event_file(const TrialResult& trial);

/// Writes one folder with an event file for each trial: trial_01/events.out.tfevents....
void write_events(const std::filesystem::path& folder, const RunResults& results);

}  // namespace timbre::report
