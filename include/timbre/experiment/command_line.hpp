#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timbre::experiment {

enum class ExitCode { done = 0, failed = 1, wrong_request = 2, interrupted = 130 };

/// The arguments of one program: declared, then parsed. Wrong arguments throw RequestError with
/// what is allowed; --help and --version print and end the program through run_program.
class CommandLine {
 public:
  CommandLine(std::string program, std::string purpose);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  void positional(const std::string& name, std::string& value, const std::string& meaning,
                  bool required = true);
  void positionals(const std::string& name, std::vector<std::string>& values,
                   const std::string& meaning, bool required);
  void option(const std::string& name, std::string& value, const std::string& meaning);
  void option(const std::string& name, std::optional<int>& value, int low, int high,
              const std::string& meaning);
  void options(const std::string& name, std::vector<std::string>& values,
               const std::string& meaning);
  void flag(const std::string& name, bool& value, const std::string& meaning);
  /// Lines shown below the options: an example, the exit codes.
  void footer(const std::string& text);

  void parse(int argc, char** argv);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs the body of a program: Ctrl-C is caught, errors become one message on standard error and
/// their exit code.
int run_program(const std::function<void()>& body);

/// Options that programs share: --device, --threads and --set.
struct CommonArguments {
  std::string device = "auto";
  std::optional<int> threads;
  std::vector<std::string> overrides;  ///< "a.b=value"
  std::optional<int> seed;
};
void add_common(CommandLine& line, CommonArguments& arguments);

/// Sets the threads and adds --seed to the overrides; call it once after parsing.
void settle(CommonArguments& arguments);

}  // namespace timbre::experiment
