// compare_runs RUN...: any set of runs as one table.
#include <cstdio>

#include "timbre/core/file.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/report/comparison.hpp"

namespace {

using namespace timbre;

struct Arguments {
  std::vector<std::string> runs;
  std::string json;
  std::string html;
};

void run(const Arguments& arguments) {
  const auto comparison = report::compare_runs({arguments.runs.begin(), arguments.runs.end()});
  if (!arguments.json.empty()) {
    write_file(arguments.json, report::to_json(comparison).dump() + "\n");
  }
  if (!arguments.html.empty()) {
    write_file(arguments.html, report::comparison_html(comparison));
  }
  std::fputs(report::comparison_markdown(comparison).c_str(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line(
        "compare_runs",
        "Shows runs side by side: what differs in their settings, and their scores.");
    Arguments arguments;
    line.positionals("RUN", arguments.runs, "Run folders, those of a sweep say: runs/sweep/*",
                     true);
    line.option("--json", arguments.json, "Also write the comparison to this JSON file");
    line.option("--html", arguments.html, "Also write it to this page");
    line.footer("The table goes to standard output as Markdown.");
    line.parse(argc, argv);
    run(arguments);
  });
}
