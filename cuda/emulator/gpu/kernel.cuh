#pragma once

// What a kernel file includes, when a C++ compiler builds it for the emulated device. nvcc finds
// the file of the same name in cuda/runtime instead.
#include "emulator/gpu/launch.hpp"
#include "emulator/language/qualifiers.hpp"
// In this order: the keywords first.
#include "emulator/language/atomics.hpp"
#include "emulator/language/builtins.hpp"
#include "emulator/language/math.hpp"
#include "emulator/language/memory.hpp"
#include "emulator/language/warp.hpp"
