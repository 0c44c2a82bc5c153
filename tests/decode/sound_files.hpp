#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace timbre::decode {

/// Writes the bytes and gives back the path.
std::filesystem::path stored(const std::filesystem::path& path, std::string_view bytes);

enum class Container { flac_16, flac_24, vorbis, mp3, u_law_wav };

/// Writes interleaved samples from [-1, 1) with libsndfile's encoders.
void encode(const std::filesystem::path& path, Container container,
            const std::vector<float>& samples, int channels, int rate);

}  // namespace timbre::decode
