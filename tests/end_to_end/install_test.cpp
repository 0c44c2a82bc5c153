#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "support/process.hpp"

namespace timbre::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Install : public testing::Test {
 protected:
  Install()
      : prefix(std::filesystem::temp_directory_path() /
               ("timbre_install_" + std::to_string(getpid()))) {
    const ProcessResult result =
        run({{TIMBRE_CMAKE, "--install", TIMBRE_BUILD_DIR, "--prefix", prefix.string()}, {}, "."});
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
  ~Install() override { std::filesystem::remove_all(prefix); }

  std::string program() const { return (prefix / "bin/run_experiment").string(); }

  const std::filesystem::path prefix;
};

TEST_F(Install, ProgramsFindTheLibrariesInstalledWithThem) {
  // The loader's own list, as ldd prints it: "libtimbre_core.so => PATH (ADDRESS)".
  const ProcessResult result = run({{program()}, {"LD_TRACE_LOADED_OBJECTS=1"}, "/"});
  std::istringstream lines(result.out);
  int found = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("libtimbre_") == std::string::npos) continue;
    ++found;
    const std::string path = line.substr(line.find("=> ") + 3);
    EXPECT_THAT(path, StartsWith(prefix.string()));
  }
  EXPECT_GT(found, 0) << result.out;
}

TEST_F(Install, ExperimentsFindTheirPieces) {
  const std::string experiment = prefix / "share/timbre/experiments/us8k_mini.yaml";
  const ProcessResult result =
      run({{program(), experiment, "--set", "dataset.root=/no/such/folder"}, {"TIMBRE_DATA"}, "/"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("/no/such/folder"));
}

}  // namespace
}  // namespace timbre::test
