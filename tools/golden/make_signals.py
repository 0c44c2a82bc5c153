"""Golden values of the test signals, so that a twin of signals.py can prove itself.

Tools: NumPy. Formulas: signals.py.
"""

import golden_file
from signals import noise, scaled_noise, tone_burst

SEEDS = [0, 1, 1007]
COUNT = 1000
BURST = {"count": 1000, "burst": 600, "frequency": 1000.0, "sample_rate": 22050, "amplitude": 0.5,
         "background": 1e-5, "seed": 2}
SCALE = 0.1


def describe(seed):
    values = noise(COUNT, seed)
    return {"seed": seed, "count": COUNT, "first": values[:6], "last": values[-1],
            "sum": values.sum(), "scaled_first": scaled_noise(6, seed, SCALE)}


if __name__ == "__main__":
    burst = tone_burst(**BURST)
    golden_file.write(__file__, ["numpy"],
                      {"scale": SCALE, "noise": [describe(seed) for seed in SEEDS],
                       "tone_burst": {**BURST, "first": burst[:6], "last": burst[-6:]}},
                      digits=17)
