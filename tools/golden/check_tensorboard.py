"""Reads the event files of a run with TensorBoard's own reader and compares them with the run's
results.json: every scalar of every epoch, and the confusion picture of every trial.

    check_tensorboard.py RUN     with TensorBoard installed (pip install tensorboard)
"""

import json
import math
import pathlib
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

SCALARS = {"train/loss": "train_loss", "train/accuracy": "train_accuracy",
           "validate/loss": "validate_loss", "validate/accuracy": "validate_accuracy"}
KEEP_ALL = {"scalars": 0, "images": 0}


def as_float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def check_trial(folder, trial):
    events = EventAccumulator(str(folder), size_guidance=KEEP_ALL)
    events.Reload()
    for tag, key in SCALARS.items():
        expected = [(epoch["epoch"], as_float32(epoch[key])) for epoch in trial["history"]
                    if epoch[key] is not None and math.isfinite(epoch[key])]
        read = [(event.step, event.value) for event in events.Scalars(tag)] if expected else []
        assert read == expected, f"{folder}: {tag} is {read} and should be {expected}"
    (picture,) = events.Images("test/confusion")
    assert picture.step == len(trial["history"])
    assert picture.encoded_image_string.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture.encoded_image_string[16:24])
    assert (width, height) == (picture.width, picture.height)
    assert width == height and width % len(trial["test"]["confusion"]) == 0


def main():
    run = pathlib.Path(sys.argv[1])
    trials = json.loads((run / "results.json").read_text())["trials"]
    for number, trial in enumerate(trials, 1):
        check_trial(run / "events" / f"trial_{number:02}", trial)
    print(f"{len(trials)} trials: TensorBoard reads what results.json says")


if __name__ == "__main__":
    main()
