#include "cache/recording.hpp"

#include <utility>

#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::cache {

std::vector<Recording> read(std::span<const std::filesystem::path> paths,
                            const features::FrontEndOptions& options) {
  std::vector<Recording> recordings(paths.size());
  parallel_for(static_cast<std::int64_t>(paths.size()), [&](std::int64_t index) {
    Recording& recording = recordings[static_cast<std::size_t>(index)];
    Stopwatch watch;
    try {
      decode::Audio audio = decode::decode(paths[static_cast<std::size_t>(index)], options.decode);
      resample::check_rates(audio.rate, options.resample.rate);
      recording.samples = compacted(std::move(audio.samples));
      recording.rate = audio.rate;
    } catch (const ContractError&) {
      throw;
    } catch (const Error& error) {
      recording.problem = error.what();
    }
    recording.decode_seconds = watch.lap();
  });
  return recordings;
}

}  // namespace timbre::cache
