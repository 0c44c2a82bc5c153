#include "timbre/features/picture/file_picture.hpp"

#include "timbre/decode/picture.hpp"

namespace timbre::features {

std::vector<float> read_picture(const std::filesystem::path& path, const ResizeOptions& size) {
  const decode::Picture picture = decode::decode_picture(path);
  if (picture.width == size.width && picture.height == size.height) {
    return {picture.pixels.begin(), picture.pixels.end()};
  }
  const PictureResize resize(picture.height, picture.width, size);
  std::vector<std::uint8_t> scratch(resize.scratch_size());
  std::vector<std::uint8_t> resized(std::size_t{3} * size.height *
                                    static_cast<std::size_t>(size.width));
  resize.run(picture.pixels, scratch, resized);
  return {resized.begin(), resized.end()};
}

}  // namespace timbre::features
