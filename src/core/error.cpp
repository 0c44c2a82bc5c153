#include "timbre/core/error.hpp"

namespace timbre {

void break_contract(const std::string& reason, std::source_location where) {
  throw ContractError(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " +
                      where.function_name() + ": " + reason);
}

}  // namespace timbre
