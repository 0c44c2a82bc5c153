#pragma once

#include <memory>
#include <type_traits>

namespace timbre {

template <typename Signature>
class FunctionRef;

/// A callable that somebody else owns, for parameters that are called before the function returns.
/// Unlike std::function it never takes memory, so kernels can hand large lambdas around.
template <typename Result, typename... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <typename Callable>
  requires(!std::is_same_v<std::remove_cvref_t<Callable>, FunctionRef> &&
           std::is_invocable_r_v<Result, const Callable&, Arguments...>)
      FunctionRef(const Callable& callable)
      : callable_(std::addressof(callable)), call_([](const void* target, Arguments... arguments) {
          return static_cast<Result>((*static_cast<const Callable*>(target))(arguments...));
        }) {}

  Result operator()(Arguments... arguments) const { return call_(callable_, arguments...); }

 private:
  const void* callable_;
  Result (*call_)(const void* target, Arguments... arguments);
};

}  // namespace timbre
