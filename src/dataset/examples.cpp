#include "timbre/dataset/examples.hpp"

#include <string>
#include <utility>

#include "timbre/core/error.hpp"

namespace timbre::dataset {

namespace {

void append(ExampleSet& set, std::size_t clip, std::int32_t label, std::int64_t segments) {
  for (std::int64_t segment = 0; segment < segments; ++segment) {
    set.label.push_back(label);
    set.clip.push_back(static_cast<std::int32_t>(clip));
    set.segment.push_back(static_cast<std::int32_t>(segment));
  }
}

}  // namespace

features::ExampleShape ExampleSet::shape() const {
  if (audio) return features::example_shape(audio->features);
  const Shape& sizes = are_pictures() ? pictures.shape : values.shape;
  require(sizes.size() == 4,
          "examples are [examples, rows, columns, channels], not " + to_string(sizes));
  return {sizes[1], sizes[2], sizes[3]};
}

ExampleSet make_examples(const Collection& collection, cache::Extraction&& extraction) {
  const std::size_t clips = collection.clips.size();
  require(extraction.first.size() == clips + 1,
          "the extraction is of " + std::to_string(extraction.first.size()) +
              " boundaries, the collection of " + std::to_string(clips) + " clips");
  ExampleSet set;
  const Shape sizes = extraction.shape();
  set.values = std::move(extraction.examples);
  set.pictures = std::move(extraction.pictures);
  for (std::size_t clip = 0; clip < clips; ++clip) {
    append(set, clip, collection.clips[clip].label,
           extraction.first[clip + 1] - extraction.first[clip]);
  }
  require(!sizes.empty() && sizes.front() == set.size(),
          "there are " + to_string(sizes) + " examples for " + std::to_string(set.size()) +
              " segments");
  return set;
}

ExampleSet make_examples(const Collection& collection, cache::Recordings&& recordings,
                         const features::FrontEndOptions& options) {
  const std::vector<features::ClipWindow>& windows = recordings.clips;
  require(windows.size() == collection.clips.size(),
          "there are recordings of " + std::to_string(windows.size()) + " clips, the collection " +
              "has " + std::to_string(collection.clips.size()));
  ExampleSet set;
  auto audio = std::make_shared<ExampleAudio>();
  const features::SegmentOptions& cut = options.features.segment;
  for (std::size_t clip = 0; clip < windows.size(); ++clip) {
    const std::int64_t segments = features::segment_count(windows[clip].length, cut);
    append(set, clip, collection.clips[clip].label, segments);
    for (std::int64_t segment = 0; segment < segments; ++segment) {
      audio->start.push_back(windows[clip].offset + segment * cut.hop);
    }
  }
  audio->recordings = std::move(recordings);
  audio->features = options.features;
  audio->rate = options.resample.rate;
  set.audio = std::move(audio);
  return set;
}

}  // namespace timbre::dataset
