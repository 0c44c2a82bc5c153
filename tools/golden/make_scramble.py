"""Golden entries of the UrbanSound8K document's reshape, which mixes bands and frames.

Tools: NumPy. Source: the document's code, logspec.T.flatten() then .reshape(bands, frames) in C
order; asserted to equal the closed form X[r, c] = L[(41 r + c) mod 60, (41 r + c) div 60].
"""

import numpy as np

import golden_file

BANDS = 60
FRAMES = 41
PLACES = [[0, 0], [0, 1], [0, 40], [1, 0], [1, 18], [1, 19], [2, 0], [29, 17], [58, 40], [59, 0],
          [59, 39], [59, 40]]


def scramble(logspec):
    return logspec.T.flatten().reshape(BANDS, FRAMES)


def closed_form(logspec):
    position = np.arange(BANDS * FRAMES)
    return logspec[position % BANDS, position // BANDS].reshape(BANDS, FRAMES)


if __name__ == "__main__":
    ramp = np.arange(BANDS * FRAMES).reshape(BANDS, FRAMES)
    scrambled = scramble(ramp)
    np.testing.assert_array_equal(scrambled, closed_form(ramp))
    entries = [{"row": row, "column": column, "value": scrambled[row, column]}
               for row, column in PLACES]
    golden_file.write(__file__, ["numpy"], {"bands": BANDS, "frames": FRAMES, "entries": entries,
                                            "first_row": scrambled[0], "last_row": scrambled[-1]})
