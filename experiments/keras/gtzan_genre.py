"""Document 004's network, generators and optimiser in Keras, on the pictures that Timbre draws.

    tools/extract_features experiments/gtzan_genre.yaml --set mode=faithful --out pictures.h5
    pip install tensorflow==2.21.0 tf_keras==2.21.0 h5py scipy
    python gtzan_genre.py pictures.h5 --mode faithful 1 2 3 4 5

The split is that of split-folders 0.3.1 with seed 1337. Both modes shear, zoom and flip. `fixed`
shuffles examples, uses the SGD that the document makes, and decides a recording by the mean over
its pictures; give it the pictures of --set mode=fixed.
"""

import argparse
import os
import random

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import numpy as np
import tensorflow as tf
import tf_keras as keras

BATCH = 32
EPOCHS = 50
FAITHFUL_STEPS = 100
layers = keras.layers


def read(path):
    """Pictures, the recording of each, and the recordings' names (genre/genre.00000.flac)."""
    with h5py.File(path) as file:
        return file["features"][()], file["file"][()], [name.decode() for name in file["files"][()]]


def is_held_out(names):
    """Of each class, sorted, shuffled and cut at 80 %."""
    held = np.zeros(len(names), dtype=bool)
    for genre in sorted({name.split("/")[0] for name in names}):
        files = sorted(index for index, name in enumerate(names) if name.startswith(genre + "/"))
        files.sort(key=lambda index: names[index])
        random.seed(1337)
        random.shuffle(files)
        held[files[int(0.8 * len(files)):]] = True
    return held


def network(mode):
    model = keras.Sequential([
        layers.Conv2D(32, 3, strides=2, input_shape=(64, 64, 3)), layers.AveragePooling2D(2),
        layers.Activation("relu"),
        layers.Conv2D(64, 3, padding="same"), layers.AveragePooling2D(2), layers.Activation("relu"),
        layers.Conv2D(64, 3, padding="same"), layers.AveragePooling2D(2), layers.Activation("relu"),
        layers.Flatten(), layers.Dropout(0.5), layers.Dense(64), layers.Activation("relu"),
        layers.Dropout(0.5), layers.Dense(10), layers.Activation("softmax")])
    unused = keras.optimizers.legacy.SGD(0.01, momentum=0.9, decay=5e-5)
    optimiser = keras.optimizers.legacy.SGD(0.01) if mode == "faithful" else unused
    model.compile(optimizer=optimiser, loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def batches_in_shuffled_order(flow, order):
    while True:
        for index in order.permutation(len(flow)):
            yield flow[index]


def train(mode, pictures, labels, seed):
    keras.utils.set_random_seed(seed)
    augment = keras.preprocessing.image.ImageDataGenerator(
        rescale=1 / 255, shear_range=0.2, zoom_range=0.2, horizontal_flip=True)
    flow = augment.flow(pictures, labels, batch_size=BATCH, shuffle=mode == "fixed", seed=seed)
    model = network(mode)
    if mode == "faithful":
        model.fit(batches_in_shuffled_order(flow, np.random.RandomState(seed)), epochs=EPOCHS,
                  steps_per_epoch=FAITHFUL_STEPS, verbose=0)
    else:
        model.fit(flow, epochs=EPOCHS, verbose=0)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures")
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--mode", choices=("faithful", "fixed"), required=True)
    options = parser.parse_args()
    pictures, recording, names = read(options.pictures)
    genres = sorted({name.split("/")[0] for name in names})
    genre = np.array([genres.index(name.split("/")[0]) for name in names])
    held = is_held_out(names)
    tested, trained = held[recording], ~held[recording]
    truth = genre[recording]
    print(f"{trained.sum()} pictures train, {tested.sum()} of {held.sum()} recordings are tested")
    for seed in options.seeds:
        model = train(options.mode, pictures[trained], np.eye(10)[truth[trained]], seed)
        guesses = model.predict(pictures[tested] / 255, verbose=0)
        right = np.mean(guesses.argmax(axis=1) == truth[tested])
        of_recordings = np.mean([guesses[recording[tested] == index].mean(axis=0).argmax()
                                 == genre[index] for index in np.flatnonzero(held)])
        train_right = np.mean(model.predict(pictures[trained] / 255, verbose=0).argmax(axis=1)
                              == truth[trained])
        print(f"seed {seed}: pictures {right:.3f}, recordings {of_recordings:.3f}, "
              f"training pictures {train_right:.3f}", flush=True)


if __name__ == "__main__":
    main()
