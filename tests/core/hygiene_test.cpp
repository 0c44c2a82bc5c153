// Rules that the folders keep: who may include whom, and where CUDA and heavy headers are seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
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
    {"dnnl", 100, {"src/model/cpu/"}},
    {"hwy/", 100, {"src/features/", "src/resample/", "src/model/"}},
};

struct Source {
  std::string path;  // relative to the repository, "src/core/log.cpp"
  std::string text;
  std::vector<std::string> includes;  // names between quotes or brackets

  // "core" for include/timbre/core/..., src/core/... and cuda/core/...; empty elsewhere.
  std::string stage() const { return stage_of(path, "(include/timbre|src|cuda)/([a-z_0-9]+)/.*"); }

  static std::string stage_of(const std::string& name, const std::string& pattern) {
    std::smatch match;
    return std::regex_match(name, match, std::regex(pattern)) ? match[2].str() : "";
  }
};

std::vector<std::string> includes_in(const std::string& text) {
  static const std::regex directive(R"re((^|\n)[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">])re");
  std::vector<std::string> names;
  for (std::sregex_iterator match(text.begin(), text.end(), directive), end; match != end;
       ++match) {
    names.push_back((*match)[2]);
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
      sources.push_back(
          {fs::relative(entry.path(), root).generic_string(), text, includes_in(text)});
    }
  }
  return sources;
}

std::ptrdiff_t position(const std::string& stage) {
  return std::ranges::find(stages, stage) - stages.begin();
}

TEST(Hygiene, TheTestSeesTheSources) {
  EXPECT_GT(sources_in({"include", "src"}).size(), 40u);
  EXPECT_EQ(includes_in("#include <a/b.h>\n // #include <c>\n#  include \"d.hpp\"\n"),
            (std::vector<std::string>{"a/b.h", "d.hpp"}));
}

TEST(Hygiene, AStageIncludesOnlyStagesToItsLeft) {
  for (const Source& source : sources_in({"include", "src", "cuda"})) {
    const std::string stage = source.stage();
    if (source.path.starts_with("cuda/") && position(stage) == std::ssize(stages)) continue;
    EXPECT_LT(position(stage), std::ssize(stages)) << source.path << " lies in no known stage";
    for (const std::string& include : source.includes) {
      const std::string used = Source::stage_of(include, "(timbre/)?([a-z_0-9]+)/.*");
      if (position(used) == std::ssize(stages)) continue;  // a library's
      EXPECT_LE(position(used), position(stage)) << source.path << " includes " << include;
    }
  }
}

TEST(Hygiene, PublicHeadersIncludeNoSource) {
  for (const Source& source : sources_in({"include"})) {
    for (const std::string& include : source.includes) {
      const bool names_a_stage =
          position(include.substr(0, include.find('/'))) < std::ssize(stages);
      EXPECT_FALSE(names_a_stage) << source.path << " includes " << include << " of src/";
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
  const std::regex condition(R"((^|\n)[ \t]*#[ \t]*(if|ifdef|ifndef|elif)\b[^\n]*CUDA)");
  for (const Source& source : sources_in({"include", "src", "tools"})) {
    if (source.path == "include/timbre/core/host_device.hpp") continue;
    EXPECT_FALSE(std::regex_search(source.text, condition)) << source.path;
  }
}

TEST(Hygiene, HostCodeIncludesNoHeaderOfCuda) {
  const std::regex cuda_header("(cuda|cudnn|cublas|cufft|nccl|thrust/|cub/).*");
  for (const Source& source : sources_in({"include", "src", "tools"})) {
    for (const std::string& include : source.includes) {
      const bool of_cuda = std::regex_match(include, cuda_header);
      EXPECT_FALSE(of_cuda) << source.path << " includes " << include;
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
