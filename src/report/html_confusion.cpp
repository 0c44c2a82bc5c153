#include "format.hpp"
#include "html.hpp"

namespace timbre::report::html {
namespace {

constexpr double deep_shade = 0.7;  // from here on light figures read better than dark ones

std::int64_t row_sum(const metrics::Confusion& confusion, int truth) {
  std::int64_t sum = 0;
  for (int guess = 0; guess < confusion.classes; ++guess) sum += confusion.at(truth, guess);
  return sum;
}

std::string cell(const metrics::Confusion& confusion, int truth, int guess, std::int64_t of_class) {
  const std::int64_t count = confusion.at(truth, guess);
  if (count == 0) return "<td class=\"none\">·</td>";
  const double share = static_cast<double>(count) / static_cast<double>(of_class);
  std::string kinds = truth == guess ? "hit" : "miss";
  if (share >= deep_shade) kinds += " deep";
  return "<td class=\"" + kinds + "\" style=\"--share:" + fixed(share, 3) + "\" title=\"" +
         fixed(100 * share, 1) + " %\">" + std::to_string(count) + "</td>";
}

std::string heading_row(const std::vector<std::string>& classes) {
  std::string row = "<tr><th scope=\"col\" class=\"corner\">true ↓ taken for →</th>";
  for (const std::string& name : classes) {
    row += "<th scope=\"col\" class=\"tall\"><span>" + escaped(name) + "</span></th>";
  }
  return row + "</tr>\n";
}

}  // namespace

std::string confusion(const RunResults& results) {
  const metrics::Confusion total = total_confusion(results);
  if (total.counts.empty()) return {};
  std::string html = "<div class=\"scroll\"><table class=\"confusion\">\n<thead>" +
                     heading_row(results.classes) + "</thead>\n<tbody>\n";
  for (int truth = 0; truth < total.classes; ++truth) {
    const std::int64_t of_class = row_sum(total, truth);
    html += "<tr><th scope=\"row\">" + escaped(results.classes.at(truth)) + "</th>";
    for (int guess = 0; guess < total.classes; ++guess) {
      html += cell(total, truth, guess, of_class);
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table></div>\n";
}

}  // namespace timbre::report::html
