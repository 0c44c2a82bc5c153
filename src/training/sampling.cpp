#include "sampling.hpp"

#include <map>

namespace timbre::training {
namespace {

// Items of the key: 0 shuffles the whole, 1 + round the classes of a round, these the examples.
constexpr std::uint64_t first_class_item = std::uint64_t{1} << 40;
constexpr std::uint64_t turns_of_class = std::uint64_t{1} << 31;

// The examples of one class, turn after turn in another order.
class ClassQueue {
 public:
  void add(std::int32_t example) { examples_.push_back(example); }

  std::int32_t next(const RandomKey& key, std::uint64_t number_of_class) {
    if (place_ == 0) {
      order_.resize(examples_.size());
      shuffled(key, first_class_item + number_of_class * turns_of_class + turn_++, order_.data(),
               std::ssize(order_));
    }
    const std::int32_t example = examples_[static_cast<std::size_t>(order_[place_])];
    place_ = (place_ + 1) % order_.size();
    return example;
  }

 private:
  std::vector<std::int32_t> examples_;
  std::vector<std::int32_t> order_;
  std::size_t place_ = 0;
  std::uint64_t turn_ = 0;
};

}  // namespace

std::vector<std::int32_t> shuffled_order(const RandomKey& key,
                                         std::span<const std::int32_t> train) {
  std::vector<std::int32_t> order(train.size());
  shuffled(key, 0, order.data(), std::ssize(order));
  for (std::int32_t& position : order) position = train[position];
  return order;
}

std::vector<std::int32_t> class_balanced_order(const RandomKey& key,
                                               std::span<const std::int32_t> train,
                                               std::span<const std::int32_t> labels) {
  std::map<std::int32_t, ClassQueue> by_label;
  for (const std::int32_t example : train) by_label[labels[example]].add(example);
  std::vector<ClassQueue> classes;
  for (auto& [label, queue] : by_label) classes.push_back(std::move(queue));

  std::vector<std::int32_t> order;
  std::vector<std::int32_t> round(classes.size());
  for (std::uint64_t number = 0; order.size() < train.size(); ++number) {
    shuffled(key, 1 + number, round.data(), std::ssize(round));
    for (const std::int32_t chosen : round) {
      if (order.size() == train.size()) break;
      order.push_back(classes[static_cast<std::size_t>(chosen)].next(key, chosen));
    }
  }
  return order;
}

}  // namespace timbre::training
