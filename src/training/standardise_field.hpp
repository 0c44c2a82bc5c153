#pragma once

#include "timbre/config/fields.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::training {

/// The key `standardise`, alike in experiments and in saved models.
void standardise_field(config::Fields& fields, dataset::Standardisation& kind);

}  // namespace timbre::training
