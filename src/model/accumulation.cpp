#include "timbre/model/accumulation.hpp"

#include <algorithm>

namespace timbre::model {

BatchPart part_of(const dataset::BatchSource& source, std::int64_t batch, std::int64_t batches,
                  std::int64_t step) {
  const std::int64_t first = step / batches * batches;
  const std::int64_t end = std::min(first + batches, source.steps(batch));
  std::int64_t rows = 0;
  for (std::int64_t of_update = first; of_update < end; ++of_update)
    rows += source.valid_rows(of_update, batch);
  return {.share = static_cast<float>(static_cast<double>(source.valid_rows(step, batch)) /
                                      static_cast<double>(rows)),
          .begins = step == first,
          .ends = step + 1 == end};
}

}  // namespace timbre::model
