"""The feature formulas of librosa 0.5.1 in float64 NumPy, written from its documentation.

Source: librosa 0.5.1 (core/spectrum.py, core/audio.py, filters.py, feature/utils.py), which the
UrbanSound8K document used. The make_*.py scripts assert that librosa 0.11 agrees.
"""

import numpy as np

MEL_LINEAR_STEP = 200.0 / 3.0
MEL_LOG_START_HZ = 1000.0
MEL_LOG_START = MEL_LOG_START_HZ / MEL_LINEAR_STEP
MEL_LOG_STEP = np.log(6.4) / 27.0
DELTA_REACH = 4
DELTA_NORM = 60.0


def hann(length, periodic=True):
    """0.5 - 0.5 cos(2 pi n / N), with N = length (periodic) or length - 1 (symmetric)."""
    period = length if periodic else length - 1
    return 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / period)


def power_spectrogram(samples, n_fft, hop):
    """|STFT|^2, bins x frames: centred frames, reflected edges, periodic Hann window."""
    padded = np.pad(samples, n_fft // 2, mode="reflect")
    frames = 1 + (len(padded) - n_fft) // hop
    windowed = np.stack([padded[frame * hop:frame * hop + n_fft] for frame in range(frames)])
    return np.abs(np.fft.rfft(windowed * hann(n_fft), axis=1).T) ** 2


def hz_to_mel(frequency):
    """Slaney's scale: linear below 1000 Hz, logarithmic above."""
    log_part = MEL_LOG_START + np.log(np.maximum(frequency, MEL_LOG_START_HZ)
                                      / MEL_LOG_START_HZ) / MEL_LOG_STEP
    return np.where(frequency < MEL_LOG_START_HZ, frequency / MEL_LINEAR_STEP, log_part)


def mel_to_hz(mel):
    """The inverse of hz_to_mel."""
    log_part = MEL_LOG_START_HZ * np.exp(MEL_LOG_STEP * (mel - MEL_LOG_START))
    return np.where(mel < MEL_LOG_START, mel * MEL_LINEAR_STEP, log_part)


def mel_points(sample_rate, bands):
    """The bands + 2 corner frequencies in Hz, evenly spaced in mel from 0 to sample_rate / 2."""
    return mel_to_hz(np.linspace(0.0, hz_to_mel(np.float64(sample_rate / 2.0)), bands + 2))


def mel_filters(sample_rate, n_fft, bands):
    """bands x bins triangles of equal area (norm 'slaney': times 2 / (upper - lower))."""
    points = mel_points(sample_rate, bands)
    bins = np.linspace(0.0, sample_rate / 2.0, 1 + n_fft // 2)
    rising = (bins - points[:-2, None]) / np.diff(points)[:-1, None]
    falling = (points[2:, None] - bins) / np.diff(points)[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return triangles * (2.0 / (points[2:] - points[:-2]))[:, None]


def power_to_db(power, amin, top_db):
    """10 log10(max(amin, power)), then floored at its own maximum minus top_db; reference 1."""
    level = 10.0 * np.log10(np.maximum(amin, power))
    return np.maximum(level, level.max() - top_db)


def delta_edge(rows):
    """librosa 0.5.1's delta along the last axis: sum of k x[clamp(t + k)] / 60, |k| <= 4."""
    count = rows.shape[-1]
    padded = np.pad(rows, ((0, 0), (DELTA_REACH, DELTA_REACH)), mode="edge")
    return sum(k * padded[:, DELTA_REACH + k:DELTA_REACH + k + count]
               for k in range(-DELTA_REACH, DELTA_REACH + 1)) / DELTA_NORM
