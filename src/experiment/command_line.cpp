#include "timbre/experiment/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/log.hpp"
#include "timbre/core/parallel.hpp"

#ifndef TIMBRE_VERSION
#error "TIMBRE_VERSION comes from the build"
#endif

namespace timbre::experiment {
namespace {

constexpr int most_threads = 1024;

// --help and --version: the text is the answer, and nothing failed.
struct Answer {
  std::string text;
};

}  // namespace

struct CommandLine::State {
  CLI::App app;
};

CommandLine::CommandLine(std::string program, std::string purpose)
    : state_(std::make_unique<State>()) {
  state_->app.name(program);
  state_->app.description(std::move(purpose));
  state_->app.set_version_flag("--version", program + " " TIMBRE_VERSION);
  state_->app.get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

void CommandLine::positional(const std::string& name, std::string& value,
                             const std::string& meaning, bool required) {
  state_->app.add_option(name, value, meaning)->required(required);
}

void CommandLine::positionals(const std::string& name, std::vector<std::string>& values,
                              const std::string& meaning, bool required) {
  state_->app.add_option(name, values, meaning)->required(required);
}

void CommandLine::option(const std::string& name, std::string& value, const std::string& meaning) {
  auto* option = state_->app.add_option(name, value, meaning);
  if (!value.empty()) option->capture_default_str();
}

void CommandLine::option(const std::string& name, std::optional<int>& value, int low, int high,
                         const std::string& meaning) {
  state_->app.add_option(name, value, meaning)->check(CLI::Range(low, high));
}

void CommandLine::options(const std::string& name, std::vector<std::string>& values,
                          const std::string& meaning) {
  // One value for each use of the option, so that positional arguments may follow it.
  state_->app.add_option(name, values, meaning)->expected(1)->take_all();
}

void CommandLine::flag(const std::string& name, bool& value, const std::string& meaning) {
  state_->app.add_flag(name, value, meaning);
}

void CommandLine::footer(const std::string& text) {
  state_->app.footer(text);
}

void CommandLine::parse(int argc, char** argv) {
  try {
    state_->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    throw Answer{state_->app.help()};
  } catch (const CLI::CallForVersion& version) {
    throw Answer{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    throw RequestError(std::string(error.what()) + "; see " + state_->app.get_name() + " --help");
  }
}

int run_program(const std::function<void()>& body) {
  const auto fail = [](const std::exception& error, ExitCode code) {
    log_error(error.what());
    return static_cast<int>(code);
  };
  try {
    catch_interrupts();
    body();
    return static_cast<int>(ExitCode::done);
  } catch (const Answer& answer) {
    std::fputs(answer.text.c_str(), stdout);
    return static_cast<int>(ExitCode::done);
  } catch (const Interrupted& error) {
    return fail(error, ExitCode::interrupted);
  } catch (const RequestError& error) {
    return fail(error, ExitCode::wrong_request);
  } catch (const std::exception& error) {
    return fail(error, ExitCode::failed);
  }
}

void add_common(CommandLine& line, CommonArguments& arguments) {
  line.options("--set", arguments.overrides, "Override one key: --set training.batch_size=64");
  line.option("--device", arguments.device, "auto, cpu or cuda");
  line.option("--threads", arguments.threads, 1, most_threads,
              "Threads; by default all processors");
  line.option("--seed", arguments.seed, 0, 2147483647, "Same as --set seed=N");
}

void settle(CommonArguments& arguments) {
  if (arguments.threads) set_thread_count(*arguments.threads);
  if (arguments.seed) arguments.overrides.push_back("seed=" + std::to_string(*arguments.seed));
}

}  // namespace timbre::experiment
