#pragma once

#include <string>
#include <vector>

#include "config/node.hpp"
#include "config/problems.hpp"
#include "timbre/config/fields.hpp"

namespace timbre::config {

/// Reads the keys of one map into the options that are visited. What is wrong becomes a problem
/// and leaves the option as it was; what the map leaves out keeps its default.
class Reader final : public Fields {
 public:
  /// `path` is the map's own, empty for the whole document.
  Reader(const Node& map, std::string path, Problems& problems);

  /// After the visit: every key that was not asked for is a problem.
  void report_unknown_keys();

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
  void added(bool, const std::function<void()>& keys) override { keys(); }
  void problem(std::string_view key, const std::string& reason) override;

 protected:
  void choose(std::string_view key, std::size_t& index, std::span<const std::string_view> allowed,
              std::string_view meaning) override;
  void enter(std::string_view key, std::string_view meaning, const Visit& visit) override;
  void enter_list(std::string_view key, std::string_view meaning, std::size_t size,
                  const std::function<void(std::size_t)>& resize, const VisitItem& visit) override;

 private:
  struct Conditional {
    std::string key;
    std::string condition;
  };

  const Node* find(std::string_view key);
  const Conditional* conditional(const std::string& key) const;
  void refuse(const Node& node, const std::string& path, const std::string& allowed);
  void visit_map(const Node& map, const std::string& path, const Visit& visit);
  template <typename T, typename Parse>
  void read_one(std::string_view key, T& value, const std::string& allowed, const Parse& parse);
  template <typename T, typename Parse>
  void read_list(std::string_view key, std::vector<T>& values, const std::string& allowed,
                 const Parse& parse);

  const Node& map_;
  const std::string path_;
  Problems& problems_;
  std::vector<std::string> allowed_keys_;
  std::vector<Conditional> conditional_keys_;
  std::string unmet_condition_;  // of the keys that are being visited; empty when they exist
  bool choice_failed_ = false;   // so that conditions on it say nothing
};

}  // namespace timbre::config
