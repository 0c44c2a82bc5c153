"""Golden segment counts of UrbanSound8K per fold, from its metadata alone.

Tools: the Python standard library. Usage: make_us8k_counts.py UrbanSound8K.csv [--out FOLDER].
Rule: N = min(88200, ceil((end - start) * 22050)) samples; windows of 20480, hop 10240, full ones
only. A clip is short if it has none.
"""

import collections
import csv
import math
import sys

import golden_file

SAMPLE_RATE = 22050
LONGEST = 88200
WINDOW = 20480
HOP = 10240
EXPECTED = [5446, 5388, 5852, 6048, 5689, 5082, 5277, 4942, 5119, 5219]


def segments(row):
    duration = float(row["end"]) - float(row["start"])
    samples = min(LONGEST, math.ceil(duration * SAMPLE_RATE))
    return max(0, (samples - WINDOW) // HOP + 1)


def count(rows):
    per_fold = collections.Counter()
    clips_per_fold = collections.Counter()
    short_per_class = collections.Counter()
    for row in rows:
        per_fold[int(row["fold"])] += segments(row)
        clips_per_fold[int(row["fold"])] += 1
        short_per_class[row["class"]] += segments(row) == 0
    folds = sorted(per_fold)
    return {"segments_per_fold": [per_fold[fold] for fold in folds],
            "clips_per_fold": [clips_per_fold[fold] for fold in folds],
            "short_clips_per_class": dict(sorted(short_per_class.items()))}


if __name__ == "__main__":
    with open(sys.argv[1], newline="", encoding="utf-8") as metadata:
        counts = count(csv.DictReader(metadata))
    assert counts["segments_per_fold"] == EXPECTED
    golden_file.write(__file__, [], {"sample_rate": SAMPLE_RATE, "longest": LONGEST,
                                     "window": WINDOW, "hop": HOP, **counts})
