#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::config {

class Fields;

/// An options struct is described once, by a free function beside it:
///
///     struct StftOptions { int n_fft = 2048; PadMode pad = PadMode::reflect; };
///     void describe(config::Fields& fields, StftOptions& options) {
///       fields.integer("n_fft", options.n_fft, {256, 4096}, "samples", "length of the transform");
///       fields.choice("pad", options.pad, {{"reflect", PadMode::reflect}, ...}, "...");
///     }
///
/// From that one description the options are read from YAML, written back, hashed for cache keys
/// and listed in configs/reference.yaml. The values before reading are the defaults.
template <typename T>
concept Described = requires(Fields& fields, T& options) {
  describe(fields, options);
};

/// Allowed values of a number, both ends included.
struct Range {
  double low = std::numeric_limits<double>::lowest();
  double high = std::numeric_limits<double>::max();
};

/// A visitor of described options. Keys are written as in YAML; `unit` is empty for pure numbers,
/// `meaning` is one line that ends up in configs/reference.yaml.
class Fields {
 public:
  virtual ~Fields() = default;

  virtual void boolean(std::string_view key, bool& value, std::string_view meaning) = 0;
  virtual void integer(std::string_view key, std::int64_t& value, Range range,
                       std::string_view unit, std::string_view meaning) = 0;
  virtual void number(std::string_view key, double& value, Range range, std::string_view unit,
                      std::string_view meaning) = 0;
  virtual void text(std::string_view key, std::string& value, std::string_view meaning) = 0;
  virtual void integers(std::string_view key, std::vector<std::int64_t>& values, Range range,
                        std::string_view meaning) = 0;
  virtual void texts(std::string_view key, std::vector<std::string>& values,
                     std::string_view meaning) = 0;
  /// A number that may be left out.
  virtual void optional_number(std::string_view key, std::optional<double>& value, Range range,
                               std::string_view unit, std::string_view meaning) = 0;

  void integer(std::string_view key, int& value, Range range, std::string_view unit,
               std::string_view meaning) {
    using Limits = std::numeric_limits<int>;
    range.low = std::max<double>(range.low, Limits::lowest());
    range.high = std::min<double>(range.high, Limits::max());
    std::int64_t wide = value;
    integer(key, wide, range, unit, meaning);
    value = static_cast<int>(wide);
  }

  /// One of several named values.
  template <typename Enum>
  void choice(std::string_view key, Enum& value,
              std::initializer_list<std::pair<std::string_view, Enum>> names,
              std::string_view meaning) {
    std::vector<std::string_view> allowed;
    std::size_t index = 0;
    for (const auto& [name, meant] : names) {
      if (meant == value) index = allowed.size();
      allowed.push_back(name);
    }
    choose(key, index, allowed, meaning);
    value = (names.begin() + index)->second;
  }

  /// Options inside of options.
  template <Described T>
  void section(std::string_view key, T& options, std::string_view meaning) {
    enter(key, meaning, [&](Fields& inner) { describe(inner, options); });
  }

  /// A list of options of one kind.
  template <Described T>
  void list(std::string_view key, std::vector<T>& items, std::string_view meaning) {
    enter_list(
        key, meaning, items.size(), [&](std::size_t size) { items.resize(size); },
        [&](std::size_t index, Fields& inner) { describe(inner, items[index]); });
  }

  /// Keys that exist only under a condition, such as those of one layer type. `condition` says in
  /// words when; the list of all keys shows them with it.
  virtual void when(bool holds, std::string_view condition, const std::function<void()>& keys) = 0;

  /// Keys that came after the options were first released. Where they say nothing new, `as_before`,
  /// they are not written: hashes of options that never had them stay what they were.
  virtual void added(bool as_before, const std::function<void()>& keys) = 0;

  /// Records a problem that no single range shows, such as two keys that do not fit together.
  /// Ignored by visitors that do not read.
  virtual void problem(std::string_view key, const std::string& reason) = 0;

 protected:
  using Visit = std::function<void(Fields&)>;
  using VisitItem = std::function<void(std::size_t, Fields&)>;
  virtual void choose(std::string_view key, std::size_t& index,
                      std::span<const std::string_view> allowed, std::string_view meaning) = 0;
  virtual void enter(std::string_view key, std::string_view meaning, const Visit& visit) = 0;
  virtual void enter_list(std::string_view key, std::string_view meaning, std::size_t size,
                          const std::function<void(std::size_t)>& resize,
                          const VisitItem& visit) = 0;
};

}  // namespace timbre::config
