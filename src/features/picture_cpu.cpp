#include "features/picture_cpu.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "features/scratch_pool.hpp"
#include "features/segment_index.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/framing.hpp"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {
namespace {

// The picture of a grid of bins by frames. A network sees it resized; where that picks pixels, the
// others are never drawn.
struct PictureTables {
  explicit PictureTables(const FeatureOptions& feature_options)
      : options(feature_options.picture),
        segment(feature_options.segment.length),
        specgram(options.specgram),
        bins(specgram.bins()),
        frames(static_cast<int>(specgram.frames(segment))),
        colours(colour_table(options.colours, ColourRounding::down)) {
    if (options.interpolation == Interpolation::antialiased &&
        antialiasing_smooths(options.figure, bins, frames)) {
      smooth.emplace(options.figure, bins, frames);
    }
    sources = smooth ? box_sources(options.figure) : image_sources(options.figure, bins, frames);
    const ResizeOptions& size = options.resize;
    if (size.filter == PictureFilter::nearest) {
      sources = resized(sources, size.height, size.width);
    } else {
      resize.emplace(options.figure.height, options.figure.width, size);
    }
  }

  PictureOptions options;
  int segment;  // samples
  Specgram specgram;
  int bins;
  int frames;
  ColourTable colours;
  std::optional<AntialiasedImage> smooth;
  PixelSources sources;
  std::optional<PictureResize> resize;
};

struct PictureScratch {
  explicit PictureScratch(const PictureTables& tables)
      : samples(tables.segment),
        spectrum(tables.specgram.scratch_size()),
        levels(static_cast<std::size_t>(tables.bins) * tables.frames),
        smoothed(tables.smooth ? tables.smooth->size() : 0),
        drawn(3 * tables.sources.rows.size() * tables.sources.columns.size()),
        resizing(tables.resize ? tables.resize->scratch_size() : 0),
        resized(tables.resize ? std::size_t{3} * tables.options.resize.height *
                                    static_cast<std::size_t>(tables.options.resize.width)
                              : 0) {}

  std::vector<float> samples;
  std::vector<double> spectrum;
  std::vector<float> levels;    // [frames, bins]
  std::vector<float> smoothed;  // the image's pixels
  std::vector<std::uint8_t> drawn;
  std::vector<std::uint8_t> resizing;
  std::vector<std::uint8_t> resized;
};

float in_float(float sample) {
  return sample;
}
float in_float(std::int16_t sample) {
  return static_cast<float>(sample) * sample_step;
}

// `scratch.samples` hold the segment.
void compute_picture(const PictureTables& tables, PictureScratch& scratch, float* example) {
  tables.specgram.run(scratch.samples, scratch.spectrum, scratch.levels);
  const ValueRange range = finite_range(scratch.levels);
  const ValueGrid levels{scratch.levels.data(), 1, tables.bins};
  ValueGrid shown = levels;
  if (tables.smooth) {
    tables.smooth->run(levels, scratch.smoothed);
    shown = {scratch.smoothed.data(), image_box(tables.options.figure).width(), 1};
  }
  draw(tables.sources, shown, range, tables.colours, scratch.drawn);
  if (!tables.resize) {
    std::copy(scratch.drawn.begin(), scratch.drawn.end(), example);
    return;
  }
  tables.resize->run(scratch.drawn, scratch.resizing, scratch.resized);
  std::copy(scratch.resized.begin(), scratch.resized.end(), example);
}

class CpuPicturePlan final : public FeaturePlan {
 public:
  explicit CpuPicturePlan(const FeatureOptions& options)
      : FeaturePlan(options), tables_(options), pool_(tables_) {}

 private:
  void do_run(const float* samples, std::span<const ClipWindow> clips, float* examples) override {
    compute(samples, clips, examples);
  }
  void do_run(const std::int16_t* samples, std::span<const ClipWindow> clips,
              float* examples) override {
    compute(samples, clips, examples);
  }

  template <typename Sample>
  void compute(const Sample* samples, std::span<const ClipWindow> clips, float* examples) {
    const SegmentIndex index(clips, options().segment);
    const auto compute_range = [&](std::int64_t begin, std::int64_t end) {
      std::unique_ptr<PictureScratch> scratch = pool_.take();
      SegmentIndex::Place place = index.find(begin);
      for (std::int64_t number = begin; number < end; ++number, place = index.next(place)) {
        const Sample* segment =
            samples + clips[place.clip].offset + place.segment * options().segment.hop;
        std::transform(segment, segment + tables_.segment, scratch->samples.begin(),
                       [](Sample sample) { return in_float(sample); });
        compute_picture(tables_, *scratch, examples + number * shape().size());
      }
      pool_.give_back(std::move(scratch));
    };
    // By reference, since a function object of this size would be copied to the heap.
    parallel_ranges(index.total(), 1, std::ref(compute_range));
  }

  PictureTables tables_;
  ScratchPool<PictureScratch, PictureTables> pool_;
};

}  // namespace

std::unique_ptr<FeaturePlan> make_picture_plan(const FeatureOptions& options) {
  return std::make_unique<CpuPicturePlan>(options);
}

}  // namespace timbre::features
