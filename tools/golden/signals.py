"""Test signals that C++ and Python regenerate alike, so that no golden file stores its input.

Source: our own definition, built on the 32-bit finaliser of MurmurHash3. Tools: NumPy only.
The twin is tests/support/golden.hpp; README.md states the formulas.
"""

import numpy as np

INDEX_FACTOR = np.uint32(2654435761)
SEED_FACTOR = np.uint32(40503)


def noise(count, seed):
    """Returns `count` values in [-1, 1) as float64; each is exact in float32."""
    with np.errstate(over="ignore"):
        state = np.arange(count, dtype=np.uint32) * INDEX_FACTOR + np.uint32(seed) * SEED_FACTOR
        state ^= state >> np.uint32(16)
        state *= np.uint32(0x85EBCA6B)
        state ^= state >> np.uint32(13)
        state *= np.uint32(0xC2B2AE35)
        state ^= state >> np.uint32(16)
    return (state >> np.uint32(8)).astype(np.float64) / 2.0**24 * 2.0 - 1.0


def scaled_noise(count, seed, scale):
    """Returns scale * noise, multiplied in float64 and rounded once to float32 (as float64)."""
    return to_float32(scale * noise(count, seed))


def tone_burst(count, burst, frequency, sample_rate, amplitude, background, seed):
    """Returns a sine of `burst` samples, then silence, over noise of amplitude `background`."""
    index = np.arange(count, dtype=np.float64)
    sine = amplitude * np.sin(2.0 * np.pi * frequency * index / sample_rate)
    return to_float32(np.where(index < burst, sine, 0.0) + background * noise(count, seed))


def to_float32(values):
    """Rounds to float32, which is what C++ is given, and returns float64 for exact arithmetic."""
    return values.astype(np.float32).astype(np.float64)
