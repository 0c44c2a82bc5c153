// Rules of the sources that no compiler checks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace timbre::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = TIMBRE_SOURCE_DIR;

// Services first, then the flow: a stage includes itself and what stands before it.
const std::vector<std::string> stages = {"core",     "config",  "decode",  "resample",
                                         "features", "cache",   "dataset", "model",
                                         "training", "metrics", "report",  "experiment"};

struct Include {
  std::string file;    ///< that includes, from the repository's root
  std::string folder;  ///< the stage of that file, from its path
  std::string header;  ///< what it includes, as written
};

std::vector<fs::path> sources_in(const std::string& folder) {
  static const std::set<std::string> extensions = {".hpp", ".cpp", ".cuh", ".cu"};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    if (extensions.contains(entry.path().extension())) files.push_back(entry.path());
  }
  return files;
}

std::vector<Include> includes_in(const std::string& folder) {
  static const std::regex directive(R"(\s*#\s*include\s*[<"]([^>"]+)[>"].*)");
  std::vector<Include> includes;
  for (const fs::path& path : sources_in(folder)) {
    std::ifstream file(path);
    std::smatch match;
    for (std::string line; std::getline(file, line);) {
      if (!std::regex_match(line, match, directive)) continue;
      const fs::path inside = path.lexically_relative(root / folder);
      includes.push_back({(folder / inside).string(), inside.begin()->string(), match[1]});
    }
  }
  return includes;
}

std::ptrdiff_t place_of(const std::string& stage) {
  return std::find(stages.begin(), stages.end(), stage) - stages.begin();
}

// The stage whose header this is; empty for other libraries' headers.
std::string stage_of(const std::string& header) {
  std::string inside = header;
  if (inside.rfind("timbre/", 0) == 0) inside.erase(0, std::string("timbre/").size());
  const std::string first = inside.substr(0, inside.find('/'));
  return place_of(first) < std::ssize(stages) && inside != first ? first : "";
}

TEST(Structure, AStageIncludesOnlyItselfAndStagesToItsLeft) {
  std::size_t seen = 0;
  for (const std::string folder : {"include/timbre", "src", "cuda"}) {
    for (const Include& include : includes_in(folder)) {
      const std::string used = stage_of(include.header);
      if (used.empty() || place_of(include.folder) == std::ssize(stages)) continue;
      ++seen;
      EXPECT_LE(place_of(used), place_of(include.folder))
          << include.file << " includes " << include.header;
    }
  }
  EXPECT_GT(seen, stages.size());
}

// A trivial file with one of these takes seconds to compile; and who changes a library should have
// one stage to look at.
TEST(Structure, AHeavyHeaderIsSeenByOneStageAndByNoPublicHeader) {
  const std::regex heavy(
      "(spdlog/|fmt/|CLI/|nlohmann/|yaml-cpp/|oneapi/|dnnl|hdf5|H5|sndfile|soxr|hwy/).*");
  for (const Include& include : includes_in("include/timbre")) {
    EXPECT_FALSE(std::regex_match(include.header, heavy))
        << include.file << " includes " << include.header;
  }
  std::map<std::string, std::set<std::string>> users;
  std::smatch match;
  for (const Include& include : includes_in("src")) {
    // SIMD is used by the kernels of several stages, each in its own file.
    if (include.header.rfind("hwy/", 0) == 0) continue;
    if (std::regex_match(include.header, match, heavy)) users[match[1]].insert(include.folder);
  }
  EXPECT_THAT(users, testing::Not(testing::IsEmpty()));
  for (const auto& [library, folders] : users) {
    EXPECT_THAT(folders, testing::SizeIs(1)) << library;
  }
}

TEST(Structure, NoHostSourceAsksForCuda) {
  const std::regex cuda_header("(cuda|cublas|cudnn|cufft|thrust/|cub/).*");
  for (const std::string folder : {"include/timbre", "src", "tools"}) {
    for (const Include& include : includes_in(folder)) {
      EXPECT_FALSE(std::regex_match(include.header, cuda_header))
          << include.file << " includes " << include.header;
    }
  }
}

TEST(Structure, NoFileIsLongerThan400Lines) {
  for (const std::string folder : {"include/timbre", "src", "cuda", "tools", "tests", "bench"}) {
    for (const fs::path& path : sources_in(folder)) {
      std::ifstream file(path);
      std::ptrdiff_t lines = 0;
      for (std::string line; std::getline(file, line);) ++lines;
      EXPECT_LE(lines, 400) << path.lexically_relative(root);
    }
  }
}

}  // namespace
}  // namespace timbre::test
