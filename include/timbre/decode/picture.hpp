#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::decode {

/// Pixels of 8 bits: row after row from the top, in each row red, green, blue from the left.
struct Picture {
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  std::vector<std::uint8_t> pixels;

  bool operator==(const Picture&) const = default;
};

/// Reads PNG of every kind and JPEG in grey or colour, whatever the file's name ends in. The pixels
/// are those of Pillow's convert("RGB"): palettes are looked up, grey goes to all three channels,
/// alpha and transparent colours are dropped without blending, gamma and colour profiles are
/// ignored, 16 bits lose their low byte (where Pillow cuts 16-bit grey off at 255, which leaves
/// little but white). Thread-safe. Throws Error that names the file, the reason and a remedy:
/// missing, neither PNG nor JPEG, damaged, cut short, in CMYK, or of more than 100 million pixels.
/// Damage in a JPEG that its decoder gets over is warned of.
Picture decode_picture(const std::filesystem::path& path);

/// The same for a file's bytes; `name` stands for the file in messages.
Picture decode_picture(std::string_view bytes, const std::string& name);

/// Whether a file's name ends as that of a picture: .png, .jpg or .jpeg in letters of any size.
bool is_picture_name(const std::filesystem::path& path);

/// The bytes of a PNG or JPEG file in colour; `quality` goes from 1 to 100. Throws ContractError
/// when the picture's sizes and pixels differ.
std::string encode_png(const Picture& picture);
std::string encode_jpeg(const Picture& picture, int quality = 90);

/// Writes a PNG file; what existed stays until the new file is whole. Throws Error that names the
/// path and the system's reason.
void write_png(const std::filesystem::path& path, const Picture& picture);

}  // namespace timbre::decode
