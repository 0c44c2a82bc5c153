"""Golden Hann windows of 2048 samples, periodic (librosa's STFT) and symmetric (np.hanning).

Tools: NumPy, SciPy (asserted to agree). Formula: librosa_formulas.hann.
"""

import numpy as np
from scipy.signal import get_window

import golden_file
from librosa_formulas import hann

LENGTH = 2048


def describe(periodic):
    window = hann(LENGTH, periodic)
    np.testing.assert_allclose(window, get_window("hann", LENGTH, fftbins=periodic), atol=1e-15)
    return {"length": LENGTH, "first": window[:8], "sum": window.sum(),
            "sum_of_squares": np.sum(window**2)}


if __name__ == "__main__":
    golden_file.write(__file__, ["numpy", "scipy"],
                      {"periodic": describe(True), "symmetric": describe(False)}, digits=15)
