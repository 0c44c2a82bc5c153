#include "timbre/config/document.hpp"

#include <utility>

#include "config/composition.hpp"
#include "config/override.hpp"
#include "config/reader.hpp"
#include "config/settings.hpp"
#include "config/writer.hpp"
#include "timbre/core/file.hpp"

namespace timbre::config {

struct Document::State {
  Node root;
};

Document::Document(std::unique_ptr<State> state) : state_(std::move(state)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Document Document::load(const std::filesystem::path& path,
                        const std::vector<std::string>& overrides) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& failure) {
    throw ConfigError({failure.what()});
  }
  return parse(text, path.string(), overrides);
}

Document Document::parse(const std::string& text, const std::string& source_name,
                         const std::vector<std::string>& overrides) {
  Problems problems;
  auto state = std::make_unique<State>();
  state->root = Composition(problems).compose(text, source_name);
  for (const std::string& assignment : overrides) {
    apply_override(state->root, assignment, problems);
  }
  problems.throw_if_any();
  return Document(std::move(state));
}

void Document::read(const std::function<void(Fields&)>& visit) const {
  Problems problems;
  Reader reader(state_->root, "", problems);
  visit(reader);
  reader.report_unknown_keys();
  problems.throw_if_any();
}

std::vector<Setting> Document::settings() const {
  return settings_of(state_->root);
}

std::string write_yaml(const std::function<void(Fields&)>& visit) {
  Writer writer(Writer::Style::values, "", "");
  visit(writer);
  return writer.yaml();
}

std::string write_reference(const std::function<void(Fields&)>& visit) {
  Writer writer(Writer::Style::explained, "", "");
  visit(writer);
  return writer.yaml();
}

}  // namespace timbre::config
