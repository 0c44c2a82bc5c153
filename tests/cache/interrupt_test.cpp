#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "cache/recordings.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"

namespace timbre::cache {
namespace {

// The wish to stop lasts for the rest of a process, so each is a process of its own.
int exit_code_when_stopped(test::Recordings& recordings) {
  const pid_t child = fork();
  if (child == 0) {
    catch_interrupts();
    std::raise(SIGINT);
    try {
      recordings.extract();
    } catch (const Interrupted&) {
      _exit(130);
    } catch (...) {
      _exit(1);
    }
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(InterruptedExtraction, StopsBeforeTheNextFolder) {
  test::Recordings recordings;
  recordings.add("fold1/a.wav", 1);
  EXPECT_EQ(exit_code_when_stopped(recordings), 130);
  EXPECT_TRUE(recordings.shards().empty());
}

}  // namespace
}  // namespace timbre::cache
