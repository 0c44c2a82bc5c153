#include "timbre/core/progress.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "core/progress_text.hpp"
#include "core/terminal.hpp"
#include "timbre/core/log.hpp"

namespace timbre {
namespace {

using testing::EndsWith;
using testing::MatchesRegex;

// Both ends of a pipe: what is written to the one is read from the other.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_), 0); }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int input() const { return ends_[1]; }
  std::string read_all() const {
    char text[4096];
    const ssize_t size = read(ends_[0], text, sizeof text);
    return {text, static_cast<std::size_t>(size)};
  }

 private:
  int ends_[2] = {};
};

constexpr const char* erase = "\r\033[K";

TEST(Terminal, LogLinesStepAroundTheStatusLine) {
  const Pipe pipe;
  Terminal terminal(pipe.input(), true);
  terminal.show_status("working");
  EXPECT_EQ(pipe.read_all(), erase + std::string("working"));
  terminal.print("a message");
  EXPECT_EQ(pipe.read_all(), erase + std::string("a message\nworking"));
  terminal.clear_status();
  EXPECT_EQ(pipe.read_all(), erase);
  terminal.print("after");
  EXPECT_EQ(pipe.read_all(), "after\n");
}

TEST(Terminal, StatusLinesNeverWrap) {
  const Pipe pipe;
  Terminal terminal(pipe.input(), true);
  terminal.show_status(std::string(200, 'x'));
  EXPECT_EQ(pipe.read_all(), erase + std::string(79, 'x'));  // 80 columns where nobody says more
}

TEST(Terminal, ElsewhereThereIsNoStatusLine) {
  const Pipe pipe;
  Terminal terminal(pipe.input(), false);
  terminal.show_status("working");
  terminal.print("a message");
  terminal.clear_status();
  EXPECT_EQ(pipe.read_all(), "a message\n");
}

TEST(ProgressText, TellsRateAndTimeLeft) {
  ProgressFigures figures{.title = "features",
                          .unit = "clips",
                          .note = "fold 3",
                          .done = 120,
                          .total = 355,
                          .seconds = 2.5};
  EXPECT_EQ(running_text(figures),
            "features  120/355 clips  33 %  48.0 clips/s  4.9 s left  fold 3");
  EXPECT_EQ(finished_text(figures), "features  120 clips in 2.5 s  48.0 clips/s  fold 3");
  figures.total = 0;
  EXPECT_EQ(running_text(figures), "features  120 clips  48.0 clips/s  fold 3");
  figures.done = 0;
  figures.note.clear();
  EXPECT_EQ(running_text(figures), "features  0 clips");
  figures.total = 355;
  EXPECT_EQ(running_text(figures), "features  0/355 clips  0 %");
}

TEST(FormatDuration, ChoosesTheUnit) {
  EXPECT_EQ(format_duration(3.21), "3.2 s");
  EXPECT_EQ(format_duration(59.94), "59.9 s");
  EXPECT_EQ(format_duration(59.96), "1:00");
  EXPECT_EQ(format_duration(245.0), "4:05");
  EXPECT_EQ(format_duration(3723.0), "1:02:03");
}

TEST(Progress, ElsewhereThanOnATerminalPrintsOneLineAtTheEnd) {
  testing::internal::CaptureStderr();
  {
    Progress progress("training", 3, "epochs");
    progress.advance(2);
    progress.note("loss 1.5");
    progress.advance();
    progress.finish();
    progress.advance();  // too late to be seen
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("training  3 epochs in 0.0 s  [0-9]* epochs/s  loss 1.5\n"));
}

TEST(Log, DropsWhatIsBelowItsLevelAndMarksWarnings) {
  testing::internal::CaptureStderr();
  log_debug("dropped");
  log_info("told");
  log_warning("careful");
  set_log_level(LogLevel::error);
  log_warning("dropped");
  log_error("broken");
  set_log_level(LogLevel::info);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "told\nwarning: careful\nerror: broken\n");
}

}  // namespace
}  // namespace timbre
