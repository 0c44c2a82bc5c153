#include <gtest/gtest.h>

#include <algorithm>

#include "end_to_end/program.hpp"

namespace timbre::test {
namespace {

// Processor time, so that other work on the machine does not count; the smallest of five, so that
// reading the libraries from disk for the first time does not either.
TEST(Startup, HelpTakesLessThan50Milliseconds) {
  for (const std::string& name : program_names) {
    double best = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat) {
      const ProcessResult result = run_program(name, {"--help"});
      ASSERT_EQ(result.exit_code, 0) << name << result.err;
      best = std::min(best, result.cpu_seconds);
    }
    EXPECT_LT(best, 0.050) << name;
  }
}

}  // namespace
}  // namespace timbre::test
