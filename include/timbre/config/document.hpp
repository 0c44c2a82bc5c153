#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/core/error.hpp"

namespace timbre::config {

/// All that is wrong with a configuration, one line each with file and line.
class ConfigError : public RequestError {
 public:
  explicit ConfigError(std::vector<std::string> problems);
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::vector<std::string> problems_;
};

/// One value of a document by its path, as `--set` would write both.
struct Setting {
  std::string path;   ///< "training.optimiser.learning_rate", "model.layers.0.units"
  std::string value;  ///< "0.001"; "[1, 2]" for a list of plain values; "null", "[]" and "{}"
  bool operator==(const Setting&) const = default;
};

/// A YAML file with its `use:` files merged in and the command line's values set, still without
/// types. Precedence, lowest first: defaults, the file that `use:` names (relative to the file that
/// names it; it may use another), keys beside `use:`, `--set a.b=value`.
class Document {
 public:
  /// Throws ConfigError for an unreadable file, bad YAML, a key that is there twice, a circle of
  /// `use:` or a bad override.
  /// `overrides` are "a.b.c=value" with the value in YAML; list items by number:
  /// "layers.0.units=5".
  static Document load(const std::filesystem::path& path,
                       const std::vector<std::string>& overrides = {});
  static Document parse(const std::string& text, const std::string& source_name,
                        const std::vector<std::string>& overrides = {});

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  /// Visits options with the values of this document. Throws ConfigError with every unknown key,
  /// wrong type and value out of range, each with file, line and what is allowed.
  void read(const std::function<void(Fields&)>& visit) const;

  /// Every value in the order of the files, still as text.
  std::vector<Setting> settings() const;

 private:
  struct State;
  explicit Document(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Reads options from a document; what it leaves out keeps the value of `defaults`.
template <Described T>
T read(const Document& document, T defaults = {}) {
  document.read([&](Fields& fields) { describe(fields, defaults); });
  return defaults;
}

/// YAML with every key of the options visited: parses back to equal options.
std::string write_yaml(const std::function<void(Fields&)>& visit);
template <Described T>
std::string to_yaml(T options) {
  return write_yaml([&](Fields& fields) { describe(fields, options); });
}

/// YAML of the defaults with unit, allowed values and meaning of every key as comments.
std::string write_reference(const std::function<void(Fields&)>& visit);
template <Described T>
std::string reference_yaml(T defaults = {}) {
  return write_reference([&](Fields& fields) { describe(fields, defaults); });
}

}  // namespace timbre::config
