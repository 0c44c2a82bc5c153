#pragma once

#include <filesystem>

namespace timbre::experiment {

/// Writes the parameters of a saved model as Keras 2's save_weights does; see model::write_keras.
void export_keras(const std::filesystem::path& model, const std::filesystem::path& file);

}  // namespace timbre::experiment
