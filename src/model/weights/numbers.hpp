#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace timbre::model {

/// How a weights file keeps a number, little-endian.
enum class NumberKind { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

std::int64_t byte_count(NumberKind kind);

/// "F32", "BF16", "BOOL": safetensors' words. Empty for one that is not known.
std::optional<NumberKind> safetensors_kind(std::string_view name);
/// "FloatStorage", "HalfStorage": PyTorch's.
std::optional<NumberKind> storage_kind(std::string_view name);

/// `bytes` holds whole numbers. Integers beyond 2^24 and doubles are rounded to float32.
std::vector<float> to_floats(std::string_view bytes, NumberKind kind);

}  // namespace timbre::model
