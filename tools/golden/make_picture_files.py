"""Golden picture files: PNG and JPEG as Pillow writes them, and the pixels that it reads from them.

Tools: Pillow (files and pixels), NumPy. Run with picture_requirements.txt.
"""

import io

import numpy as np
from PIL import Image

import golden_file
from signals import noise

WIDTH, HEIGHT = 13, 9
JPEG_WIDTH, JPEG_HEIGHT = 21, 18  # whole and cut blocks, whole and cut pairs of chroma


def base(width, height):
    """Returns smooth colours with some noise, so that lossy coding has something to do."""
    rows, columns = np.mgrid[0:height, 0:width]
    grain = noise(width * height, 3).reshape(height, width)
    channels = [12 * columns + 20 * grain, 13 * rows - 15 * grain, 6 * (rows + columns) + 20]
    return Image.fromarray(np.clip(np.dstack(channels), 0, 255).astype(np.uint8))


def encoded(picture, kind, **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def cases():
    small, large = base(WIDTH, HEIGHT), base(JPEG_WIDTH, JPEG_HEIGHT)
    alpha = Image.fromarray((noise(WIDTH * HEIGHT, 4) * 127 + 128).reshape(HEIGHT, WIDTH)
                            .astype(np.uint8))
    with_alpha = small.copy()
    with_alpha.putalpha(alpha)
    indexed = small.quantize(17)
    yield "png_colour", encoded(small, "PNG")
    yield "png_colour_alpha", encoded(with_alpha, "PNG")
    yield "png_palette", encoded(indexed, "PNG")
    yield "png_palette_transparent", encoded(indexed, "PNG", transparency=3)
    yield "png_grey", encoded(small.convert("L"), "PNG")
    yield "png_grey_alpha", encoded(with_alpha.convert("LA"), "PNG")
    yield "png_bilevel", encoded(small.convert("1"), "PNG")
    yield "jpeg_420", encoded(large, "JPEG", quality=80, subsampling="4:2:0")
    yield "jpeg_422", encoded(large, "JPEG", quality=60, subsampling="4:2:2")
    yield "jpeg_444", encoded(large, "JPEG", quality=95, subsampling="4:4:4")
    yield "jpeg_progressive", encoded(large, "JPEG", progressive=True)
    yield "jpeg_grey", encoded(large.convert("L"), "JPEG")
    yield "jpeg_cmyk", encoded(large.convert("CMYK"), "JPEG", quality=30)


def describe(name, file):
    picture = Image.open(io.BytesIO(file)).convert("RGB")
    return {"name": name, "file": file.hex(), "width": picture.width, "height": picture.height,
            "pixels": np.asarray(picture).tobytes().hex()}


if __name__ == "__main__":
    golden_file.write(__file__, ["pillow", "numpy"],
                      {"pictures": [describe(*case) for case in cases()]})
