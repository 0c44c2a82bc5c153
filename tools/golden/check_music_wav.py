"""Recomputes known facts on the UrbanSound8K document's music.wav, which is not in the repository.

Tools: resampy 0.2.2, librosa_formulas. Usage: check_music_wav.py music.wav
Expected: 48 kHz, 88200 samples at 22050 Hz, 7 segments of 60 x 41; facts on segment 0 in dB.
"""

import sys

import numpy as np
import resampy
import soundfile

from make_stft_mel_db import SAMPLE_RATE, SAMPLES, log_mel

EXPECTED = {"samples": 88200, "segments": 7, "min": -44.0923, "max": 25.5592, "mean": -1.04895,
            "[0,0]": 15.10420, "[0,1]": 11.09712, "[0,2]": 7.99850, "[30,20]": 12.23280}
TOLERANCE = 1e-4


def measure(path):
    samples, rate = soundfile.read(path)
    samples = resampy.resample(samples, rate, SAMPLE_RATE, filter="kaiser_best")
    level = log_mel(samples[:SAMPLES])
    return {"samples": len(samples), "segments": (len(samples) - SAMPLES) // (SAMPLES // 2) + 1,
            "min": level.min(), "max": level.max(), "mean": level.mean(), "[0,0]": level[0, 0],
            "[0,1]": level[0, 1], "[0,2]": level[0, 2], "[30,20]": level[30, 20]}


if __name__ == "__main__":
    for name, value in measure(sys.argv[1]).items():
        print(f"{name:9} {value:12.6f}  expected {EXPECTED[name]}")
        np.testing.assert_allclose(value, EXPECTED[name], atol=TOLERANCE)
