#pragma once

#include <concepts>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace timbre {

/// Something that a run could not do: a damaged file, a full disk, a library that failed.
/// The message says what, where and what to do about it. Programs end with exit code 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The request itself was wrong: an unknown key, a missing folder, a value out of range.
/// Programs end with exit code 2.
class RequestError : public Error {
 public:
  using Error::Error;
};

/// The user asked to stop (Ctrl-C). Programs end with exit code 130.
class Interrupted : public Error {
 public:
  Interrupted() : Error("stopped by the user") {}
};

/// A promise between functions was broken: a fault of ours, never of the user's.
class ContractError : public Error {
 public:
  using Error::Error;
};

/// Throws ContractError that tells the reason and where.
[[noreturn]] void break_contract(const std::string& reason, std::source_location where);

/// Throws ContractError with the caller's file and line unless `holds`.
inline void require(bool holds, std::string_view reason,
                    std::source_location where = std::source_location::current()) {
  if (!holds) break_contract(std::string(reason), where);
}

/// The same with a reason that is put together only when it is needed: for checks in loops.
template <std::invocable MakeReason>
void require(bool holds, const MakeReason& make_reason,
             std::source_location where = std::source_location::current()) {
  if (!holds) break_contract(make_reason(), where);
}

}  // namespace timbre
