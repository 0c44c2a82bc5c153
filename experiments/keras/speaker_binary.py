"""Document 000 in Keras: its network, generators and test on the real pictures, seed by seed.

    pip install tensorflow==2.21.0 tf_keras==2.21.0 pillow
    python speaker_binary.py ~/data/colbert-conan --loss shares 1 2 3 4 5

`--loss shares` divides the sigmoids by their sum (TensorFlow 2.0's rule), `--loss logits` takes the
softmax of their logits (tf_keras 2.21's own). Runs on TensorFlow 2.0 too, whose own rule is `own`.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from PIL import Image

try:
    import tf_keras as keras
except ImportError:  # TensorFlow 2.0 has no other Keras than its own
    keras = tf.keras

BATCH = 16
CLASSES = ("colbert", "conan")
layers = keras.layers


def read(folder):
    """Pictures 0 ... 255 of both classes in the order of their names, and one-hot labels."""
    files = [(path, label) for label, name in enumerate(CLASSES)
             for path in sorted((folder / name).iterdir())]
    pictures = [np.asarray(Image.open(str(path)).convert("RGB")) for path, _ in files]
    return np.stack(pictures), np.eye(2, dtype="float32")[[label for _, label in files]]


def batches(pictures, labels, random):
    """Goes on for ever; shuffles when all pictures were seen, as Keras's iterator does."""
    while True:
        order = random.permutation(len(pictures))
        for first in range(0, len(order), BATCH):
            chosen = order[first:first + BATCH]
            yield pictures[chosen].astype("float32") / 255.0, labels[chosen]


def share_loss(one_hot, sigmoids):
    shares = sigmoids / tf.reduce_sum(sigmoids, axis=-1, keepdims=True)
    return -tf.reduce_sum(one_hot * tf.math.log(tf.clip_by_value(shares, 1e-7, 1.0 - 1e-7)), axis=-1)


def network(loss):
    model = keras.Sequential()
    for filters, shape in ((32, {"input_shape": (110, 110, 3)}), (32, {}), (64, {})):
        model.add(layers.Conv2D(filters, 3, **shape))
        model.add(layers.Activation("relu"))
        model.add(layers.MaxPooling2D())
    for layer in (layers.Flatten(), layers.Dense(64), layers.Activation("relu"),
                  layers.Dropout(0.5), layers.Dense(2), layers.Activation("sigmoid")):
        model.add(layer)
    model.compile(optimizer="adam", metrics=["accuracy"],
                  loss=share_loss if loss == "shares" else "categorical_crossentropy")
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--loss", choices=("shares", "logits", "own"), required=True)
    options = parser.parse_args()
    train, test, validation = (read(options.data / part) for part in ("train", "test", "validation"))
    print("TensorFlow", tf.__version__, "loss", options.loss)
    for seed in options.seeds:
        tf.random.set_seed(seed)
        random = np.random.RandomState(seed)
        model = network(options.loss)
        fit = getattr(model, "fit_generator", model.fit)
        history = fit(batches(*train, random), steps_per_epoch=957 // BATCH, epochs=3,
                      validation_data=batches(*test, random), validation_steps=180 // BATCH,
                      verbose=0).history
        accuracy = history.get("val_accuracy", history.get("val_acc"))
        print("seed", seed, "losses", np.round(history["loss"], 4), "validation",
              np.round(history["val_loss"], 4), np.round(accuracy, 3), end=" ")
        for name, pictures in (("divided", validation[0] / 255.0), ("raw", validation[0])):
            sigmoids = model.predict(pictures.astype("float32"))
            right = np.sum(sigmoids.argmax(axis=1) == validation[1].argmax(axis=1))
            ties = np.sum(sigmoids[:, 0] == sigmoids[:, 1])
            print(name, right, "of", len(sigmoids), "ties", ties, end=" ")
        print(flush=True)


if __name__ == "__main__":
    main()
