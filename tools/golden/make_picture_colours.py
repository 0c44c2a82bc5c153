"""Golden colour maps of 256 colours and the colours that Matplotlib chooses for values.

Tools: Matplotlib. Run with picture_requirements.txt.
"""

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap, Normalize

import golden_file

COUNT = 256
MAPS = ("viridis", "magma", "inferno", "jet")
RANGES = ((0.0, 1.0), (-80.0, 0.0), (-123.40625, 17.84375), (3.0, 3.0))
PARTS = (-0.5, -1e-3, 0.0, 1e-9, 0.00390624, 0.00390625, 0.3, 0.5, 0.6171875, 0.99609374,
         0.99609375, 0.9999999, 1.0, 1.0001, 2.0)


def describe_map(name):
    """Bytes as imshow makes them (cut off) and as pcolormesh does (Agg rounds)."""
    colours = matplotlib.colormaps[name]
    parts = colours(np.arange(COUNT))[:, :3]
    cut = colours(np.arange(COUNT), bytes=True)[:, :3].astype(int)
    rounded = np.floor(parts * 255 + 0.5).astype(int)
    place = np.arange(1, COUNT + 1)[:, None]
    return {"name": name,
            **{f"{kind}_{what}": value
               for kind, table in (("cut", cut), ("rounded", rounded))
               for what, value in (("entries", table[::15].tolist()),
                                   ("weighted_sums", (place * table).sum(axis=0)))}}


def describe_range(low, high):
    """The indices of float32 values; the map's red channel is the index itself."""
    codes = ListedColormap([(index / 255, 0, 0) for index in range(COUNT)])
    values = np.float32([low + part * (high - low) for part in PARTS])
    chosen = np.rint(codes(Normalize(low, high)(values.astype(float)))[:, 0] * 255).astype(int)
    return {"low": low, "high": high, "values": values.astype(float), "indices": chosen}


if __name__ == "__main__":
    golden_file.write(__file__, ["matplotlib", "numpy"],
                      {"maps": [describe_map(name) for name in MAPS],
                       "ranges": [describe_range(*bounds) for bounds in RANGES]}, digits=10)
