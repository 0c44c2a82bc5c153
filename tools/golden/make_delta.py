"""Golden deltas of a 60 x 41 matrix along its rows: librosa 0.5.1's filter and Savitzky-Golay.

Tools: SciPy (savgol_filter, what librosa calls since 0.6), librosa 0.11 (asserted: its delta with
mode 'nearest' is the filter of 0.5.1, with 'interp' it is SciPy's). Formula: delta_edge.
"""

import librosa
import numpy as np
from scipy.signal import savgol_filter

import golden_file
from librosa_formulas import delta_edge
from signals import noise

ROWS = 60
COLUMNS = 41
SEED = 11
WIDTH = 9
KEPT_ROWS = [0, 7, 59]


def describe(deltas, librosa_mode, matrix):
    expected = librosa.feature.delta(matrix, width=WIDTH, order=1, axis=-1, mode=librosa_mode)
    np.testing.assert_allclose(deltas, expected, atol=1e-15)
    return {"rows": deltas[KEPT_ROWS], "row_sums": deltas.sum(axis=1), "sum": deltas.sum(),
            "sum_of_squares": np.sum(deltas**2)}


if __name__ == "__main__":
    matrix = noise(ROWS * COLUMNS, SEED).reshape(ROWS, COLUMNS)
    savgol = savgol_filter(matrix, WIDTH, deriv=1, polyorder=1, axis=-1, mode="interp")
    golden_file.write(__file__, ["librosa", "numpy", "scipy"],
                      {"shape": [ROWS, COLUMNS], "seed": SEED, "width": WIDTH,
                       "kept_rows": KEPT_ROWS,
                       "librosa_0_5_1": describe(delta_edge(matrix), "nearest", matrix),
                       "savgol_interp": describe(savgol, "interp", matrix)})
