#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace timbre::config {

/// The candidate that `word` was probably meant to be: fewest letters to insert, delete, replace
/// or swap with their neighbour, and at most a third of the word's.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

/// "; did you mean batch_size?", or nothing when no candidate is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace timbre::config
