#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/library/numbers.hpp"
#include "emulator/runtime/work.hpp"

namespace timbre::emulated {

/// What a library's call does to an operand.
enum class Use { read, write, update, scratch };

/// Device memory that a call works on: one piece, or several of one size and distance, such as the
/// columns of a matrix with gaps between them.
struct Operand {
  std::string name;
  const void* address = nullptr;
  std::size_t bytes = 0;  ///< of each piece
  Use use = Use::read;
  std::size_t alignment = sizeof(float);
  std::size_t pieces = 1;
  std::size_t distance = 0;  ///< bytes from the start of a piece to that of the next

  bool written() const { return use != Use::read; }
  std::size_t extent() const { return (pieces - 1) * distance + bytes; }
};

/// Reads the factors of the result, which the host gives as float. Throws Fault for null and for
/// addresses on the device.
Blend host_blend(const void* alpha, const void* beta);
/// What the result's old values are used for.
Use use_of(const Blend& blend);

/// All operands of a call.
class Operands {
 public:
  explicit Operands(std::vector<Operand> operands);

  /// Throws Fault for an address that is null, not the device's, misaligned, freed or too short for
  /// the operand, and for an operand that is written and overlaps another.
  void check() const;
  /// When the call's turn comes: checks again, reports reads of what nobody wrote, and spoils the
  /// scratch, so that nobody relies on what it holds.
  void begin(const std::string& call) const;
  void end() const;

 private:
  std::vector<Operand> operands_;
};

/// Checks the operands, and puts the computation on the stream or into the graph that it captures.
void put_library_call(cudaStream_t stream, const std::string& name, const Operands& operands,
                      const Task& compute);

}  // namespace timbre::emulated
