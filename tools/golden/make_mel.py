"""Golden facts on Slaney mel filter banks, in float64.

Tools: librosa 0.11 (asserted to agree with librosa_formulas.mel_filters, the formula of 0.5.1).
"""

import librosa
import numpy as np

import golden_file
from librosa_formulas import mel_filters, mel_points

N_FFT = 2048
# A corner at sample_rate / 2 leaves 1e-17 instead of 0 in the last bin, by rounding.
SMALLEST_WEIGHT = 1e-12


def describe(sample_rate, bands):
    filters = librosa.filters.mel(sr=sample_rate, n_fft=N_FFT, n_mels=bands, dtype=np.float64)
    np.testing.assert_allclose(mel_filters(sample_rate, N_FFT, bands), filters, atol=1e-15)
    used = filters > SMALLEST_WEIGHT
    first = used.argmax(axis=1)
    last = filters.shape[1] - 1 - used[:, ::-1].argmax(axis=1)
    return {"sample_rate": sample_rate, "n_fft": N_FFT, "bands": bands,
            "nonzeros": used.sum(), "sum": filters.sum(),
            "points_hz": mel_points(sample_rate, bands),
            "first_bin": first, "last_bin": last,
            "band_sum": filters.sum(axis=1), "band_sum_of_squares": np.sum(filters**2, axis=1),
            "band0_from_first_bin": filters[0, first[0]:first[0] + 5]}


if __name__ == "__main__":
    golden_file.write(__file__, ["librosa", "numpy"],
                      {"smallest_weight": SMALLEST_WEIGHT,
                       "banks": [describe(22050, 60), describe(44100, 128)]})
