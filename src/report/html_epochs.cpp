// The epochs of a trial as a table.
#include "format.hpp"
#include "html.hpp"

namespace timbre::report::html {

std::string epochs_table(const training::FitResult& fit) {
  std::vector<TableRow> rows;
  for (const training::EpochRecord& epoch : fit.epochs) {
    rows.push_back({{std::to_string(epoch.epoch + 1), fixed(epoch.smoothed_loss, 4),
                     fixed(epoch.validate_loss, 4), fixed(1 - epoch.validate_accuracy, 4),
                     fixed(epoch.seconds, 1) + " s"}});
  }
  return table({{"epoch"}, {"train loss"}, {"valid loss"}, {"error rate"}, {"time"}}, rows);
}

}  // namespace timbre::report::html
