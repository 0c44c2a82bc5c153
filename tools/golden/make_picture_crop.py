"""Golden resize and centre crop of fastai 1.0.19: PyTorch's grid_sample with aligned corners.

Tools: PyTorch; fastai's arithmetic (vision/transform.py, crop_pad, and vision/image.py, resize)
written from its documentation. PyTorch comes from its own environment: pip install torch==2.15.0
"""

import numpy as np
import torch
from torch.nn.functional import grid_sample

import golden_file
from signals import noise

CASES = ((40, 60, 13), (29, 23, 9), (9, 11, 14))
SEED = 9


def centre(picture, size):
    """The middle of a picture of bytes, and where it was cut out."""
    height, width, _ = picture.shape
    planes = torch.from_numpy(picture).permute(2, 0, 1).float().div(255)
    ratio = min(height / size, width / size)
    rows, columns = round(height / ratio), round(width / ratio)
    grid = torch.empty(1, rows, columns, 2)
    grid[..., 0] = torch.linspace(-1, 1, columns)[None, None]
    grid[..., 1] = torch.linspace(-1, 1, rows)[None, :, None]
    resized = grid_sample(planes[None], grid, mode="bilinear", padding_mode="reflection",
                          align_corners=True)[0]
    top, left = int((rows - size + 1) * 0.5), int((columns - size + 1) * 0.5)
    square = resized[:, top:top + size, left:left + size].permute(1, 2, 0)
    return {"resized_height": rows, "resized_width": columns, "first_row": top,
            "first_column": left, "square": square.double().numpy().ravel()}


def crop(height, width, size):
    count = height * width * 3
    picture = np.floor(127.5 * (noise(count, SEED) + 1.0)).astype(np.uint8)
    return {"height": height, "width": width, "size": size, "seed": SEED,
            **centre(picture.reshape(height, width, 3), size)}


if __name__ == "__main__":
    golden_file.write(__file__, ["torch", "numpy"], {"crops": [crop(*case) for case in CASES]},
                      digits=9)
