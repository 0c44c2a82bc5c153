"""Golden drawings: where imshow and pcolormesh put which value, and whole pictures.

Tools: Matplotlib before 3.10 (imshow, pcolormesh, specgram), Pillow. Run with
picture_requirements.txt.
"""

import numpy as np
from matplotlib import mlab
from PIL import Image

import golden_file
from picture_figures import CODES, INDICES, image_codes, mel_edges, mesh_figure, sources
from signals import noise, tone_burst

NOTEBOOK = {"left": 0.125, "right": 0.9, "bottom": 0.125, "top": 0.88}
GENRES = {"width": 432, "height": 288, **NOTEBOOK}
FREESOUND = {"width": 600, "height": 400, **NOTEBOOK}
SCRIPT = {"width": 640, "height": 480, "left": 0.125, "right": 0.9, "bottom": 0.11, "top": 0.88}
BARE = {"width": 110, "height": 110, "left": 0.0, "right": 1.0, "bottom": 0.0, "top": 1.0}
SMALL = {"width": 97, "height": 77, "left": 0.1, "right": 0.93, "bottom": 0.07, "top": 0.9}
IMAGES = ((GENRES, 1025, 57), (SCRIPT, 1025, 57), (BARE, 129, 80), (SMALL, 300, 200),
          (SMALL, 7, 3))
MESHES = ((FREESOUND, 128, 930), (FREESOUND, 128, 2584), (SMALL, 40, 31))
SMOOTH = ((SMALL, 300, 57), (SMALL, 41, 200), (SMALL, 90, 30))
TONE = {"burst": 60000, "frequency": 997.0, "sample_rate": 22050.0, "amplitude": 0.5,
        "background": 1e-3, "seed": 6}
SAMPLES = 110250
N_FFT, OVERLAP = 2048, 128
TARGET = 64


def image(options, rows, columns):
    def draw(grid):
        return image_codes(options, grid, "nearest", 0, 65536, CODES)
    return {"figure": options, "rows": rows, "columns": columns, **sources(draw, rows, columns)}


def mesh(options, bands, columns):
    seconds = np.arange(columns + 1) * 512 / 44100

    def draw(grid):
        return mesh_figure(options, grid, mel_edges(bands), seconds, CODES, 0, 65536).codes()
    return {"figure": options, "bands": bands, "columns": columns, **sources(draw, bands, columns)}


def hexadecimal(codes):
    """Two digits a pixel of those that are not margin, row by row."""
    rows, columns = (np.flatnonzero((codes >= 0).any(axis=axis)) for axis in (1, 0))
    inside = codes[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    assert (inside >= 0).all() and (inside < 256).all()
    return inside.astype(np.uint8).tobytes().hex()


def smooth(options, rows, columns):
    """The colour of each pixel of the plot; the grid is noise."""
    grid = np.float32(30.0 * noise(rows * columns, 7)).astype(float).reshape(rows, columns)
    codes = image_codes(options, grid, "antialiased", grid.min(), grid.max(), INDICES)
    return {"figure": options, "rows": rows, "columns": columns, "scale": 30.0, "seed": 7,
            "indices": hexadecimal(codes)}


def specgram():
    """Document 004: levels, and the picture at 64 x 64 after Pillow's nearest."""
    samples = tone_burst(SAMPLES, **TONE)
    density, _, _ = mlab.specgram(samples, NFFT=N_FFT, Fs=2, noverlap=OVERLAP)
    levels = 10.0 * np.log10(density)
    codes = image_codes(GENRES, levels, "nearest", levels.min(), levels.max(), INDICES)
    small = Image.fromarray(codes.astype(np.int32)).resize((TARGET, TARGET), Image.NEAREST)
    return {"figure": GENRES, "n_fft": N_FFT, "overlap": OVERLAP, "tone": {"count": SAMPLES, **TONE},
            "shape": levels.T.shape, "low": levels.min(), "high": levels.max(),
            "levels": golden_file.digest(levels.T),
            "picture_rows": np.flatnonzero((np.asarray(small) >= 0).any(axis=1))[[0, -1]],
            "picture_columns": np.flatnonzero((np.asarray(small) >= 0).any(axis=0))[[0, -1]],
            "picture_indices": hexadecimal(np.asarray(small))}


if __name__ == "__main__":
    golden_file.write(__file__, ["matplotlib", "pillow", "numpy"],
                      {"images": [image(*case) for case in IMAGES],
                       "meshes": [mesh(*case) for case in MESHES],
                       "smooth": [smooth(*case) for case in SMOOTH],
                       "specgram": specgram()}, digits=10)
