#include "emulator/library/operands.hpp"

#include <utility>

#include "emulator/engine/observer.hpp"
#include "emulator/runtime/memory.hpp"
#include "emulator/runtime/state.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

void check_one(const Operand& operand) {
  if (!operand.address) throw Fault(FaultKind::misuse, operand.name + " is null");
  if (!memory().on_device(operand.address))
    throw Fault(FaultKind::misuse, operand.name + " is not in the device's memory");
  if (reinterpret_cast<std::uintptr_t>(operand.address) % operand.alignment != 0) {
    throw Fault(FaultKind::misaligned, operand.name + " is not aligned to " +
                                           std::to_string(operand.alignment) + " bytes");
  }
  memory().check_range(operand.address, operand.extent(), operand.name);
}

// Whether the pieces of both lie between each other, as two parts of one matrix do.
bool interleave(const Operand& first, const Operand& second) {
  if (first.distance == 0 || first.distance != second.distance) return false;
  const std::size_t distance = first.distance;
  const auto from_first_to_second =
      (reinterpret_cast<std::uintptr_t>(second.address) % distance + distance -
       reinterpret_cast<std::uintptr_t>(first.address) % distance) %
      distance;
  return from_first_to_second >= first.bytes && from_first_to_second + second.bytes <= distance;
}

bool overlap(const Operand& first, const Operand& second) {
  const auto first_begin = reinterpret_cast<std::uintptr_t>(first.address);
  const auto second_begin = reinterpret_cast<std::uintptr_t>(second.address);
  return first_begin < second_begin + second.extent() &&
         second_begin < first_begin + first.extent() && !interleave(first, second);
}

void check_overlap(const Operand& first, const Operand& second) {
  if (!first.written() && !second.written()) return;
  if (!overlap(first, second)) return;
  throw Fault(FaultKind::misuse, first.name + " and " + second.name + " overlap");
}

template <typename Visit>
void for_each_piece(const Operand& operand, const Visit& visit) {
  auto* piece = static_cast<std::byte*>(const_cast<void*>(operand.address));
  for (std::size_t index = 0; index < operand.pieces; ++index, piece += operand.distance)
    visit(piece);
}

// Once for each operand.
void report_uninitialised(const std::string& call, const Operand& operand) {
  bool reported = false;
  for_each_piece(operand, [&](const std::byte* piece) {
    const std::size_t offset = first_poisoned(piece, operand.bytes);
    if (offset == operand.bytes || reported) return;
    reported = true;
    const auto start = piece - static_cast<const std::byte*>(operand.address);
    add_report(FaultKind::uninitialised,
               call + " reads byte " + std::to_string(start + static_cast<std::ptrdiff_t>(offset)) +
                   " of " + operand.name + ", which nobody wrote: it lies in " +
                   describe(*memory().find(piece)));
  });
}

}  // namespace

Blend host_blend(const void* alpha, const void* beta) {
  if (!alpha || !beta) throw Fault(FaultKind::misuse, "alpha or beta is null");
  if (memory().on_device(alpha) || memory().on_device(beta)) {
    throw Fault(FaultKind::misuse,
                "alpha and beta are read by the host, but lie in the device's memory");
  }
  return {*static_cast<const float*>(alpha), *static_cast<const float*>(beta)};
}

Use use_of(const Blend& blend) {
  return blend.beta == 0.0 ? Use::write : Use::update;
}

Operands::Operands(std::vector<Operand> operands) : operands_(std::move(operands)) {
  std::erase_if(operands_, [](const Operand& operand) { return operand.bytes == 0; });
}

void Operands::check() const {
  for (std::size_t index = 0; index < operands_.size(); ++index) {
    check_one(operands_[index]);
    for (std::size_t other = 0; other < index; ++other)
      check_overlap(operands_[other], operands_[index]);
  }
}

void Operands::begin(const std::string& call) const {
  for (const Operand& operand : operands_) {
    check_one(operand);
    const bool read = operand.use == Use::read || operand.use == Use::update;
    if (read) report_uninitialised(call, operand);
    for_each_piece(operand, [&](std::byte* piece) {
      if (read && observer()) observer()->read(piece, operand.bytes);
      if (operand.use == Use::scratch) poison(piece, operand.bytes);
    });
  }
}

void Operands::end() const {
  if (!observer()) return;
  for (const Operand& operand : operands_) {
    if (!operand.written()) continue;
    for_each_piece(operand, [&](std::byte* piece) { observer()->filled(piece, operand.bytes); });
  }
}

void put_library_call(cudaStream_t stream, const std::string& name, const Operands& operands,
                      const Task& compute) {
  operands.check();
  const Task run = [=] {
    operands.begin(name);
    compute();
    operands.end();
  };
  put(stream_of(stream), {.kind = OperationKind::kernel, .name = name, .submit = [run] {
                            ++counted().library_calls;
                            return run;
                          }});
}

}  // namespace timbre::emulated
