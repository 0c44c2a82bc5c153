#pragma once

#include <string>
#include <string_view>

#include "timbre/decode/picture.hpp"

/// Pictures in memory: libpng and libjpeg behind a few functions. All throw Error as
/// decode_picture() promises.
namespace timbre::decode {

bool is_png(std::string_view bytes);
Picture read_png(std::string_view bytes, const std::string& name);

bool is_jpeg(std::string_view bytes);
Picture read_jpeg(std::string_view bytes, const std::string& name);

/// A black picture. Throws Error when the sizes that `name` promises are absurd.
Picture blank_picture(std::int64_t width, std::int64_t height, const std::string& name);

/// Throws ContractError unless there are as many pixels as the sizes say, and at least one.
void check_pixels(const Picture& picture);

}  // namespace timbre::decode
