#include "cache/pictures.hpp"

#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/picture/file_picture.hpp"

namespace timbre::cache {

std::vector<Computed> read_pictures(std::span<const std::filesystem::path> paths,
                                    const features::ResizeOptions& size, ExtractionTime& seconds) {
  std::vector<Computed> results(paths.size());
  std::vector<double> busy(paths.size());
  parallel_for(static_cast<std::int64_t>(paths.size()), [&](std::int64_t index) {
    const auto file = static_cast<std::size_t>(index);
    Stopwatch watch;
    try {
      results[file].examples = Examples(features::read_picture(paths[file], size));
    } catch (const ContractError&) {
      throw;
    } catch (const Error& error) {
      results[file].problem = error.what();
    }
    busy[file] = watch.lap();
  });
  for (const double time : busy) seconds.decode += time;
  return results;
}

}  // namespace timbre::cache
