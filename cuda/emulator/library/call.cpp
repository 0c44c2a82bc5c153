#include "emulator/library/call.hpp"

#include <vector>

namespace timbre::emulated {
namespace {

thread_local std::string refusal;

std::vector<ResetFunction>& reset_functions() {
  static std::vector<ResetFunction> current;
  return current;
}

}  // namespace

void report_refusal(const char* function, const Fault& fault) {
  refusal = std::string(function) + ": " + fault.what();
  add_report(fault.kind(), refusal);
}

const std::string& last_refusal() {
  return refusal;
}

void on_reset(ResetFunction reset) {
  reset_functions().push_back(reset);
}

void reset_library_objects() {
  for (const ResetFunction reset : reset_functions()) reset();
}

}  // namespace timbre::emulated
