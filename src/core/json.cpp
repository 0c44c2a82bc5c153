#include "timbre/core/json.hpp"

#include <algorithm>
#include <limits>

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre {
namespace {

// The value as `T`, or an Error that says what was wanted.
template <typename T, typename Variant>
const T& expect(const Variant& value, const char* wanted) {
  if (const T* found = std::get_if<T>(&value)) return *found;
  throw Error(std::string("JSON: ") + wanted + " was expected");
}

}  // namespace

Json::Json() = default;
Json::Json(std::nullptr_t) {}
Json::Json(bool value) : value_(value) {}
Json::Json(int value) : value_(std::int64_t{value}) {}
Json::Json(std::int64_t value) : value_(value) {}
Json::Json(double value) : value_(value) {}
Json::Json(const char* value) : value_(std::string(value)) {}
Json::Json(std::string_view value) : value_(std::string(value)) {}
Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(Array value) : value_(std::move(value)) {}
Json::Json(Object value) : value_(std::move(value)) {}
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json::Json(std::uint64_t value) : value_(static_cast<std::int64_t>(value)) {
  require(value <= std::uint64_t{std::numeric_limits<std::int64_t>::max()},
          std::to_string(value) + " is too large for a JSON integer of 63 bits");
}

Json Json::array() {
  return Json(Array{});
}
Json Json::object() {
  return Json(Object{});
}
Json Json::object(std::initializer_list<std::pair<std::string, Json>> members) {
  Json result = object();
  for (const auto& [key, value] : members) result.set(key, value);
  return result;
}

bool Json::boolean() const {
  return expect<bool>(value_, "true or false");
}
std::int64_t Json::integer() const {
  return expect<std::int64_t>(value_, "an integer");
}
const std::string& Json::text() const {
  return expect<std::string>(value_, "a text");
}
const Json::Array& Json::items() const {
  return expect<Array>(value_, "an array");
}
const Json::Object& Json::members() const {
  return expect<Object>(value_, "an object");
}

double Json::number() const {
  if (const auto* whole = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*whole);
  return expect<double>(value_, "a number");
}

std::vector<double> Json::numbers() const {
  std::vector<double> result;
  for (const Json& item : items()) result.push_back(item.number());
  return result;
}

const Json* Json::find(std::string_view key) const {
  const Object* object = std::get_if<Object>(&value_);
  if (!object) return nullptr;
  const auto found = std::ranges::find(*object, key, &Object::value_type::first);
  return found == object->end() ? nullptr : &found->second;
}

const Json& Json::at(std::string_view key) const {
  if (const Json* found = find(key)) return *found;
  throw Error("JSON: the key '" + std::string(key) + "' is missing");
}

Json& Json::set(std::string key, Json value) {
  if (is_null()) value_ = Object{};
  require(is_object(), "only an object has the key '" + key + "'");
  Object& object = std::get<Object>(value_);
  const auto found = std::ranges::find(object, key, &Object::value_type::first);
  if (found == object.end()) {
    object.emplace_back(std::move(key), std::move(value));
  } else {
    found->second = std::move(value);
  }
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) value_ = Array{};
  require(is_array(), "only an array takes items");
  std::get<Array>(value_).push_back(std::move(value));
  return *this;
}

Json Json::load(const std::filesystem::path& path) {
  return parse(read_file(path), path.string());
}

}  // namespace timbre
