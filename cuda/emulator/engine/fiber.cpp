#include "emulator/engine/fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

#include "emulator/engine/sanitizers.hpp"

#if !defined(TIMBRE_FIBER_UCONTEXT)
// System V x86-64: a call keeps only rbx, rbp and r12 to r15, so these and the stack pointer are
// all there is to save. Kernels leave the floating-point control words alone.
extern "C" void timbre_fiber_switch(void** save_stack_pointer, void* stack_pointer);
extern "C" void timbre_fiber_start();
asm(R"(
  .text
  .type timbre_fiber_switch, @function
timbre_fiber_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size timbre_fiber_switch, . - timbre_fiber_switch

  .type timbre_fiber_start, @function
timbre_fiber_start:
  .cfi_startproc
  .cfi_undefined %rip
  movq %r12, %rdi
  callq *%rbx
  ud2
  .cfi_endproc
  .size timbre_fiber_start, . - timbre_fiber_start
)");
#endif

namespace timbre::emulated {
namespace {

std::size_t page_bytes() {
  static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

#if !defined(TIMBRE_FIBER_UCONTEXT)
// The frame that timbre_fiber_switch pops on the first switch; `ret` then goes to the start.
void* first_frame(std::byte* top, Fiber::Body enter, void* fiber) {
  auto* frame = reinterpret_cast<void**>(top);
  *--frame = nullptr;  // keeps the stack aligned to 16 bytes at the call in timbre_fiber_start
  *--frame = nullptr;
  *--frame = reinterpret_cast<void*>(&timbre_fiber_start);
  *--frame = nullptr;                         // rbp
  *--frame = reinterpret_cast<void*>(enter);  // rbx
  *--frame = fiber;                           // r12
  for (int callee_saved = 13; callee_saved <= 15; ++callee_saved) *--frame = nullptr;
  return frame;
}
#else
// makecontext passes ints only.
void enter_halves(unsigned enter_high, unsigned enter_low, unsigned high, unsigned low) {
  const auto join = [](unsigned upper, unsigned lower) {
    return (std::uintptr_t{upper} << 32) | lower;
  };
  reinterpret_cast<Fiber::Body>(join(enter_high, enter_low))(
      reinterpret_cast<void*>(join(high, low)));
}

void prepare_context(ucontext_t& context, const Stack& stack, Fiber::Body enter, void* fiber) {
  getcontext(&context);
  context.uc_stack.ss_sp = stack.bottom();
  context.uc_stack.ss_size = Stack::bytes;
  const auto code = reinterpret_cast<std::uintptr_t>(enter);
  const auto data = reinterpret_cast<std::uintptr_t>(fiber);
  makecontext(&context, reinterpret_cast<void (*)()>(&enter_halves), 4,
              static_cast<unsigned>(code >> 32), static_cast<unsigned>(code),
              static_cast<unsigned>(data >> 32), static_cast<unsigned>(data));
}
#endif

}  // namespace

Stack::Stack() {
  const std::size_t guard = page_bytes();
  void* mapped = mmap(nullptr, bytes + guard, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  mprotect(mapped, guard, PROT_NONE);
  bottom_ = static_cast<std::byte*>(mapped) + guard;
}

Stack::~Stack() {
  allow_access(bottom_, bytes);
  munmap(bottom_ - page_bytes(), bytes + page_bytes());
}

Fiber::Fiber(const Stack& stack, Body body, void* argument)
    : start_{body, argument}, bottom_(stack.bottom()), bytes_(Stack::bytes) {
#if defined(TIMBRE_FIBER_UCONTEXT)
  prepare_context(context_, stack, &Fiber::enter, this);
#else
  stack_pointer_ = first_frame(stack.bottom() + Stack::bytes, &Fiber::enter, this);
#endif
#if defined(TIMBRE_EMULATOR_TSAN)
  thread_state_ = __tsan_create_fiber(0);
  owns_thread_state_ = true;
#endif
}

Fiber::Fiber() {
#if defined(TIMBRE_EMULATOR_TSAN)
  thread_state_ = __tsan_get_current_fiber();
#endif
}

Fiber::~Fiber() {
#if defined(TIMBRE_EMULATOR_TSAN)
  if (owns_thread_state_) __tsan_destroy_fiber(thread_state_);
#endif
}

namespace {
// Who handed over last: the sanitizer tells the one that goes on where that stack lies.
[[maybe_unused]] thread_local constinit Fiber* handed_over = nullptr;
}  // namespace

void Fiber::switch_between(Fiber& from, Fiber& to) {
#if defined(__SANITIZE_ADDRESS__)
  handed_over = &from;
  __sanitizer_start_switch_fiber(&from.address_state_, to.bottom_, to.bytes_);
#endif
#if defined(TIMBRE_EMULATOR_TSAN)
  __tsan_switch_to_fiber(to.thread_state_, __tsan_switch_to_fiber_no_sync);
#endif
#if defined(TIMBRE_FIBER_UCONTEXT)
  swapcontext(&from.context_, &to.context_);
#else
  timbre_fiber_switch(&from.stack_pointer_, to.stack_pointer_);
#endif
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(from.address_state_, &handed_over->bottom_, &handed_over->bytes_);
#endif
}

void Fiber::enter(void* fiber) {
  auto& self = *static_cast<Fiber*>(fiber);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &handed_over->bottom_, &handed_over->bytes_);
#endif
  self.start_.body(self.start_.argument);
}

}  // namespace timbre::emulated
