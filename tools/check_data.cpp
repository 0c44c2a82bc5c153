// check_data DATASET.yaml [FOLDER]: whether a copy of a data set is complete and readable.
#include <cstdio>

#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/dataset/data_check.hpp"
#include "timbre/experiment/command_line.hpp"

namespace {

using namespace timbre;

struct Arguments : experiment::CommonArguments {
  std::string dataset;
  std::string folder;
};

void run(const Arguments& arguments) {
  auto options = config::read<dataset::DatasetOptions>(
      config::Document::load(arguments.dataset, arguments.overrides));
  if (!arguments.folder.empty()) options.root = arguments.folder;
  options.permute_labels = false;
  const auto collection = dataset::open_collection(options, 0);
  const auto check = dataset::check_data(collection, options);
  if (collection.synthetic) std::puts("The built-in miniature: every sound is synthesised.");
  std::fputs(dataset::to_text(check, collection).c_str(), stdout);
  if (!check.problems.empty()) throw Error("the copy is not complete, or not all can be read");
  std::puts("The copy is complete, as far as its list, names and headers tell.");
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line("check_data",
                                 "Checks a copy of a data set: layout, counts, unreadable files.");
    Arguments arguments;
    line.positional("DATASET.yaml", arguments.dataset, "A file of configs/datasets");
    line.positional("FOLDER", arguments.folder,
                    "The copy; by default the one that the experiments would use", false);
    line.options("--set", arguments.overrides, "Override one key: --set whole.files=1000");
    line.option("--threads", arguments.threads, 1, 1024, "Threads; by default all processors");
    line.footer("Exit codes: 0 complete, 1 something is missing or unreadable, 2 wrong request.");
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
