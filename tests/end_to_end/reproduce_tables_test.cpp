#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/program.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/json.hpp"

namespace timbre::test {
namespace {

using testing::HasSubstr;

ProcessResult reproduce(const Scratch& scratch, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {TIMBRE_PROGRAMS_DIR "/reproduce_tables",
                                      TIMBRE_SOURCE_DIR "/experiments/us8k_mini.yaml", "--out",
                                      scratch / "tables"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(
      {command,
       {"TIMBRE_DATA", "TIMBRE_CACHE=" + (scratch / "cache").string(), "OMP_WAIT_POLICY=passive"},
       scratch / "tables"});
}

TEST(ReproduceTables, RunsBothModesAndWritesTheTables) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "tables");
  const ProcessResult result = reproduce(scratch, {"--seeds", "2"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("## Document 001"));
  EXPECT_THAT(result.out, HasSubstr("| us8k_mini (synthetic) | faithful | 0.390 | 0.737 |"));
  EXPECT_THAT(result.out, HasSubstr("| us8k_mini (synthetic) | fixed |"));
  const Json json = Json::load(scratch / "tables/tables.json");
  EXPECT_EQ(json.at("experiments").items().size(), 2u);
  EXPECT_THAT(read_file(scratch / "tables/tables.html"), HasSubstr("us8k_mini"));

  const auto run = scratch / "tables/us8k_mini/fixed_seed_2/trials/01/result.json";
  const auto written = std::filesystem::last_write_time(run);
  EXPECT_EQ(reproduce(scratch, {"--seeds", "2"}).exit_code, 0);
  EXPECT_EQ(std::filesystem::last_write_time(run), written) << "a finished trial is not repeated";
}

TEST(ReproduceTables, RefusesAWrongModeBeforeAnyRun) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "tables");
  const ProcessResult result = reproduce(scratch, {"--mode", "wrong"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("allowed are faithful, fixed"));
  EXPECT_TRUE(std::filesystem::is_empty(scratch / "tables"));
}

}  // namespace
}  // namespace timbre::test
