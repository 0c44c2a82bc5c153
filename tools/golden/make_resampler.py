"""Golden outputs of resampy's kaiser_best and kaiser_fast (before 0.3), in float64.

Tools: resampy 0.2.2, asserted to agree with resampy_formulas to 1e-9 for its right-wing rule and
its truncated step; its stored filter tables, asserted to equal the formula. The rule of 0.1.5 was
read in its source.
"""

import itertools
import math

import numpy as np
import resampy
from resampy.filters import get_filter

import golden_file
from resampy_formulas import FILTERS, TABLE_PER_ZERO, resample
from signals import noise

NEW_RATE = 22050
OLD_RATES = [44100, 48000, 96000, 11025, 8000, 24000]
FAST_RATES = [48000]
LENGTHS = [3000, 300, 5, 1]
SEED = 21
KEPT = 40
TOLERANCE = 1e-9


def describe_filter(name):
    table, per_zero, rolloff = get_filter(name)
    spec = FILTERS[name]
    assert per_zero == TABLE_PER_ZERO and rolloff == spec.rolloff
    np.testing.assert_allclose(spec.half_window(), table, atol=1e-15)
    return {"zeros": spec.zeros, "table_per_zero": TABLE_PER_ZERO, "rolloff": spec.rolloff,
            "beta": spec.beta, "size": table.size, "first": table[:8], "last": table[-1],
            "sum": table.sum(), "sum_of_squares": np.sum(table**2)}


def describe_case(quality, old_rate, length, right_wing, tap_step):
    samples = noise(length, SEED)
    output = resample(samples, old_rate, NEW_RATE, quality, right_wing, tap_step)
    if right_wing == "resampy_0_2_1" and tap_step == "truncated" and output.size:
        expected = resampy.resample(samples, old_rate, NEW_RATE, filter=quality)
        np.testing.assert_allclose(output, expected, atol=TOLERANCE)
    middle_at = max(0, output.size // 2 - KEPT // 2)
    return {"quality": quality, "old_rate": old_rate, "new_rate": NEW_RATE,
            "samples": length, "right_wing": right_wing, "tap_step": tap_step,
            "n_out": output.size,
            "n_librosa": math.ceil(length * (float(NEW_RATE) / old_rate)),
            "first": output[:KEPT], "middle_at": middle_at,
            "middle": output[middle_at:middle_at + KEPT], "last": output[-KEPT:],
            "sum": output.sum(), "sum_of_squares": np.sum(output**2)}


def tap_steps(old_rate):
    """The two steps are one where scale * 512 is whole."""
    whole = (min(1.0, NEW_RATE / old_rate) * TABLE_PER_ZERO).is_integer()
    return ["truncated"] if whole else ["truncated", "exact"]


def cases(quality, old_rates):
    return [describe_case(quality, old_rate, length, right_wing, tap_step)
            for old_rate, length in itertools.product(old_rates, LENGTHS)
            for right_wing in ("resampy_0_1", "resampy_0_2_1") for tap_step in tap_steps(old_rate)]


if __name__ == "__main__":
    golden_file.write(__file__, ["numba", "numpy", "resampy"],
                      {"seed": SEED, "filters": {name: describe_filter(name) for name in FILTERS},
                       "cases": cases("kaiser_best", OLD_RATES) + cases("kaiser_fast", FAST_RATES)},
                      digits=10)
