#include "tensorboard.hpp"

#include <array>
#include <bit>
#include <cmath>

#include "confusion_picture.hpp"
#include "timbre/core/file.hpp"

namespace timbre::report {
namespace {

static_assert(std::endian::native == std::endian::little, "records and doubles are little-endian");

constexpr std::uint32_t castagnoli = 0x82F63B78;  // the polynomial, bits reversed

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? castagnoli : 0);
    }
    table[byte] = remainder;
  }
  return table;
}

template <typename T>
std::string bytes_of(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// A checksum of bytes that hold checksums would be weak, so they are stored masked.
std::string masked_checksum(std::string_view bytes) {
  const std::uint32_t checksum = crc32c(bytes);
  return bytes_of(std::rotr(checksum, 15) + 0xA282EAD8u);
}

// Fields of protocol buffers: a tag (number and wire type), then the value.
enum class Wire : std::uint32_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

std::string tag(std::uint32_t number, Wire wire) {
  return varint(number << 3 | static_cast<std::uint32_t>(wire));
}

std::string field(std::uint32_t number, std::string_view bytes) {
  return tag(number, Wire::bytes) + varint(bytes.size()).append(bytes);
}
std::string field(std::uint32_t number, double value) {
  return tag(number, Wire::fixed64) + bytes_of(value);
}
std::string field(std::uint32_t number, float value) {
  return tag(number, Wire::fixed32) + bytes_of(value);
}
std::string field(std::uint32_t number, std::int64_t value) {
  return tag(number, Wire::varint) + varint(static_cast<std::uint64_t>(value));
}

// tensorflow/core/util/event.proto: wall_time = 1, step = 2, file_version = 3, summary = 5;
// summary.proto: Summary.value = 1, Value.tag = 1, Value.simple_value = 2, Value.image = 4;
// Image.height = 1, width = 2, colorspace = 3 (3: RGB), encoded_image_string = 4.
std::string version_event() {
  return field(1, 0.0) + field(3, std::string_view("brain.Event:2"));
}

std::string scalar_event(double seconds, std::int64_t step, std::string_view name, double score) {
  const std::string value = field(1, name) + field(2, static_cast<float>(score));
  return field(1, seconds) + field(2, step) + field(5, field(1, value));
}

std::string picture_event(double seconds, std::int64_t step, std::string_view name,
                          const decode::Picture& picture) {
  constexpr std::int64_t rgb = 3;
  const std::string image = field(1, std::int64_t{picture.height}) +
                            field(2, std::int64_t{picture.width}) + field(3, rgb) +
                            field(4, decode::encode_png(picture));
  const std::string value = field(1, name) + field(4, image);
  return field(1, seconds) + field(2, step) + field(5, field(1, value));
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr auto table = crc_table();
  std::uint32_t remainder = ~0u;
  for (const char byte : bytes) {
    remainder = (remainder >> 8) ^ table[(remainder ^ static_cast<unsigned char>(byte)) & 0xFF];
  }
  return ~remainder;
}

std::string tf_record(std::string_view bytes) {
  const std::string length = bytes_of(static_cast<std::uint64_t>(bytes.size()));
  std::string record = length + masked_checksum(length);
  record += bytes;
  return record + masked_checksum(bytes);
}

std::string event_file(const TrialResult& trial) {
  std::string file = tf_record(version_event());
  double seconds = 0;
  for (const training::EpochRecord& epoch : trial.fit.epochs) {
    seconds += epoch.seconds;
    const std::pair<const char*, double> scalars[] = {
        {"train/loss", epoch.train_loss},
        {"train/accuracy", epoch.train_accuracy},
        {"validate/loss", epoch.validate_loss},
        {"validate/accuracy", epoch.validate_accuracy}};
    for (const auto& [name, score] : scalars) {
      if (!std::isfinite(score)) continue;  // a fit without a validation set
      file += tf_record(scalar_event(seconds, epoch.epoch + 1, name, score));
    }
  }
  if (trial.test.confusion.classes > 0) {
    const auto last = static_cast<std::int64_t>(trial.fit.epochs.size());
    file += tf_record(
        picture_event(seconds, last, "test/confusion", confusion_picture(trial.test.confusion)));
  }
  return file;
}

void write_events(const std::filesystem::path& folder, const RunResults& results) {
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    const std::string number = std::to_string(index + 1);
    const std::string name = "trial_" + std::string(number.size() < 2 ? "0" : "") + number;
    write_file(folder / name / "events.out.tfevents.0.timbre", event_file(results.trials[index]));
  }
}

}  // namespace timbre::report
