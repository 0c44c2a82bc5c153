#pragma once

#include <cstdint>
#include <source_location>
#include <string>

#include "emulator/engine/fault.hpp"
#include "emulator/engine/thread.hpp"

// Words for fault messages.
namespace timbre::emulated {

std::string describe(const uint3& index);                 ///< "(1,0,0)"
std::string describe(const std::source_location& place);  ///< "mel.cu:12"
std::string hexadecimal(std::uint64_t value);             ///< "0xff"

/// "KERNEL, block (1,0,0), thread (17,0,0), mel.cu:12: WHAT"
Fault thread_fault(FaultKind kind, const Thread& thread, const std::string& what);
Fault block_fault(FaultKind kind, const BlockView& block, const std::string& what);

}  // namespace timbre::emulated
