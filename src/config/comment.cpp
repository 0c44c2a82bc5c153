#include "config/comment.hpp"

#include <algorithm>
#include <sstream>

namespace timbre::config {
namespace {

constexpr std::size_t comment_column = 36;
constexpr std::size_t line_width = 100;

}  // namespace

std::string with_comment(std::string line, const std::string& comment) {
  const std::string margin = std::string(comment_column, ' ') + "#";
  line.resize(std::max(line.size() + 2, comment_column), ' ');
  line += '#';
  std::string text;
  std::istringstream words(comment);
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > line_width && line.size() > margin.size()) {
      text += line + '\n';
      line = margin;
    }
    line += ' ' + word;
  }
  return text + line + '\n';
}

}  // namespace timbre::config
