#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "timbre/dataset/collection.hpp"

namespace timbre::dataset {

/// What a copy of a data set holds, and what is wrong with it.
struct DataCheck {
  std::map<std::string, std::int64_t> files_of_class;
  std::map<int, std::int64_t> files_of_fold;  ///< empty: no folds of its own
  std::map<int, std::int64_t> files_at_rate;  ///< by Hz; pictures are not counted
  double seconds = 0, shortest = 0, longest = 0;
  std::vector<std::string> problems;  ///< empty: the copy is complete and readable
};

/// Reads the header of every recording, not its samples; of pictures only the size of the file.
DataCheck check_data(const Collection& collection, const DatasetOptions& options);

/// For people: counts, lengths and rates, then each problem on a line of its own.
std::string to_text(const DataCheck& check, const Collection& collection);

}  // namespace timbre::dataset
