"""Document 003 in Keras: its transform, network and training on the same 300 chunks, epoch by epoch.

    pip install tensorflow==2.21.0 tf_keras==2.21.0 soundfile
    python gtzan_music_speech.py ~/data/gtzan_music_speech --epochs 20 1 2 3

As the document's code does: raw ln |X|, Adam at 3e-6, and the chunks that train also validate.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import soundfile
import tensorflow as tf
import tf_keras as keras

CHUNK = 110250  # samples: 5 s
CHUNKS_OF_FILE = 6
TRAINED = 300
layers = keras.layers


def read(folder):
    """Pictures [chunks, 129, 212, 1] of both classes, and 1 for speech."""
    pictures, labels = [], []
    for label, name in enumerate(("music_wav", "speech_wav")):
        for path in sorted((folder / name).iterdir()):
            samples = soundfile.read(path, dtype="int16")[0].astype("float32")
            for chunk in samples[:CHUNK * CHUNKS_OF_FILE].reshape(-1, CHUNK):
                spectrum = tf.signal.stft(chunk, 2048, 512, 256)
                pictures.append(np.log(np.abs(spectrum)).T[..., None])
                labels.append(label)
    return np.array(pictures), np.array(labels)


def network():
    model = keras.Sequential([layers.Input((129, 212, 1))])
    for filters in (32, 64, 128, 256):
        for layer in (layers.Conv2D(filters, 3), layers.BatchNormalization(),
                      layers.Activation("tanh"), layers.MaxPooling2D()):
            model.add(layer)
    for layer in (layers.Flatten(), layers.Dropout(0.4), layers.Dense(128, activation="relu"),
                  layers.Dropout(0.4), layers.Dense(1, activation="sigmoid")):
        model.add(layer)
    model.compile(optimizer=keras.optimizers.Adam(3e-6), loss="binary_crossentropy",
                  metrics=["accuracy"])
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--epochs", type=int, default=20)
    options = parser.parse_args()
    pictures, labels = read(options.data)
    print(f"{len(pictures)} chunks, {np.isinf(pictures).any(axis=(1, 2, 3)).sum()} with silence")
    for seed in options.seeds:
        keras.utils.set_random_seed(seed)
        chosen = np.random.RandomState(seed).permutation(len(pictures))[:TRAINED]
        history = network().fit(pictures[chosen], labels[chosen], batch_size=12,
                                epochs=options.epochs, verbose=0,
                                validation_data=(pictures[chosen], labels[chosen])).history
        for score in ("loss", "accuracy", "val_loss", "val_accuracy"):
            print("seed", seed, score, *(f"{value:.3f}" for value in history[score]), flush=True)


if __name__ == "__main__":
    main()
