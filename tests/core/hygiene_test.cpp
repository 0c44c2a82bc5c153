// Rules that the folders keep: who may include whom, and where CUDA and heavy headers are seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "timbre/core/file.hpp"

namespace timbre {
namespace {

namespace fs = std::filesystem;

// Services and stages in flow order: each may include itself and those before it.
const std::vector<std::string> stages = {"core",     "config",  "decode",  "resample",
                                         "features", "cache",   "dataset", "model",
                                         "training", "metrics", "report",  "experiment"};

// Reading one of these takes a compiler seconds, so few files may.
struct HeavyHeader {
  std::string include;               // the beginning of the header's name
  std::size_t most_files;            // that may include it
  std::vector<std::string> folders;  // where they may lie; anywhere when empty
};
const std::vector<HeavyHeader> heavy_headers = {
    {"spdlog/", 1, {}},
    {"fmt/", 1, {}},
    {"CLI/", 1, {}},
    {"nlohmann/", 1, {}},
    {"yaml-cpp/", 1, {}},
    {"hdf5.h", 2, {}},
    {"sndfile.h", 1, {}},
    {"soxr.h", 1, {}},
    {"png.h", 1, {}},
    {"jpeglib.h", 1, {}},
    {"dnnl", 100, {"src/model/cpu/"}},
    {"hwy/", 100, {"src/features/", "src/resample/", "src/model/"}},
};

struct Source {
  std::string path;  // relative to the repository, "src/core/log.cpp"
  std::string text;
  std::vector<std::string> directives;  // "include <vector>", without the # and blanks before
  std::vector<std::string> includes;    // names between quotes or brackets
};

std::vector<std::string> directives_in(const std::string& text) {
  std::vector<std::string> directives;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    if (char first = ' '; !(words >> first) || first != '#') continue;
    std::getline(words >> std::ws, line);
    directives.push_back(line);
  }
  return directives;
}

std::vector<std::string> includes_in(const std::vector<std::string>& directives) {
  std::vector<std::string> names;
  for (const std::string& directive : directives) {
    const std::size_t open = directive.find_first_of("<\"");
    if (!directive.starts_with("include") || open == std::string::npos) continue;
    const std::size_t close = directive.find_first_of(">\"", open + 1);
    names.push_back(directive.substr(open + 1, close - open - 1));
  }
  return names;
}

std::vector<Source> sources_in(const std::vector<std::string>& folders) {
  const fs::path root = TIMBRE_SOURCE_DIR;
  std::vector<Source> sources;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string kind = entry.path().extension().string();
      if (kind != ".cpp" && kind != ".hpp" && kind != ".cu" && kind != ".cuh") continue;
      const std::string text = read_file(entry.path());
      const std::vector<std::string> directives = directives_in(text);
      sources.push_back({fs::relative(entry.path(), root).generic_string(), text, directives,
                         includes_in(directives)});
    }
  }
  return sources;
}

// Place in the flow; the number of stages for what is none.
std::ptrdiff_t position(const std::string& stage) {
  return std::ranges::find(stages, stage) - stages.begin();
}
bool is_stage(const std::string& name) {
  return position(name) < std::ssize(stages);
}

// The folder that `path` begins with, after `prefix`: the stage of a file or of a header.
std::string folder_after(const std::string& prefix, const std::string& path) {
  if (!path.starts_with(prefix)) return "";
  const std::size_t slash = path.find('/', prefix.size());
  return slash == std::string::npos ? "" : path.substr(prefix.size(), slash - prefix.size());
}

std::string stage_of_file(const std::string& path) {
  for (const char* root : {"include/timbre/", "src/", "cuda/"}) {
    if (path.starts_with(root)) return folder_after(root, path);
  }
  return "";
}

std::string stage_of_header(const std::string& name) {
  return folder_after(name.starts_with("timbre/") ? "timbre/" : "", name);
}

