#include "timbre/training/generator.hpp"

#include <algorithm>
#include <numeric>

#include "timbre/core/random.hpp"

namespace timbre::training {
namespace {

using Indices = std::span<const std::int32_t>;

std::vector<std::int32_t> permutation(const GeneratorPlan& plan, std::uint32_t pass,
                                      std::int64_t count) {
  const RandomKey key{plan.seed, RandomUse::shuffle, pass};
  std::vector<std::int32_t> order(static_cast<std::size_t>(count));
  shuffled(key, plan.validates ? 1 : 0, order.data(), count);
  return order;
}

// The batches of one pass.
class Pass {
 public:
  Pass(const GeneratorPlan& plan, Indices examples, std::uint32_t pass)
      : batch_(plan.batch), examples_(examples.begin(), examples.end()) {
    batch_order_.resize(static_cast<std::size_t>((std::ssize(examples) + batch_ - 1) / batch_));
    std::iota(batch_order_.begin(), batch_order_.end(), 0);
    if (plan.order == PassOrder::batches) {
      if (!plan.validates) batch_order_ = permutation(plan, pass, std::ssize(batch_order_));
      return;
    }
    const std::vector<std::int32_t> order = permutation(plan, pass, std::ssize(examples));
    for (std::size_t place = 0; place < order.size(); ++place) {
      examples_[place] = examples[static_cast<std::size_t>(order[place])];
    }
  }

  Indices batch(std::int64_t step) const {
    const std::int64_t first = batch_order_[static_cast<std::size_t>(step)] * batch_;
    const std::int64_t count = std::min(batch_, std::ssize(examples_) - first);
    return Indices(examples_).subspan(static_cast<std::size_t>(first),
                                      static_cast<std::size_t>(count));
  }

 private:
  std::int64_t batch_;
  std::vector<std::int32_t> examples_;
  std::vector<std::int32_t> batch_order_;
};

// Appends the batches [begin, end) of a pass; behind a short one a new stretch begins.
void append(const GeneratorPlan& plan, Indices examples, std::uint32_t number, std::int64_t begin,
            std::int64_t end, std::vector<Stretch>& stretches) {
  const Pass pass(plan, examples, number);
  bool ends = true;
  for (std::int64_t step = begin; step < end; ++step) {
    if (ends) stretches.push_back({.pass = number, .examples = {}});
    const Indices batch = pass.batch(step);
    std::vector<std::int32_t>& chosen = stretches.back().examples;
    chosen.insert(chosen.end(), batch.begin(), batch.end());
    ends = std::ssize(batch) < plan.batch;
  }
}

}  // namespace

void describe(config::Fields& fields, GeneratorOptions& options) {
  fields.choice("order", options.order,
                {{"shuffled", PassOrder::shuffled}, {"batches", PassOrder::batches}},
                "what is shuffled: the examples, or only the order of their batches");
  fields.integer("steps", options.steps, {0, 1e9}, "",
                 "batches of an epoch, the next one goes on from there; 0: each example once");
  fields.integer("validate_steps", options.validate_steps, {0, 1e9}, "",
                 "batches of its validation; 0: each example once");
  fields.boolean("count_one_class", options.count_one_class,
                 "both are as many as the examples of the first class would fill");
  fields.integer("test_steps", options.test_steps, {0, 1e9}, "",
                 "a further score counts this many batches of the test, going round; 0: none");
  fields.boolean("raw_test", options.raw_test,
                 "a further score takes the test's examples as they are, not standardised");
}

std::vector<Stretch> stretches_of(const GeneratorPlan& plan, Indices examples, int epoch) {
  std::vector<Stretch> stretches;
  const std::int64_t in_pass = (std::ssize(examples) + plan.batch - 1) / plan.batch;
  if (in_pass == 0) return stretches;
  const std::int64_t steps = plan.steps > 0 ? plan.steps : in_pass;
  const std::int64_t end = steps * (epoch + std::int64_t{1});
  for (std::int64_t step = steps * epoch; step < end;) {
    const std::int64_t pass = step / in_pass, first = step % in_pass;
    const std::int64_t last = std::min(in_pass, first + end - step);
    append(plan, examples, static_cast<std::uint32_t>(pass), first, last, stretches);
    step += last - first;
  }
  return stretches;
}

std::int64_t steps_of_first_class(Indices examples, Indices labels, std::int64_t batch) {
  const auto of_class = std::ranges::count_if(examples, [&](std::int32_t example) {
    return labels[static_cast<std::size_t>(example)] == 0;
  });
  return std::max<std::int64_t>(1, of_class / batch);
}

std::vector<std::int64_t> counts_going_round(std::int64_t examples, std::int64_t batch,
                                             std::int64_t steps) {
  if (examples == 0) return {};
  const std::int64_t in_pass = (examples + batch - 1) / batch;
  std::vector<std::int64_t> counts(static_cast<std::size_t>(examples), steps / in_pass);
  const std::int64_t once_more = std::min(examples, steps % in_pass * batch);
  for (std::int64_t example = 0; example < once_more; ++example) {
    ++counts[static_cast<std::size_t>(example)];
  }
  return counts;
}

}  // namespace timbre::training
