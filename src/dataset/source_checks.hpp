#pragma once

#include <cstdint>
#include <span>

#include "timbre/dataset/examples.hpp"

// What a batch source refuses on every device, with a ContractError.
namespace timbre::dataset {

/// A label that is none of the classes.
void require_labels(const ExampleSet& examples, int classes);

/// An order with an example that the set of `size` does not have.
void require_order(std::span<const std::int32_t> order, std::int64_t size);

/// Statistics of examples of another shape.
void require_statistics(const Standardiser& standardiser, const features::ExampleShape& shape);

}  // namespace timbre::dataset
