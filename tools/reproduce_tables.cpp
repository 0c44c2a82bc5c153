// reproduce_tables [EXPERIMENT.yaml...]: each document's numbers beside ours.
#include <cstdio>
#include <filesystem>

#include "timbre/core/file.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/reproduce.hpp"

namespace {

using namespace timbre;
namespace fs = std::filesystem;

struct Arguments : experiment::CommonArguments {
  std::vector<std::string> experiments;
  std::string mode = "both";
  std::string out = "runs/tables";
  std::optional<int> seeds;
};

experiment::ReproductionPlan plan_of(const Arguments& arguments) {
  experiment::ReproductionPlan plan;
  plan.experiments = {arguments.experiments.begin(), arguments.experiments.end()};
  if (plan.experiments.empty())
    plan.experiments = experiment::documented_experiments("experiments");
  if (arguments.mode != "both") plan.modes = {arguments.mode};
  plan.seeds.clear();
  for (int seed = 1; seed <= arguments.seeds.value_or(1); ++seed) plan.seeds.push_back(seed);
  if (arguments.seed) plan.seeds = {*arguments.seed};
  plan.overrides = arguments.overrides;
  plan.folder = arguments.out;
  return plan;
}

void run(const Arguments& arguments) {
  const experiment::ReproductionPlan plan = plan_of(arguments);
  const auto device = experiment::open_device(arguments.device);
  const std::vector<report::Reproduced> rows = experiment::reproduce(*device, plan);
  const std::string table = report::reproduction_markdown(rows);
  fs::create_directories(plan.folder);
  write_file(plan.folder / "tables.md", table);
  write_file(plan.folder / "tables.json", report::to_json(rows).dump() + "\n");
  write_file(plan.folder / "tables.html", report::reproduction_html(rows));
  std::fputs(table.c_str(), stdout);
  std::printf("\nThe runs, tables.md, tables.json and tables.html are in %s.\n",
              plan.folder.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line("reproduce_tables",
                                 "Runs the documents' experiments and prints the documents' "
                                 "numbers beside ours.");
    Arguments arguments;
    line.positionals("EXPERIMENT.yaml", arguments.experiments,
                     "Experiments; by default all in experiments/ that name a document", false);
    line.option("--mode", arguments.mode, "faithful, fixed or both (the default)");
    line.option("--seeds", arguments.seeds, 1, 1000, "Seeds 1 to N; by default 1");
    line.option("--out", arguments.out, "Folder of the runs and tables; by default runs/tables");
    add_common(line, arguments);
    line.footer(
        "Runs that are finished in the folder are read, not repeated; broken ones go on.\n"
        "An experiment whose data is not on this machine is named with the reason.");
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
