// JSON as text. Reading is nlohmann's; writing is our own, since rows of numbers belong on one
// line.
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "timbre/core/error.hpp"
#include "timbre/core/json.hpp"

namespace timbre {
namespace {

using Parsed = nlohmann::ordered_json;

Json converted(const Parsed& parsed) {
  switch (parsed.type()) {
    case Parsed::value_t::boolean:
      return parsed.get<bool>();
    case Parsed::value_t::number_integer:
      return parsed.get<std::int64_t>();
    case Parsed::value_t::number_float:
      return parsed.get<double>();
    case Parsed::value_t::string:
      return parsed.get<std::string>();
    case Parsed::value_t::number_unsigned:
      if (parsed.get<std::uint64_t>() >> 63 == 0) return parsed.get<std::int64_t>();
      return parsed.get<double>();
    case Parsed::value_t::array: {
      Json array = Json::array();
      for (const Parsed& item : parsed) array.push(converted(item));
      return array;
    }
    case Parsed::value_t::object: {
      Json object = Json::object();
      for (const auto& [key, value] : parsed.items()) object.set(key, converted(value));
      return object;
    }
    default:
      return nullptr;
  }
}

// nlohmann begins its messages with "[json.exception.parse_error.101] ".
std::string reason_of(const Parsed::exception& failure) {
  const std::string text = failure.what();
  const std::size_t bracket = text.find("] ");
  return bracket == std::string::npos ? text : text.substr(bracket + 2);
}

// The shortest digits that read back as the same double, always with a mark of a real number.
std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// Bytes that are no UTF-8, as in some file names, become U+FFFD.
std::string quoted(const std::string& text) {
  return Parsed(text).dump(-1, ' ', false, Parsed::error_handler_t::replace);
}

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void write(const Json& value, int depth) {
    if (value.is_object()) {
      write_all(value.members(), '{', '}', depth, [&](const auto& member) {
        text += quoted(member.first) + (indent_ > 0 ? ": " : ":");
        write(member.second, depth + 1);
      });
    } else if (value.is_array()) {
      write_all(value.items(), '[', ']', depth, [&](const Json& item) { write(item, depth + 1); });
    } else {
      write_scalar(value);
    }
  }

  std::string text;

 private:
  template <typename Items, typename WriteItem>
  void write_all(const Items& items, char open, char close, int depth,
                 const WriteItem& write_item) {
    const bool on_one_line = indent_ == 0 || items.empty() || all_scalars(items);
    text += open;
    bool first = true;
    for (const auto& item : items) {
      if (!first) text += on_one_line && indent_ > 0 ? ", " : ",";
      first = false;
      if (!on_one_line) begin_line(depth + 1);
      write_item(item);
    }
    if (!on_one_line) begin_line(depth);
    text += close;
  }

  void begin_line(int depth) {
    text += '\n';
    text.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(depth), ' ');
  }

  static bool all_scalars(const Json::Object&) { return false; }
  static bool all_scalars(const Json::Array& items) {
    for (const Json& item : items) {
      if (item.is_array() || item.is_object()) return false;
    }
    return true;
  }

  void write_scalar(const Json& value) {
    if (value.is_string()) {
      text += quoted(value.text());
    } else if (value.is_bool()) {
      text += value.boolean() ? "true" : "false";
    } else if (value.is_integer()) {
      text += std::to_string(value.integer());
    } else {
      text += value.is_null() ? "null" : number_text(value.number());
    }
  }

  const int indent_;
};

}  // namespace

std::string Json::dump(int indent) const {
  Writer writer(indent);
  writer.write(*this, 0);
  return std::move(writer.text);
}

Json Json::parse(std::string_view text, std::string_view source) {
  try {
    return converted(Parsed::parse(text));
  } catch (const Parsed::exception& failure) {
    throw Error(std::string(source) + ": not valid JSON: " + reason_of(failure));
  }
}

}  // namespace timbre
