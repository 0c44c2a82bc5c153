#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "timbre/core/error.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/dataset/split_check.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::dataset {
namespace {

std::string pixels_of(const std::filesystem::path& path) {
  const decode::Picture picture = decode::decode_picture(path);
  const std::string_view bytes(reinterpret_cast<const char*>(picture.pixels.data()),
                               picture.pixels.size());
  return std::to_string(picture.width) + "/" + sha256(bytes);
}

// Rate and samples, or width and pixels, in one text of fixed length; empty for a file that cannot
// be read.
std::string fingerprint(const std::filesystem::path& path) {
  try {
    if (decode::is_picture_name(path)) return pixels_of(path);
    const decode::Audio audio = decode::decode(path);
    const std::string_view bytes(reinterpret_cast<const char*>(audio.samples.data()),
                                 audio.samples.size() * sizeof(float));
    return std::to_string(audio.rate) + "/" + sha256(bytes);
  } catch (const ContractError&) {
    throw;
  } catch (const Error&) {
    return "";
  }
}

template <typename Key>
std::vector<Replicas> of_several(const std::map<Key, Replicas>& groups) {
  std::vector<Replicas> several;
  for (const auto& [key, clips] : groups) {
    if (clips.size() > 1) several.push_back(clips);
  }
  std::sort(several.begin(), several.end());
  return several;
}

// What an example is made of.
std::uint64_t content(const ExampleSet& examples, std::size_t example) {
  if (!examples.audio) {
    const auto size = static_cast<std::size_t>(examples.shape().size());
    const auto of = [&](const auto& values) {
      return checksum(std::as_bytes(std::span(values).subspan(example * size, size)));
    };
    return examples.are_pictures() ? of(examples.pictures.values) : of(examples.values.values);
  }
  const ExampleAudio& audio = *examples.audio;
  const auto part = [&](const auto& samples) {
    const auto start = static_cast<std::size_t>(audio.start[example]);
    const auto length = static_cast<std::size_t>(audio.features.segment.length);
    return checksum(std::as_bytes(std::span(samples).subspan(start, length)));
  };
  return audio.recordings.is_compact() ? part(audio.recordings.sixteen_bits)
                                       : part(audio.recordings.floats);
}

}  // namespace

std::vector<Replicas> find_replicas(const Collection& collection,
                                    std::span<const std::int32_t> clips) {
  std::vector<std::string> fingerprints(clips.size());
  parallel_for(static_cast<std::int64_t>(clips.size()), [&](std::int64_t index) {
    stop_if_interrupted();
    const auto place = static_cast<std::size_t>(index);
    fingerprints[place] =
        fingerprint(collection.clips[static_cast<std::size_t>(clips[place])].path);
  });
  std::map<std::string, Replicas> groups;
  for (std::size_t place = 0; place < clips.size(); ++place) {
    if (!fingerprints[place].empty()) groups[fingerprints[place]].push_back(clips[place]);
  }
  return of_several(groups);
}

std::vector<std::int32_t> suspected_replicas(const ExampleSet& examples) {
  // By the content of a clip's first example: the others need not be read to rule a pair out.
  std::map<std::uint64_t, Replicas> groups;
  for (std::size_t example = 0; example < examples.clip.size(); ++example) {
    if (examples.segment[example] != 0) continue;
    groups[content(examples, example)].push_back(examples.clip[example]);
  }
  std::vector<std::int32_t> suspected;
  for (const Replicas& clips : of_several(groups)) {
    suspected.insert(suspected.end(), clips.begin(), clips.end());
  }
  return suspected;
}

}  // namespace timbre::dataset
