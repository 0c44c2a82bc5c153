// jpeglib.h names FILE and size_t without including what declares them.
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <array>
#include <csetjmp>
#include <cstdlib>

#include "decode/input_file.hpp"
#include "decode/picture_bytes.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/function_ref.hpp"
#include "timbre/core/log.hpp"

namespace timbre::decode {
namespace {

constexpr int cmyk_components = 4;

// libjpeg's error manager with a place to jump to and the first thing that went wrong.
struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf place;
  std::array<char, JMSG_LENGTH_MAX> reason;
};

void keep_reason(j_common_ptr codec) {
  auto* errors = reinterpret_cast<ErrorManager*>(codec->err);
  if (errors->reason[0] == '\0') codec->err->format_message(codec, errors->reason.data());
}

[[noreturn]] void leave(j_common_ptr codec) {
  auto* errors = reinterpret_cast<ErrorManager*>(codec->err);
  errors->reason[0] = '\0';
  keep_reason(codec);
  std::longjmp(errors->place, 1);
}

// libjpeg fills what a file lacks with grey and goes on.
void take_note(j_common_ptr codec, int level) {
  if (level >= 0) return;
  if (codec->err->msg_code == JWRN_JPEG_EOF) leave(codec);
  keep_reason(codec);
}

// A compressor or decompressor of libjpeg, which leaves a step that fails by a long jump that skips
// destructors: no step may keep an object that has one.
template <typename Codec>
class JpegCodec {
 public:
  JpegCodec() {
    codec_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = leave;
    errors_.base.emit_message = take_note;
  }
  ~JpegCodec() { jpeg_destroy(reinterpret_cast<j_common_ptr>(&codec_)); }
  JpegCodec(const JpegCodec&) = delete;
  JpegCodec& operator=(const JpegCodec&) = delete;

  /// Tells whether the step came to its end; reason() tells why not.
  [[nodiscard]] bool step(FunctionRef<void()> act) {
    if (setjmp(errors_.place) != 0) return false;
    act();
    return true;
  }

  Codec* operator->() { return &codec_; }
  Codec* get() { return &codec_; }
  std::string reason() const { return errors_.reason.data(); }

 private:
  Codec codec_ = {};
  ErrorManager errors_ = {};
};

class JpegReader {
 public:
  explicit JpegReader(const std::string& name) : name_(name) {}

  Picture read(std::string_view bytes) {
    step([&] {
      jpeg_create_decompress(codec_.get());
      jpeg_mem_src(codec_.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                   bytes.size());
      jpeg_read_header(codec_.get(), TRUE);
    });
    if (codec_->num_components == cmyk_components) {
      fail(name_, "is a JPEG in CMYK", "convert it to RGB or leave it out");
    }
    Picture picture = blank_picture(codec_->image_width, codec_->image_height, name_);
    step([&] { read_rows(picture); });
    if (const std::string damage = codec_.reason(); !damage.empty()) {
      log_warning(name_ + ": is a damaged JPEG (" + damage + "); going on with what it holds");
    }
    return picture;
  }

 private:
  void step(FunctionRef<void()> act) {
    if (codec_.step(act)) return;
    fail(name_, "is a damaged JPEG (" + codec_.reason() + ")", "fetch it again or leave it out");
  }

  void read_rows(Picture& picture) {
    codec_->out_color_space = JCS_RGB;
    jpeg_start_decompress(codec_.get());
    const std::size_t row_bytes = picture.pixels.size() / picture.height;
    while (codec_->output_scanline < codec_->output_height) {
      JSAMPROW row = picture.pixels.data() + codec_->output_scanline * row_bytes;
      jpeg_read_scanlines(codec_.get(), &row, 1);
    }
    jpeg_finish_decompress(codec_.get());
  }

  const std::string& name_;
  JpegCodec<jpeg_decompress_struct> codec_;
};

// What jpeg_mem_dest takes from malloc.
struct EncodedBytes {
  EncodedBytes() = default;
  ~EncodedBytes() { std::free(data); }
  EncodedBytes(const EncodedBytes&) = delete;
  EncodedBytes& operator=(const EncodedBytes&) = delete;

  unsigned char* data = nullptr;
  unsigned long size = 0;
};

}  // namespace

bool is_jpeg(std::string_view bytes) {
  return bytes.starts_with("\xFF\xD8\xFF");
}

Picture read_jpeg(std::string_view bytes, const std::string& name) {
  return JpegReader(name).read(bytes);
}

std::string encode_jpeg(const Picture& picture, int quality) {
  check_pixels(picture);
  require(quality >= 1 && quality <= 100, "a JPEG's quality goes from 1 to 100");
  EncodedBytes encoded;
  JpegCodec<jpeg_compress_struct> codec;
  const bool done = codec.step([&] {
    jpeg_create_compress(codec.get());
    jpeg_mem_dest(codec.get(), &encoded.data, &encoded.size);
    codec->image_width = static_cast<JDIMENSION>(picture.width);
    codec->image_height = static_cast<JDIMENSION>(picture.height);
    codec->input_components = 3;
    codec->in_color_space = JCS_RGB;
    jpeg_set_defaults(codec.get());
    jpeg_set_quality(codec.get(), quality, TRUE);
    jpeg_start_compress(codec.get(), TRUE);
    const std::size_t row_bytes = picture.pixels.size() / picture.height;
    while (codec->next_scanline < codec->image_height) {
      auto* row = const_cast<JSAMPROW>(picture.pixels.data() + codec->next_scanline * row_bytes);
      jpeg_write_scanlines(codec.get(), &row, 1);
    }
    jpeg_finish_compress(codec.get());
  });
  if (!done) throw Error("cannot encode a JPEG: " + codec.reason());
  return {reinterpret_cast<const char*>(encoded.data), encoded.size};
}

}  // namespace timbre::decode
