#include "timbre/decode/picture.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "decode/input_file.hpp"
#include "decode/picture_bytes.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre::decode {
namespace {

constexpr std::int64_t most_pixels = 100'000'000;  // 300 MB; a page scanned at 600 dpi has 35e6
constexpr std::size_t channels = 3;

std::size_t size_of(std::int64_t width, std::int64_t height) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * channels;
}

}  // namespace

bool is_picture_name(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

Picture decode_picture(std::string_view bytes, const std::string& name) {
  if (is_png(bytes)) return read_png(bytes, name);
  if (is_jpeg(bytes)) return read_jpeg(bytes, name);
  fail(name, "is neither PNG nor JPEG", "convert it or leave it out");
}

Picture decode_picture(const std::filesystem::path& path) {
  check_is_file(path, "picture");
  return decode_picture(read_file(path), path.string());
}

Picture blank_picture(std::int64_t width, std::int64_t height, const std::string& name) {
  if (width < 1 || height < 1 || width > most_pixels / height) {
    fail(name,
         "has " + std::to_string(width) + " x " + std::to_string(height) +
             " pixels, allowed are 1 to " + std::to_string(most_pixels),
         "make it smaller or leave it out");
  }
  return {.width = static_cast<int>(width),
          .height = static_cast<int>(height),
          .pixels = std::vector<std::uint8_t>(size_of(width, height))};
}

void check_pixels(const Picture& picture) {
  require(picture.width >= 1 && picture.height >= 1, "a picture needs at least one pixel");
  require(picture.pixels.size() == size_of(picture.width, picture.height),
          "a picture's pixels do not match its sizes");
}

void write_png(const std::filesystem::path& path, const Picture& picture) {
  const std::string bytes = encode_png(picture);
  const auto write = [&](const std::filesystem::path& temporary) {
    std::ofstream file(temporary, std::ios::binary);
    if (!file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) {
      fail(path.string(), "cannot write", "check the folder's permissions and free space");
    }
  };
  write_atomically(path, write, Durability::kill);
}

}  // namespace timbre::decode
