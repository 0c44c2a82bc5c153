"""Golden early stops by Keras 2.0.6's rule, which counts a bad epoch after comparing.

Tools: tf_keras, whose rule counts before comparing: it is asserted to stop at the same epoch at
patience 0, and at patience p + 1 where 2.0.6 has p >= 1. Formula: early_stop_epoch.
"""

import types

import tf_keras

import golden_file
from keras_formulas import early_stop_epoch

PATIENCES = [0, 1, 3]
NAN = float("nan")
SEQUENCES = {
    "improving": [2.0, 1.5, 1.2, 1.1],
    "second_worse": [2.0, 2.5, 1.0, 0.9],
    "equal_is_no_gain": [2.0, 2.0, 1.9, 1.8, 1.8, 1.8, 1.8, 1.8],
    "recovers": [2.0, 2.1, 1.9, 2.0, 2.1, 1.8, 1.9, 2.0, 2.1, 2.2, 2.3],
    "worse_from_the_start": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6],
    "not_a_number": [2.0, 1.9, NAN, NAN, 1.0, NAN, NAN, NAN, NAN],
}


def tf_keras_stop_epoch(losses, patience):
    callback = tf_keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience)
    callback.set_model(types.SimpleNamespace(stop_training=False))
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if callback.model.stop_training:
            return epoch
    return None


def describe(name, losses):
    stops = []
    for patience in PATIENCES:
        stop = early_stop_epoch(losses, patience)
        assert stop == tf_keras_stop_epoch(losses, patience + 1 if patience else 0)
        stops.append({"patience": patience, "stop_epoch": stop,
                      "epochs_run": len(losses) if stop is None else stop + 1})
    return {"name": name, "val_loss": losses, "stops": stops}


if __name__ == "__main__":
    golden_file.write(__file__, ["tf_keras"],
                      {"cases": [describe(*item) for item in SEQUENCES.items()]})