TEST(Hygiene, TheTestSeesTheSources) {
  EXPECT_GT(sources_in({"include", "src"}).size(), 40u);
  const auto directives =
      directives_in("#include <a/b.h>\n// #include <c>\n #  include \"d.hpp\"\n");
  EXPECT_EQ(includes_in(directives), (std::vector<std::string>{"a/b.h", "d.hpp"}));
  EXPECT_EQ(stage_of_file("include/timbre/core/log.hpp"), "core");
  EXPECT_EQ(stage_of_file("src/model/cpu/plan.cpp"), "model");
  EXPECT_EQ(stage_of_header("timbre/core/log.hpp"), "core");
  EXPECT_EQ(stage_of_header("core/terminal.hpp"), "core");
  EXPECT_EQ(stage_of_header("vector"), "");
}

TEST(Hygiene, AStageIncludesOnlyItselfAndStagesToItsLeft) {
  for (const Source& source : sources_in({"include", "src", "cuda"})) {
    const std::string stage = stage_of_file(source.path);
    if (source.path.starts_with("cuda/") && !is_stage(stage)) continue;
    EXPECT_TRUE(is_stage(stage)) << source.path << " lies in no known stage";
    for (const std::string& include : source.includes) {
      const std::string used = stage_of_header(include);
      if (!is_stage(used)) continue;
      EXPECT_LE(position(used), position(stage)) << source.path << " includes " << include;
    }
  }
}

TEST(Hygiene, PublicHeadersIncludeNoPrivateOnes) {
  for (const Source& source : sources_in({"include"})) {
    for (const std::string& include : source.includes) {
      EXPECT_FALSE(is_stage(folder_after("", include))) << source.path << " includes " << include;
    }
  }
}

TEST(Hygiene, HeavyHeadersAreSeenByFewSources) {
  const std::vector<Source> sources = sources_in({"include", "src", "tools"});
  for (const HeavyHeader& heavy : heavy_headers) {
    std::set<std::string> users;
    for (const Source& source : sources) {
      const auto is_heavy = [&](const std::string& name) {
        return name.starts_with(heavy.include);
      };
      if (std::ranges::any_of(source.includes, is_heavy)) users.insert(source.path);
    }
    EXPECT_LE(users.size(), heavy.most_files)
        << heavy.include << " is included by " << testing::PrintToString(users);
    for (const std::string& user : users) {
      const auto holds = [&](const std::string& folder) { return user.starts_with(folder); };
      EXPECT_FALSE(user.starts_with("include/")) << user << " includes " << heavy.include;
      EXPECT_TRUE(heavy.folders.empty() || std::ranges::any_of(heavy.folders, holds))
          << user << " includes " << heavy.include;
    }
  }
}

TEST(Hygiene, HostCodeHasNoConditionOnCuda) {
  for (const Source& source : sources_in({"include", "src", "tools"})) {
    if (source.path == "include/timbre/core/host_device.hpp") continue;
    for (const std::string& directive : source.directives) {
      const bool is_condition = directive.starts_with("if") || directive.starts_with("elif");
      EXPECT_FALSE(is_condition && directive.find("CUDA") != std::string::npos)
          << source.path << " asks: " << directive;
    }
  }
}

TEST(Hygiene, HostCodeIncludesNoHeaderOfCuda) {
  const std::vector<std::string> headers = {"cuda", "cudnn",   "cublas", "cufft",
                                            "nccl", "thrust/", "cub/"};
  for (const Source& source : sources_in({"include", "src", "tools"})) {
    for (const std::string& include : source.includes) {
      const auto begins = [&](const std::string& header) { return include.starts_with(header); };
      EXPECT_FALSE(std::ranges::any_of(headers, begins)) << source.path << " includes " << include;
    }
  }
}

TEST(Hygiene, FilesStayShort) {
  for (const Source& source : sources_in({"include", "src", "tools", "tests", "cuda", "bench"})) {
    const auto lines = std::ranges::count(source.text, '\n');
    EXPECT_LE(lines, 400) << source.path << ": split it by topic";
  }
}

}  // namespace
}  // namespace timbre
