#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "end_to_end/program.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/json.hpp"

namespace timbre::test {
namespace {

using testing::HasSubstr;

TEST(CompareRuns, NamesAFolderThatIsNoRun) {
  const ProcessResult result = run_program("compare_runs", {"no/such/run"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("no/such/run"));
}

// tools/run_experiment and tools/compare_runs would build; these stand in their place.
void put_programs(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const char* name : {"run_experiment", "compare_runs"}) {
    std::filesystem::create_symlink(std::string(TIMBRE_PROGRAMS_DIR "/") + name, folder / name);
  }
}

class Sweep : public testing::Test {
 protected:
  Sweep() {
    namespace fs = std::filesystem;
    put_programs(scratch / "tree/tools");
    fs::copy(TIMBRE_SOURCE_DIR "/experiments", scratch / "tree/experiments",
             fs::copy_options::recursive);
    fs::copy(TIMBRE_SOURCE_DIR "/configs", scratch / "tree/configs", fs::copy_options::recursive);
  }

  // Two seeds of a run that takes a second.
  ProcessResult sweep() const {
    return run({{"/bin/bash", scratch / "tree/experiments/sweeps/seeds.sh",
                 scratch / "tree/experiments/us8k_mini.yaml", "1", "2"},
                {"TIMBRE_DATA", "TIMBRE_CACHE=" + (scratch / "cache").string(),
                 "TIMBRE_OUT=" + (scratch / "out").string(), "TIMBRE_JOBS=2"},
                scratch / "tree"});
  }

  const Scratch scratch;
  const std::filesystem::path runs = scratch / "out/seeds_us8k_mini";
};

TEST_F(Sweep, RunsWhatIsNotFinishedAndShowsAllSideBySide) {
  const ProcessResult first = sweep();
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("| run | seed | trials |"));
  EXPECT_THAT(first.out, HasSubstr("\n| seed_1 | 1 | 1 |"));
  EXPECT_THAT(first.out, HasSubstr("\n| 2 seeds | 1, 2 | 2 |"));
  EXPECT_EQ(Json::load(runs / "comparison.json").at("runs").items().size(), 2u);
  EXPECT_THAT(read_file(runs / "comparison.html"), HasSubstr("2 runs side by side"));

  const auto written = std::filesystem::last_write_time(runs / "seed_1/results.json");
  std::filesystem::remove(runs / "seed_2/results.json");
  const ProcessResult second = sweep();
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_TRUE(std::filesystem::exists(runs / "seed_2/results.json")) << "a broken run goes on";
  EXPECT_EQ(std::filesystem::last_write_time(runs / "seed_1/results.json"), written);
}

}  // namespace
}  // namespace timbre::test
