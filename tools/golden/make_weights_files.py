"""Small weights files of safetensors and PyTorch, whole, with what stands in them.

Needs torch==2.15.0, safetensors==0.8.0 and numpy, from an environment of its own.
"""

import collections
import io
import pickle
import zipfile

import numpy as np
import safetensors.torch
import torch

import golden_file


def tensors():
    values = torch.tensor([[1.5, -2.25, 3.0], [0.125, -0.0, 1e-3]])
    return collections.OrderedDict([
        ("layer.weight", values),
        ("layer.half", values.to(torch.float16)),
        ("layer.brain", values.to(torch.bfloat16)),
        ("layer.double", values.to(torch.float64)),
        ("bn.num_batches_tracked", torch.tensor(70000)),
        ("empty", torch.zeros(0, 3)),
        ("bytes", torch.tensor([0, 127, 255], dtype=torch.uint8)),
        ("flags", torch.tensor([True, False])),
        ("small_halves", torch.tensor([6e-8, -1e-6, 65504.0, np.inf], dtype=torch.float16)),
    ])


def saved(value):
    file = io.BytesIO()
    torch.save(value, file)
    return file.getvalue()


def with_views():
    """Shared storage, a transposed view, a part, and a parameter."""
    base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    return {"epoch": 3, "model": collections.OrderedDict([
        ("base", base), ("transposed", base.t()), ("part", base[1:, 1:3]),
        ("parameter", torch.nn.Parameter(torch.tensor([2.0, 4.0])))])}


class Hostile:
    def __reduce__(self):
        return print, ("executed",)


def hostile():
    """What a pickle could do: a call that weights have no use for."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"a": Hostile()}, protocol=2))
    return file.getvalue()


def described(state):
    return [{"name": name, "shape": list(tensor.shape),
             "values": tensor.detach().to(torch.float32).numpy().ravel()}
            for name, tensor in state.items()]


def main():
    plain, views = tensors(), with_views()
    finite = [entry for entry in described(plain) if entry["name"] != "small_halves"]
    data = {
        "safetensors": safetensors.torch.save(plain).hex(),
        "pth": saved(plain).hex(),
        "plain": finite,
        "pth_with_views": saved(views).hex(),
        "views": described(views["model"]),
        "hostile": hostile().hex(),
    }
    golden_file.write(__file__, ["torch", "safetensors", "numpy"], data, digits=9)


if __name__ == "__main__":
    main()
