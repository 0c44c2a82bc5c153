"""Golden resizing by Pillow, and shear, zoom and flip by keras-preprocessing.

Tools: Pillow, keras-preprocessing 1.1.0 (over SciPy's affine_transform). Run with
picture_requirements.txt.
"""

import numpy as np
from PIL import Image
from keras_preprocessing.image import affine_transformations as keras

import golden_file
from signals import noise

FILTERS = {"nearest": Image.NEAREST, "box": Image.BOX, "bilinear": Image.BILINEAR}
SIZES = ((31, 23, 8, 5), (9, 7, 20, 30), (17, 40, 17, 11), (100, 70, 30, 21))
CHANGES = (
    {"shear": 0.0, "zoom_rows": 1.0, "zoom_columns": 1.0, "flip_rows": False, "flip_columns": True},
    {"shear": 0.17, "zoom_rows": 0.83, "zoom_columns": 1.19, "flip_rows": False,
     "flip_columns": False},
    {"shear": -0.2, "zoom_rows": 1.2, "zoom_columns": 0.8, "flip_rows": False,
     "flip_columns": True},
    {"shear": 25.0, "zoom_rows": 1.0, "zoom_columns": 1.0, "flip_rows": True,
     "flip_columns": True},
)
ROWS, COLUMNS, CHANNELS = 11, 8, 3


def bytes_of_noise(count, seed):
    return np.floor(127.5 * (noise(count, seed) + 1.0)).astype(np.uint8)


def resize(width, height, new_width, new_height, name):
    picture = bytes_of_noise(width * height * 3, 5).reshape(height, width, 3)
    resized = Image.fromarray(picture).resize((new_width, new_height), FILTERS[name])
    return {"width": width, "height": height, "new_width": new_width, "new_height": new_height,
            "filter": name, "seed": 5, "pixels": np.asarray(resized).tobytes().hex()}


def change(options):
    """The steps of ImageDataGenerator.apply_transform."""
    picture = bytes_of_noise(ROWS * COLUMNS * CHANNELS, 8).astype(np.float32)
    picture = picture.reshape(ROWS, COLUMNS, CHANNELS)
    changed = keras.apply_affine_transform(
        picture, shear=options["shear"], zx=options["zoom_rows"], zy=options["zoom_columns"],
        row_axis=0, col_axis=1, channel_axis=2, fill_mode="nearest", order=1)
    if options["flip_columns"]:
        changed = keras.flip_axis(changed, 1)
    if options["flip_rows"]:
        changed = keras.flip_axis(changed, 0)
    return {**options, "seed": 8, "values": changed.ravel().astype(float)}


if __name__ == "__main__":
    golden_file.write(__file__, ["pillow", "keras-preprocessing", "scipy", "numpy"],
                      {"resized": [resize(*size, name) for size in SIZES for name in FILTERS],
                       "rows": ROWS, "columns": COLUMNS, "channels": CHANNELS,
                       "changed": [change(options) for options in CHANGES]}, digits=9)
