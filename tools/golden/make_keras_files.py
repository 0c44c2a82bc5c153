"""A network's weights in the two HDF5 forms of Keras 2, whole, and what the network makes of noise.

Tools: tf_keras. The files are mostly zeros: `pieces` are the rest, each with the byte at which it
begins.
"""

import pathlib
import re
import tempfile

import numpy as np
import tf_keras

import golden_file
from signals import scaled_noise

SHAPE = (5, 6, 2)
CLASSES = 3
BATCH = 2
INPUT_SEED = 299
FIRST_TENSOR_SEED = 300
SCALE = 0.5
layers = tf_keras.layers


def network():
    return tf_keras.Sequential([
        tf_keras.Input(SHAPE), layers.Conv2D(3, 3), layers.BatchNormalization(),
        layers.Activation("tanh"), layers.Flatten(), layers.Dense(CLASSES),
        layers.Activation("softmax")])


def fill(model):
    """Noise; what begins as ones has 1 added to it."""
    variables = [variable for layer in model.layers for variable in layer.variables]
    for index, variable in enumerate(variables):
        noise = scaled_noise(int(np.prod(variable.shape)), FIRST_TENSOR_SEED + index, SCALE)
        ones = "gamma" in variable.name or "variance" in variable.name
        variable.assign(noise.reshape(variable.shape) + (1.0 if ones else 0.0))


def pieces(path):
    content = path.read_bytes()
    found = re.finditer(rb"[^\0]+(?:\0{1,8}[^\0]+)*", content)
    return {"size": len(content),
            "pieces": [{"at": piece.start(), "bytes": piece.group().hex()} for piece in found]}


def main():
    model = network()
    fill(model)
    with tempfile.TemporaryDirectory() as folder:
        whole, weights = pathlib.Path(folder) / "model.h5", pathlib.Path(folder) / "weights.h5"
        model.save(whole, include_optimizer=False)
        model.save_weights(weights)
        files = {"model": pieces(whole), "weights": pieces(weights)}
    inputs = scaled_noise(BATCH * int(np.prod(SHAPE)), INPUT_SEED, 1.0).reshape(BATCH, *SHAPE)
    golden_file.write(
        __file__, ["tf_keras", "h5py", "numpy"],
        {"input_seed": INPUT_SEED, "first_tensor_seed": FIRST_TENSOR_SEED, "scale": SCALE,
         **files, "probabilities": model(inputs.astype(np.float32), training=False).numpy()},
        digits=9)


if __name__ == "__main__":
    main()
