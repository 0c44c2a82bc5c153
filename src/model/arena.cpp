#include "model/arena.hpp"

#include <algorithm>
#include <numeric>

namespace timbre::model {
namespace {

constexpr std::size_t alignment = 256;  // what GPU libraries ask of their workspaces

struct Placed {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::size_t rounded(std::size_t bytes) {
  return (bytes + alignment - 1) / alignment * alignment;
}

bool overlap_in_time(const ArenaRequest& a, const ArenaRequest& b) {
  return a.first <= b.last && b.first <= a.last;
}

// The lowest offset where `bytes` fit between the neighbours, which are sorted by their begin.
std::size_t lowest_gap(const std::vector<Placed>& neighbours, std::size_t bytes) {
  std::size_t offset = 0;
  for (const Placed& neighbour : neighbours) {
    if (offset + bytes <= neighbour.begin) break;
    offset = std::max(offset, neighbour.end);
  }
  return offset;
}

}  // namespace

ArenaPlan plan_arena(std::span<const ArenaRequest> requests) {
  std::vector<std::size_t> order(requests.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return requests[a].bytes > requests[b].bytes;
  });

  ArenaPlan plan;
  plan.offsets.assign(requests.size(), 0);
  for (auto current = order.begin(); current != order.end(); ++current) {
    const ArenaRequest& request = requests[*current];
    std::vector<Placed> neighbours;
    for (auto earlier = order.begin(); earlier != current; ++earlier) {
      if (!overlap_in_time(requests[*earlier], request)) continue;
      const std::size_t begin = plan.offsets[*earlier];
      neighbours.push_back({begin, begin + rounded(requests[*earlier].bytes)});
    }
    std::sort(neighbours.begin(), neighbours.end(),
              [](const Placed& a, const Placed& b) { return a.begin < b.begin; });
    const std::size_t offset = lowest_gap(neighbours, rounded(request.bytes));
    plan.offsets[*current] = offset;
    plan.bytes = std::max(plan.bytes, offset + rounded(request.bytes));
  }
  return plan;
}

}  // namespace timbre::model
