#pragma once

#include <string>

#include "timbre/config/fields.hpp"

namespace timbre::config {

/// Writes the visited options as block YAML.
class Writer final : public Fields {
 public:
  enum class Style {
    values,     ///< keys and values alone
    explained,  ///< unit, allowed values and meaning behind each, and keys that do not exist now
    example,    ///< the same, all of it commented out
  };

  /// `lead` stands before each line; `first_lead` before the first one, as "  - " of a list item.
  Writer(Style style, std::string first_lead, std::string lead);

  /// What was written so far.
  const std::string& yaml() const { return yaml_; }

  void boolean(std::string_view key, bool& value, std::string_view meaning) override;
  void integer(std::string_view key, std::int64_t& value, Range range, std::string_view unit,
               std::string_view meaning) override;
  void number(std::string_view key, double& value, Range range, std::string_view unit,
              std::string_view meaning) override;
  void text(std::string_view key, std::string& value, std::string_view meaning) override;
  void integers(std::string_view key, std::vector<std::int64_t>& values, Range range,
                std::string_view meaning) override;
  void texts(std::string_view key, std::vector<std::string>& values,
             std::string_view meaning) override;
  void optional_number(std::string_view key, std::optional<double>& value, Range range,
                       std::string_view unit, std::string_view meaning) override;
  void when(bool holds, std::string_view condition, const std::function<void()>& keys) override;
  void added(bool as_before, const std::function<void()>& keys) override;
  void problem(std::string_view, const std::string&) override {}

 protected:
  void choose(std::string_view key, std::size_t& index, std::span<const std::string_view> allowed,
              std::string_view meaning) override;
  void enter(std::string_view key, std::string_view meaning, const Visit& visit) override;
  void enter_list(std::string_view key, std::string_view meaning, std::size_t size,
                  const std::function<void(std::size_t)>& resize, const VisitItem& visit) override;

 private:
  void line(std::string_view key, const std::string& value, std::string_view unit,
            const std::string& allowed, std::string_view meaning);
  void set_apart(bool is_chapter);
  std::string item(std::size_t index, Style style, const VisitItem& visit) const;

  Style style_;
  std::string next_lead_;
  const std::string lead_;
  std::string condition_;
  bool after_chapter_ = false;
  std::string yaml_;
};

}  // namespace timbre::config
