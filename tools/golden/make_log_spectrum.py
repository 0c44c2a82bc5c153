"""Golden logarithms of spectra of document 003: 129 bins x 212 frames of 110250 samples of 16 bits.

Tools: TensorFlow's tf.signal.stft(x, 2048, 512, 256) on integers as float32, whose magnitudes are
asserted to agree with NumPy in float64 as far as float32 allows. The transform is shorter than the
frame: of each windowed frame it takes the first 256 samples.
"""

import numpy as np
import tensorflow as tf

import golden_file
from signals import scaled_noise, tone_burst

SAMPLES = 110250
SAMPLE_RATE = 22050
FRAME = 2048
HOP = 512
N_FFT = 256
HALF_ULP = 2.0**-24


def windowed_frames(samples):
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME) / FRAME)
    count = 1 + (len(samples) - FRAME) // HOP
    frames = np.stack([samples[HOP * index:HOP * index + N_FFT] for index in range(count)])
    return frames, frames * window[:N_FFT]


def sixteen_bits(samples):
    return np.floor(32768.0 * samples)


def level(samples):
    frames, windowed = windowed_frames(samples)
    magnitude = np.abs(np.fft.rfft(windowed))
    tensor = tf.constant(samples.astype(np.int64))
    theirs = np.abs(tf.signal.stft(tf.cast(tensor, tf.float32), FRAME, HOP, N_FFT).numpy())
    assert theirs.shape == magnitude.shape == (212, 129)
    # Each of the 8 levels of the transform rounds sums and products, as tests/features/reference
    # derives it; their window, 0.5 - 0.5 cos in float32, is off by up to 2^-24 of 1 in each value.
    bound = (4.0 * HALF_ULP * np.log2(N_FFT) * np.linalg.norm(windowed, axis=1, keepdims=True)
             + HALF_ULP * np.abs(frames).sum(axis=1, keepdims=True))
    share = (np.abs(theirs - magnitude) / bound).max()
    print(f"TensorFlow differs by {share:.2f} of what float32 allows")
    assert share < 1.0
    return np.log(magnitude).T


def describe(name, signal, samples):
    digest = golden_file.digest(level(sixteen_bits(samples)))
    return {"name": name, "signal": signal, "level": digest}


def noise_case():
    return describe("noise", {"kind": "noise", "seed": 5, "scale": 0.1},
                    scaled_noise(SAMPLES, 5, 0.1))


def burst_case():
    burst = {"burst": 60000, "frequency": 440.0, "sample_rate": SAMPLE_RATE, "amplitude": 0.5,
             "background": 1e-2, "seed": 6}
    return describe("burst", {"kind": "tone_burst", **burst}, tone_burst(SAMPLES, **burst))


if __name__ == "__main__":
    silence = tf.math.log(tf.abs(tf.signal.stft(tf.zeros(FRAME), FRAME, HOP, N_FFT))).numpy()
    assert np.all(silence == -np.inf)
    parameters = {"samples": SAMPLES, "sample_rate": SAMPLE_RATE, "frame": FRAME, "hop": HOP,
                  "n_fft": N_FFT, "full_scale": 32768}
    golden_file.write(__file__, ["tensorflow", "numpy"],
                      {**parameters, "cases": [noise_case(), burst_case()]}, digits=12)
