#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace timbre {

/// A JSON value. Objects keep the order in which keys were set. NaN and infinities are written as
/// null, as JSON has no word for them.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;

  // Copying and destroying a tree is much code, and all of it stays in json.cpp.
  Json();  ///< null
  Json(std::nullptr_t);
  Json(bool value);
  Json(int value);
  Json(std::int64_t value);
  Json(std::uint64_t value);  ///< up to 2^63 - 1
  Json(double value);
  Json(const char* value);
  Json(std::string_view value);
  Json(std::string value);
  Json(Array value);
  Json(Object value);
  template <typename T>
  explicit Json(const std::vector<T>& items) : Json(Array(items.begin(), items.end())) {}
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  static Json array();
  static Json object();
  static Json object(std::initializer_list<std::pair<std::string, Json>> members);

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }

  /// Reads; a wrong type or a missing key throws Error and names it.
  bool boolean() const;
  std::int64_t integer() const;
  double number() const;
  const std::string& text() const;
  const Array& items() const;
  const Object& members() const;
  const Json& at(std::string_view key) const;
  const Json* find(std::string_view key) const;  ///< nullptr when absent or no object
  std::vector<double> numbers() const;           ///< of an array of numbers

  /// Sets or replaces a member; a null value becomes an object first.
  Json& set(std::string key, Json value);
  Json& push(Json value);  ///< a null value becomes an array first

  /// Text in UTF-8 that reads back as the same value. `indent` 0 gives one line; otherwise an
  /// array without arrays and objects in it still stands on one line.
  std::string dump(int indent = 2) const;
  /// Throws Error that names the source and the place of the first fault.
  static Json parse(std::string_view text, std::string_view source = "JSON");
  static Json load(const std::filesystem::path& path);

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace timbre
