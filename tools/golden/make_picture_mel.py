"""Golden pictures of document 002, from samples to what its network sees, a quarter of the size.

Tools: librosa 0.11 (melspectrogram, power_to_db), Matplotlib before 3.10 (pcolormesh as specshow of
librosa 0.6 calls it), Pillow, PyTorch (grid_sample). Run with picture_requirements.txt and
pip install librosa==0.11.0 torch==2.15.0
"""

import librosa
import numpy as np

import golden_file
from make_picture_crop import centre
from picture_figures import INDICES, WHITE, mel_edges, mesh_figure
from signals import tone_burst

FIGURE = {"width": 150, "height": 100, "left": 0.125, "right": 0.9, "bottom": 0.125, "top": 0.88}
SIZE = 56
RATE, BANDS, HOP = 44100, 128, 512
TONE = {"burst": 30000, "frequency": 997.0, "sample_rate": 44100.0, "amplitude": 0.5,
        "background": 1e-3, "seed": 6}
COUNTS = (66150, 13230)  # 1.5 s, whose frames are narrower than pixels, and 0.3 s


def picture(count):
    samples = tone_burst(count, **TONE).astype(np.float32)
    # Until 0.9 librosa reflected what centred frames see beyond the ends by default.
    power = librosa.feature.melspectrogram(y=samples, sr=RATE, n_mels=BANDS, pad_mode="reflect")
    levels = librosa.power_to_db(power, ref=np.max).astype(float)
    assert np.percentile(levels, 98) <= 0  # so that specshow takes magma
    seconds = np.arange(levels.shape[1] + 1) * HOP / RATE
    grid = (levels, mel_edges(BANDS), seconds)
    codes = mesh_figure(FIGURE, *grid, INDICES).codes()
    plot = codes != WHITE
    rows, columns = np.flatnonzero(plot.any(axis=1)), np.flatnonzero(plot.any(axis=0))
    drawn = mesh_figure(FIGURE, *grid, "magma").picture().astype(np.uint8)
    square = np.rint(255 * centre(drawn, SIZE)["square"]).astype(np.uint8)
    return {"count": count, "rows": rows[[0, -1]], "columns": columns[[0, -1]],
            "indices": codes[plot].astype(np.uint8).tobytes().hex(),
            "square": square.tobytes().hex()}


if __name__ == "__main__":
    golden_file.write(__file__, ["librosa", "matplotlib", "pillow", "torch", "numpy"],
                      {"figure": FIGURE, "size": SIZE, "bands": BANDS, "hop": HOP, "tone": TONE,
                       "pictures": [picture(count) for count in COUNTS]}, digits=10)
