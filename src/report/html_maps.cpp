// Tested examples on a plane as SVG pictures: a colour and a name for each class.
#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "format.hpp"
#include "html.hpp"
#include "svg.hpp"

namespace timbre::report::html {
namespace {

// Units of the pictures' own coordinates.
constexpr double map_width = 540, map_height = 430, margin = 10, title_height = 18;
constexpr double letter_width = 6, line_height = 13;  // of a name
constexpr double key_width = 11;                      // the dot before it

struct Point {
  double x = 0, y = 0;
};

// Both axes have one scale: only distances mean something.
std::vector<Point> points_of(std::span<const float> places) {
  Point low{INFINITY, INFINITY}, high{-INFINITY, -INFINITY};
  for (std::size_t at = 0; at < places.size(); at += 2) {
    low = {std::min(low.x, double{places[at]}), std::min(low.y, double{places[at + 1]})};
    high = {std::max(high.x, double{places[at]}), std::max(high.y, double{places[at + 1]})};
  }
  const double across = std::max(high.x - low.x, 1e-9), along = std::max(high.y - low.y, 1e-9);
  const double scale =
      std::min((map_width - 2 * margin) / across, (map_height - title_height - 2 * margin) / along);
  std::vector<Point> points;
  for (std::size_t at = 0; at < places.size(); at += 2) {
    points.push_back(
        {map_width / 2 + scale * (places[at] - (low.x + high.x) / 2),
         (map_height + title_height) / 2 + scale * (places[at + 1] - (low.y + high.y) / 2)});
  }
  return points;
}

// Neighbouring hues differ in lightness too, so that 41 classes can be told apart.
std::string colour_group(int label, std::size_t classes) {
  const double hue = 360.0 * label / static_cast<double>(classes);
  return "<g style=\"--hue:" + fixed(hue, 0) + ";--light:" + std::to_string(38 + 13 * (label % 3)) +
         "%\">";
}

// An element without its end.
std::string dot(const Point& at, double radius, const char* kind) {
  return std::string("<circle class=\"") + kind + "\" cx=\"" + fixed(at.x, 1) + "\" cy=\"" +
         fixed(at.y, 1) + "\" r=\"" + fixed(radius, 1) + '"';
}

std::string example_dot(const MappedExample& example, const Point& at,
                        const std::vector<std::string>& classes) {
  const bool wrong = example.label != example.guess;
  std::string about = example.clip + ", segment " + std::to_string(example.segment) + ": " +
                      classes.at(example.label);
  if (wrong) about += ", taken for " + classes.at(example.guess);
  return dot(at, 3.2, wrong ? "wrong" : "right") + "><title>" + escaped(about) +
         "</title></circle>";
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Name {
  int label = 0;
  Point at;  // left end of its line, and its middle
  double length = 0;
};

bool overlap(const Name& left, const Name& right) {
  return std::abs(left.at.y - right.at.y) < line_height && left.at.x < right.at.x + right.length &&
         right.at.x < left.at.x + left.length;
}

// The nearest free line above or below; where none is free, the name stays.
Name placed(Name name, const std::vector<Name>& others) {
  const double wanted = name.at.y;
  for (double way = 0; way < map_height; way += line_height / 2) {
    for (const double y : {wanted - way, wanted + way}) {
      if (y < title_height + margin || y > map_height - margin) continue;
      name.at.y = y;
      const auto meets = [&](const Name& other) { return overlap(name, other); };
      if (std::ranges::none_of(others, meets)) return name;
    }
  }
  name.at.y = wanted;
  return name;
}

// The example in the middle of its class.
Point middle(const std::vector<std::size_t>& examples, const std::vector<Point>& points) {
  std::vector<double> x, y;
  for (const std::size_t example : examples) {
    x.push_back(points[example].x);
    y.push_back(points[example].y);
  }
  const Point wanted{median(x), median(y)};
  return points[*std::ranges::min_element(examples, {}, [&](std::size_t example) {
    return std::hypot(points[example].x - wanted.x, points[example].y - wanted.y);
  })];
}

// A class's name stands beside the example in its middle, whose dot is the name's own.
std::vector<Name> names_of(const std::map<int, std::vector<std::size_t>>& members,
                           const std::vector<Point>& points,
                           const std::vector<std::string>& classes) {
  std::vector<Name> names;
  for (const auto& [label, examples] : members) {
    const double length =
        key_width + letter_width * static_cast<double>(display_width(classes.at(label)));
    const Point at = middle(examples, points);
    const double left = std::clamp(at.x - key_width / 2, 0.0, std::max(0.0, map_width - length));
    names.push_back(placed({label, {left, at.y}, length}, names));
  }
  return names;
}

std::string picture(const TsneMap& map, const TsneMaps& maps,
                    const std::vector<std::string>& classes) {
  std::map<int, std::vector<std::size_t>> members;
  for (std::size_t example = 0; example < maps.examples.size(); ++example) {
    members[maps.examples[example].label].push_back(example);
  }
  const std::vector<Point> points = points_of(map.places);
  std::string svg =
      "<svg viewBox=\"0 0 " + fixed(map_width, 0) + ' ' + fixed(map_height, 0) +
      "\" role=\"img\" aria-label=\"Tested examples by their " + escaped(map.of) + "\">" +
      text_at(2, 11, "start",
              map.of + ", " + std::to_string(map.dimensions) + " numbers each; perplexity " +
                  fixed(map.perplexity, 1) + ", divergence " + fixed(map.divergence, 2));
  for (const auto& [label, examples] : members) {
    svg += colour_group(label, classes.size());
    for (const std::size_t example : examples) {
      svg += example_dot(maps.examples[example], points[example], classes);
    }
    svg += "</g>\n";
  }
  for (const Name& name : names_of(members, points, classes)) {
    svg += colour_group(name.label, classes.size()) +
           dot({name.at.x + key_width / 2, name.at.y}, 3.6, "key") + "/></g>" +
           text_at(name.at.x + key_width, name.at.y + 3.5, "start", classes.at(name.label));
  }
  return svg + "</svg>\n";
}

std::string trial_maps(const TrialResult& trial, std::size_t index,
                       const std::vector<std::string>& classes) {
  std::string html;
  for (const TsneMap& map : trial.maps.maps) {
    html += "<figure class=\"map\"><figcaption>Trial " + std::to_string(index + 1) + ", " +
            counted(trial.maps.examples.size(), "example") + " of " +
            std::to_string(trial.test_examples) + " tested</figcaption>\n<div class=\"scroll\">" +
            picture(map, trial.maps, classes) + "</div></figure>\n";
  }
  return html;
}

}  // namespace

std::string maps(const RunResults& results) {
  std::string figures;
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    figures += trial_maps(results.trials[index], index, results.classes);
  }
  if (figures.empty()) return {};
  return "<p class=\"source\">Examples that the network finds alike stand together: t-SNE of its "
         "outputs, and of what its last dense layer takes. Colours and names are those of the true "
         "classes; hollow dots were taken for another class. Axes have no unit.</p>\n"
         "<div class=\"trials maps\">\n" +
         figures + "</div>\n";
}

}  // namespace timbre::report::html
