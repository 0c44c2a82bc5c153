#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>

#include "decode/input_file.hpp"
#include "decode/picture_bytes.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/function_ref.hpp"

namespace timbre::decode {
namespace {

constexpr std::size_t signature_bytes = 8;

// Deflate turns 258 bytes into two bits at best.
constexpr std::uint64_t most_expansion = 1032;

// What libpng's callbacks see.
struct Source {
  std::string_view rest;
  std::array<char, 128> reason{};
};

void read_bytes(png_structp png, png_bytep target, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (count > source->rest.size()) png_error(png, "it ends early");
  std::memcpy(target, source->rest.data(), count);
  source->rest.remove_prefix(count);
}

[[noreturn]] void keep_reason(png_structp png, png_const_charp reason) {
  auto* source = static_cast<Source*>(png_get_error_ptr(png));
  std::strncpy(source->reason.data(), reason, source->reason.size() - 1);
  png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

// A PNG file that is being read. libpng leaves a step that fails by a long jump, which skips
// destructors: no step may keep an object that has one.
class PngReader {
 public:
  PngReader(std::string_view bytes, const std::string& name) : name_(name), source_{bytes} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, keep_reason, ignore_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw Error(name + ": cannot be read: libpng does not start; free some memory");
    }
    png_set_read_fn(png_, &source_, read_bytes);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  Picture read() {
    const std::uint64_t file_bytes = source_.rest.size();
    step([&] { png_read_info(png_, info_); });
    const std::uint64_t height = png_get_image_height(png_, info_);
    const std::uint64_t raw_bytes = height * png_get_rowbytes(png_, info_);
    if (raw_bytes > most_expansion * file_bytes) fail("it promises more pixels than it can hold");
    Picture picture =
        blank_picture(png_get_image_width(png_, info_), png_get_image_height(png_, info_), name_);
    step([&] { read_pixels(picture); });
    return picture;
  }

 private:
  void step(FunctionRef<void()> act) {
    if (setjmp(png_jmpbuf(png_)) != 0) fail(source_.reason.data());
    act();
  }

  [[noreturn]] void fail(const std::string& reason) const {
    decode::fail(name_, "is a damaged PNG (" + reason + ")", "fetch it again or leave it out");
  }

  void read_pixels(Picture& picture) {
    png_set_palette_to_rgb(png_);
    png_set_expand_gray_1_2_4_to_8(png_);
    png_set_strip_16(png_);
    png_set_strip_alpha(png_);
    png_set_gray_to_rgb(png_);
    const int passes = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    const std::size_t row_bytes = picture.pixels.size() / picture.height;
    if (png_get_rowbytes(png_, info_) != row_bytes) png_error(png_, "its rows are not RGB");
    for (int pass = 0; pass < passes; ++pass) {
      for (int row = 0; row < picture.height; ++row) {
        png_read_row(png_, picture.pixels.data() + row * row_bytes, nullptr);
      }
    }
  }

  const std::string& name_;
  Source source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

bool is_png(std::string_view bytes) {
  std::array<png_byte, signature_bytes> start{};
  std::memcpy(start.data(), bytes.data(), std::min(bytes.size(), start.size()));
  return png_sig_cmp(start.data(), 0, start.size()) == 0;
}

Picture read_png(std::string_view bytes, const std::string& name) {
  return PngReader(bytes, name).read();
}

std::string encode_png(const Picture& picture) {
  check_pixels(picture);
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  const int written =
      png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.pixels.data(), 0, nullptr);
  if (written == 0) throw Error(std::string("cannot encode a PNG: ") + image.message);
  bytes.resize(size);
  return bytes;
}

}  // namespace timbre::decode
