"""Draws with Matplotlib as the documents' notebooks do, and reads back what each pixel shows.

Tools: Matplotlib (Agg), Pillow, NumPy.
"""

import io

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap
from PIL import Image

from librosa_formulas import hz_to_mel, mel_to_hz

matplotlib.use("agg")
from matplotlib import pyplot as plt  # noqa: E402

DPI = 64  # a power of two: sizes in inches are exact
SIDES = ("left", "right", "bottom", "top")
WHITE = -1
# One colour for each number up to 65535; none of them is white.
CODES = ListedColormap([(code // 256 / 255, code % 256 / 255, 0.5) for code in range(65536)])
INDICES = ListedColormap([(0.0, index / 255, 0.5) for index in range(256)])


class Figure:
    """A figure with one plot without axes; `options` as FigureOptions in C++."""

    def __init__(self, options):
        self.options = options
        size = (options["width"] / DPI, options["height"] / DPI)
        self.figure = plt.figure(figsize=size, dpi=DPI, facecolor="white")
        self.axes = self.figure.add_subplot()
        self.figure.subplots_adjust(**{side: options[side] for side in SIDES})

    def picture(self):
        """Returns the saved figure as height x width x 3."""
        self.axes.axis("off")
        file = io.BytesIO()
        self.figure.savefig(file, dpi=DPI, format="png")
        plt.close(self.figure)
        picture = np.asarray(Image.open(file).convert("RGB")).astype(int)
        assert picture.shape == (self.options["height"], self.options["width"], 3)
        return picture

    def codes(self):
        """Returns the code that each pixel shows, WHITE in the margin."""
        picture = self.picture()
        return np.where(picture[..., 2] == 255, WHITE, 256 * picture[..., 0] + picture[..., 1])


def image_codes(options, grid, interpolation, low, high, colours):
    """imshow of a grid, row 0 at the bottom, as specgram draws it."""
    figure = Figure(options)
    figure.axes.imshow(np.flipud(grid), interpolation=interpolation, vmin=low, vmax=high,
                       cmap=colours, extent=(32, 54752, 0, 1), aspect="auto")
    return figure.codes()


def mesh_figure(options, grid, row_edges, column_edges, colours, low=None, high=None):
    """pcolormesh of a grid, flat, as specshow of librosa 0.6 draws it; rows in Hz."""
    figure = Figure(options)
    figure.axes.pcolormesh(column_edges, row_edges, grid, cmap=colours, vmin=low, vmax=high,
                           shading="flat", rasterized=True)
    figure.axes.set_xlim(column_edges[0], column_edges[-1])
    figure.axes.set_ylim(row_edges[0], row_edges[-1])
    figure.axes.set_yscale("symlog", base=2, linthresh=1000.0, linscale=1)
    return figure


def mel_edges(bands):
    """Hz; librosa 0.6's display.__coord_mel_hz."""
    points = mel_to_hz(np.linspace(0.0, hz_to_mel(11025.0), bands))
    points[1:] -= 0.5 * np.diff(points)
    return np.append(np.maximum(0.0, points), 11025.0)


def sources(draw, rows, columns):
    """Returns which row and which column of the grid each row and column of a picture shows.

    `draw` makes codes of a grid; every pixel is asserted to show its row's and its column's.
    """
    down = draw(np.repeat(np.arange(rows)[:, None] + 0.5, columns, axis=1))
    across = draw(np.repeat(np.arange(columns)[None] + 0.5, rows, axis=0))
    row_sources, column_sources = down.max(axis=1), across.max(axis=0)
    inside = (row_sources >= 0)[:, None] & (column_sources >= 0)[None]
    assert np.array_equal(down, np.where(inside, row_sources[:, None], WHITE))
    assert np.array_equal(across, np.where(inside, column_sources[None], WHITE))
    return {"row_sources": row_sources, "column_sources": column_sources}
