#include <algorithm>
#include <numeric>
#include <sstream>

#include "timbre/model/graph.hpp"

namespace timbre::model {
namespace {

std::int64_t parameters_of(const Graph& graph, const Node& node) {
  std::int64_t count = 0;
  for (const int index : node.parameters) count += element_count(graph.parameters[index].shape);
  return count;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t at = std::ssize(digits) - 3; at > 0; at -= 3) digits.insert(at, ",");
  return digits;
}

void write_row(std::ostream& out, const std::string& name, const std::string& size,
               const std::string& parameters) {
  const auto pad = [](const std::string& text, std::size_t width) {
    return std::string(width > text.size() ? width - text.size() : 1, ' ');
  };
  out << name << pad(name, 24) << size << pad(size, 16) << pad(parameters, 12) << parameters
      << '\n';
}

}  // namespace

std::int64_t Graph::parameter_count() const {
  return std::accumulate(
      nodes.begin(), nodes.end(), std::int64_t{0},
      [&](std::int64_t sum, const Node& node) { return sum + parameters_of(*this, node); });
}

std::int64_t Graph::multiply_adds() const {
  std::int64_t sum = 0;
  for (const Node& node : nodes) {
    if (node.parameters.empty()) continue;
    if (node.layer.type == LayerType::batch_norm) continue;
    const std::int64_t kernel = element_count(parameters[node.parameters.front()].shape);
    const std::int64_t positions = element_count(node.output) / node.output.back();
    sum += kernel * positions;
  }
  return sum;
}

std::string Graph::summary() const {
  std::ostringstream out;
  write_row(out, "layer", "output", "parameters");
  write_row(out, "input", to_string(input), "");
  for (const Node& node : nodes) {
    const std::int64_t count = parameters_of(*this, node);
    write_row(out, node.name, to_string(node.output), count == 0 ? "" : grouped(count));
  }
  write_row(out, "total", grouped(multiply_adds()) + " MAC", grouped(parameter_count()));
  return out.str();
}

}  // namespace timbre::model
