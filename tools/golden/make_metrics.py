"""Golden scores of 200 rows by 10 classes, with tied scores and tied maxima.

Tools: scikit-learn: roc_auc_score on one-hot rows (macro mean of the columns, ties collapsed),
precision_recall_fscore_support and confusion_matrix (rows = truth). The prediction is the first
maximum of a row (numpy.argmax).
"""

import numpy as np
from sklearn.metrics import (accuracy_score, confusion_matrix, precision_recall_fscore_support,
                             roc_auc_score)

import golden_file
from signals import noise

ROWS = 200
CLASSES = 10
LABEL_SEED = 31
SCORE_SEED = 32
LEVELS = 8
BONUS = 0.25


def labels_and_scores(present):
    """Labels among the first `present` classes; scores in eighths, raised at the true class."""
    labels = np.floor((noise(ROWS, LABEL_SEED) + 1.0) / 2.0 * present).astype(int)
    levels = np.floor((noise(ROWS * CLASSES, SCORE_SEED) + 1.0) / 2.0 * LEVELS) / LEVELS
    scores = levels.reshape(ROWS, CLASSES)
    scores[np.arange(ROWS), labels] += BONUS
    return labels, scores


def describe(name, present):
    labels, scores = labels_and_scores(present)
    one_hot = np.eye(CLASSES)[labels]
    predicted = scores.argmax(axis=1)
    areas = roc_auc_score(one_hot[:, :present], scores[:, :present], average=None)
    by_class = precision_recall_fscore_support(labels, predicted, labels=range(CLASSES),
                                               average=None, zero_division=0)
    return {"name": name, "classes_present": present, "labels": labels,
            "accuracy": accuracy_score(labels, predicted),
            "roc_auc_per_class": list(areas) + [None] * (CLASSES - present),
            "roc_auc_macro": roc_auc_score(one_hot[:, :present], scores[:, :present]),
            "precision": by_class[0], "recall": by_class[1], "f1": by_class[2],
            "support": by_class[3],
            "f1_micro": precision_recall_fscore_support(labels, predicted, average="micro")[2],
            "confusion": confusion_matrix(labels, predicted, labels=range(CLASSES))}


if __name__ == "__main__":
    golden_file.write(__file__, ["numpy", "scikit-learn"],
                      {"rows": ROWS, "classes": CLASSES, "label_seed": LABEL_SEED,
                       "score_seed": SCORE_SEED, "levels": LEVELS, "bonus": BONUS,
                       "cases": [describe("all_present", 10), describe("one_absent", 9)]})
