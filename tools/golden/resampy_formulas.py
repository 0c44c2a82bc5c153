"""resampy's band-limited interpolation (before 0.3) in float64 NumPy, written from its algorithm.

Source: resampy 0.1.5 (resampy/interp.pyx) and 0.2.2 (resampy/interpn.py), J. O. Smith's resampling
by a table of the windowed sinc's right half. README.md states the two options precisely.
"""

import dataclasses

import numpy as np

TABLE_PER_ZERO = 512


@dataclasses.dataclass(frozen=True)
class Filter:
    """A Kaiser-windowed sinc: zero crossings per side, cut-off relative to Nyquist, shape."""
    zeros: int
    rolloff: float
    beta: float

    def half_window(self):
        """h[i] = rolloff sinc(rolloff i / 512) kaiser(i), i = 0 ... zeros * 512."""
        last = self.zeros * TABLE_PER_ZERO
        position = np.arange(last + 1) / TABLE_PER_ZERO
        taper = np.kaiser(2 * last + 1, self.beta)[last:]
        return self.rolloff * np.sinc(self.rolloff * position) * taper


FILTERS = {"kaiser_best": Filter(64, 0.9475937167399596, 14.769656459379492),
           "kaiser_fast": Filter(16, 0.85, 8.555504641634386)}


def resample(samples, old_rate, new_rate, quality, right_wing, tap_step):
    """Returns int(len * ratio) samples; README.md defines right_wing and tap_step."""
    ratio = float(new_rate) / old_rate
    table = FILTERS[quality].half_window() * min(1.0, ratio)
    slopes = np.append(np.diff(table), 0.0)
    scale = min(1.0, ratio)
    stride = scale * TABLE_PER_ZERO
    if tap_step == "truncated":
        stride = np.floor(stride)
    output = np.zeros(int(len(samples) * ratio))
    time = 0.0
    for index in range(len(output)):
        start = int(time)
        fraction = scale * (time - start)
        left = wing(table, slopes, fraction, stride, start + 1)
        available = len(samples) - start - 1
        if right_wing == "resampy_0_1":
            last_left = len(left) - 1
            available = max(0, min(available, len(samples) - last_left - start + 1))
        right = wing(table, slopes, scale - fraction, stride, available)
        output[index] = (np.dot(left, samples[start - np.arange(len(left))])
                         + np.dot(right, samples[start + 1:start + 1 + len(right)]))
        time += 1.0 / ratio
    return output


def wing(table, slopes, fraction, stride, available):
    """Returns the weights of one side: at most `available` taps, `stride` table cells apart."""
    position = fraction * TABLE_PER_ZERO
    taps = min(available, int((len(table) - int(position)) // stride))
    places = position + np.arange(taps) * stride
    cells = places.astype(np.int64)
    return table[cells] + (places - cells) * slopes[cells]
