"""Golden log-mel spectrograms (60 bands x 41 frames) of one window of 20480 samples, in float64.

Tools: librosa 0.11, asserted to agree with librosa_formulas to 1e-9 dB in float64 and to 2e-5 dB
at its own float32 precision.
"""

import librosa
import numpy as np

import golden_file
from librosa_formulas import mel_filters, power_spectrogram, power_to_db
from signals import scaled_noise, tone_burst

SAMPLE_RATE = 22050
SAMPLES = 20480
N_FFT = 2048
HOP = 512
BANDS = 60
AMIN = 1e-10
TOP_DB = 80.0
DOUBLE_TOLERANCE_DB = 1e-9
FLOAT_TOLERANCE_DB = 2e-5


def log_mel(samples):
    mel = mel_filters(SAMPLE_RATE, N_FFT, BANDS) @ power_spectrogram(samples, N_FFT, HOP)
    return power_to_db(mel, AMIN, TOP_DB)


def librosa_log_mel(samples):
    mel = librosa.feature.melspectrogram(y=samples, sr=SAMPLE_RATE, n_fft=N_FFT, hop_length=HOP,
                                         n_mels=BANDS, pad_mode="reflect", dtype=samples.dtype)
    return librosa.power_to_db(mel, ref=1.0, amin=AMIN, top_db=TOP_DB)


def describe(name, signal, samples):
    level = log_mel(samples)
    double = np.abs(librosa_log_mel(samples) - level).max()
    single = np.abs(librosa_log_mel(samples.astype(np.float32)) - level).max()
    print(f"{name}: librosa differs by {double:.1e} dB in float64, {single:.1e} dB in float32")
    assert double < DOUBLE_TOLERANCE_DB
    assert single < FLOAT_TOLERANCE_DB
    summary = {"min": level.min(), "max": level.max(), "mean": level.mean()}
    return {"name": name, "signal": signal, **summary,
            "clipped_at_floor": np.sum(level == level.max() - TOP_DB),
            "clipped_at_amin": np.sum(level == 10.0 * np.log10(AMIN)), "db": level}


def noise_case(name, seed, scale):
    return describe(name, {"kind": "noise", "seed": seed, "scale": scale},
                    scaled_noise(SAMPLES, seed, scale))


def burst_case():
    burst = {"burst": 6000, "frequency": 1000.0, "sample_rate": SAMPLE_RATE, "amplitude": 0.5,
             "background": 1e-5, "seed": 2}
    return describe("burst", {"kind": "tone_burst", **burst}, tone_burst(SAMPLES, **burst))


def silence_case():
    level = log_mel(np.zeros(SAMPLES))
    assert level.min() == level.max()
    return {"name": "silence", "signal": {"kind": "silence"}, "db_constant": level.max()}


if __name__ == "__main__":
    parameters = {"samples": SAMPLES, "sample_rate": SAMPLE_RATE, "n_fft": N_FFT, "hop": HOP,
                  "bands": BANDS, "amin": AMIN, "reference": 1.0, "top_db": TOP_DB}
    cases = [noise_case("noise", 1, 0.1), noise_case("quiet", 3, 2e-6), burst_case(),
             silence_case()]
    golden_file.write(__file__, ["librosa", "numpy"], {**parameters, "cases": cases}, digits=8)
