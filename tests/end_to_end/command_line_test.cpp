#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "end_to_end/program.hpp"
#include "timbre/core/device.hpp"

namespace timbre::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int done = 0;
constexpr int asked_wrongly = 2;
constexpr const char* experiment = "experiments/us8k_mini.yaml";

TEST(CommandLine, HelpGoesToStandardOutput) {
  for (const std::string& name : program_names) {
    const ProcessResult result = run_program(name, {"--help"});
    EXPECT_EQ(result.exit_code, done) << name << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr(name), HasSubstr("--threads"))) << name;
    EXPECT_THAT(result.err, IsEmpty()) << name;
  }
}

TEST(CommandLine, AnUnknownOptionIsNamed) {
  for (const std::string& name : program_names) {
    const ProcessResult result = run_program(name, {"a.yaml", "b.wav", "--colour"});
    EXPECT_EQ(result.exit_code, asked_wrongly) << name;
    EXPECT_THAT(result.err, HasSubstr("--colour")) << name;
    EXPECT_THAT(result.out, IsEmpty()) << name;
  }
}

TEST(CommandLine, AnExperimentIsAskedFor) {
  const ProcessResult result = run_program("run_experiment", {});
  EXPECT_EQ(result.exit_code, asked_wrongly);
  EXPECT_THAT(result.err, HasSubstr("experiments/us8k_folds.yaml"));
}

TEST(CommandLine, AMissingExperimentIsNamed) {
  const ProcessResult result = run_program("run_experiment", {"experiments/none.yaml"});
  EXPECT_EQ(result.exit_code, asked_wrongly);
  EXPECT_THAT(result.err, HasSubstr("experiments/none.yaml"));
}

TEST(CommandLine, AKeyThatDoesNotExistIsNamed) {
  const ProcessResult result =
      run_program("run_experiment", {experiment, "--set", "training.batch_sise=3"});
  EXPECT_EQ(result.exit_code, asked_wrongly);
  EXPECT_THAT(result.err, HasSubstr("batch_sise"));
}

TEST(CommandLine, ADataFolderThatDoesNotExistNeverGivesTheMiniature) {
  const std::string folder = "/no/such/folder";
  const ProcessResult by_key =
      run_program("run_experiment", {experiment, "--set", "dataset.root=" + folder});
  EXPECT_EQ(by_key.exit_code, asked_wrongly);
  EXPECT_THAT(by_key.err, HasSubstr(folder));
  const ProcessResult by_environment =
      run_program("run_experiment", {experiment}, {"TIMBRE_DATA=" + folder});
  EXPECT_EQ(by_environment.exit_code, asked_wrongly);
  EXPECT_THAT(by_environment.err, HasSubstr(folder));
}

TEST(CommandLine, CudaWithoutADriverIsRefusedInOneLine) {
  if (cuda_available()) GTEST_SKIP() << "this machine has a CUDA device";
  const ProcessResult result = run_program("run_experiment", {experiment, "--device", "cuda"});
  EXPECT_EQ(result.exit_code, asked_wrongly);
  EXPECT_THAT(result.err, HasSubstr("--device cpu"));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

}  // namespace
}  // namespace timbre::test
