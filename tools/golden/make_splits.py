"""Golden splits: Python's and NumPy's shuffles, and how scikit-learn parts classes into folds.

Tools: the Python standard library, NumPy, scikit-learn. split-folders 0.3.1 sorts the files of a
class, seeds Python's generator, shuffles, and takes the first int(ratio * count) for training;
fastai 1.0.19 keeps for training what numpy.random.uniform draws above the share.
"""

import random

import numpy as np
from sklearn.model_selection import StratifiedKFold

import golden_file

SEED = 1337
CLASS_SIZES = [[10, 10, 10], [7, 11, 5], [26, 26], [3, 4, 9, 13, 21]]


def held_out(count, share=0.2, seed=SEED):
    random.seed(seed)
    files = list(range(count))
    random.shuffle(files)
    return sorted(files[int((1 - share) * count):])


def python_words(seed):
    random.seed(seed)
    return {"seed": seed, "words": [random.getrandbits(32) for _ in range(4)],
            "uniform": [random.random() for _ in range(2)]}


def binomial(seed, count, share=0.2):
    drawn = np.random.RandomState(seed).uniform(size=count)
    return {"seed": seed, "count": count, "first": drawn[:4],
            "held_out": int(np.sum(drawn <= share)),
            "first_held_out": np.flatnonzero(drawn <= share)[:12]}


def fold_sizes(sizes, folds):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = StratifiedKFold(folds).split(np.zeros(len(labels)), labels)
    counts = [np.bincount(labels[test], minlength=len(sizes)) for _, test in parts]
    return {"class_sizes": sizes, "folds": folds,
            "by_class": [sorted(column) for column in np.transpose(counts).tolist()],
            "in_all": sorted(sum(count) for count in np.array(counts).tolist())}


if __name__ == "__main__":
    golden_file.write(__file__, ["numpy", "scikit-learn"], {
        "python": [python_words(seed) for seed in (0, 1337, 2**40 + 5)],
        "split_folders": [{"count": count, "held_out": held_out(count)}
                          for count in (1, 2, 5, 64, 100)],
        "binomial": [binomial(seed, 9473) for seed in (0, 42, 4294967295)],
        "stratified": [fold_sizes(sizes, folds) for sizes in CLASS_SIZES for folds in (3, 5)
                       if folds <= max(sizes)]}, digits=17)
