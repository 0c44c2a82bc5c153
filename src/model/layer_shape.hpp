#pragma once

#include <string>

#include "timbre/model/graph.hpp"

namespace timbre::model {

/// The name of a type in YAML.
const char* type_name(LayerType type);

/// Throws the RequestError of layer `at`.
[[noreturn]] void refuse_layer(const std::string& at, const std::string& reason);

/// The output of a node whose layer and input are settled. Refuses options that do not fit.
Shape output_shape(const Node& node, int classes, const std::string& at);

}  // namespace timbre::model
