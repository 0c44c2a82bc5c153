"""Times feature extraction on UrbanSound8K: librosa in warm workers against Timbre, same files.

Usage: us8k_features.py path/to/UrbanSound8K [--timbre build/bin/extract_features] [--json FILE]
README.md says what is timed.
"""

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

import librosa_features

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                    "NUMBA_NUM_THREADS")
WARM_UP_CLIPS = 4
WARM_UP_LIMIT_S = 300
CHUNK = 4
PACKAGES = ("librosa", "numpy", "resampy", "scipy", "soundfile")
OWN_SECONDS = re.compile(r"^extraction ([0-9.]+) s\b", re.MULTILINE)


def main():
    options = parse_options()
    clips = sorted(clip for fold in options.folds
                   for clip in (options.data / "audio" / f"fold{fold}").glob("*.wav"))
    if not clips:
        sys.exit(f"{options.data}/audio: no wav files in folds {options.folds}")
    megabytes = sum(len(clip.read_bytes()) for clip in clips) / 1e6  # fills the page cache
    with start_workers(options.workers, clips[:WARM_UP_CLIPS]) as pool:
        passes, segments = time_passes(options, pool, clips)
        difference = compare(options, pool, clips)
    result = summarise(passes)
    result.update(machine=describe_machine(), clips=len(clips), segments=segments,
                  megabytes=round(megabytes, 1), workers=options.workers, difference=difference)
    print_table(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if result["ratio"]["process"] >= options.at_least else 1


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--timbre", default="build/bin/extract_features")
    parser.add_argument("--experiment", default="experiments/us8k_mini.yaml")
    parser.add_argument("--folds", type=int, nargs="+", default=[1, 2, 3],
                        help="those of the experiment")
    parser.add_argument("--workers", type=int, default=2, help="processes, and Timbre's threads")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--at-least", type=float, default=0.0, metavar="RATIO",
                        help="exit with 1 if Timbre's process is not so many times faster")
    parser.add_argument("--plain-reshape", action="store_true",
                        help="compare with unscrambled features (mode: fixed)")
    parser.add_argument("--json", type=pathlib.Path)
    return parser.parse_args()


def start_workers(workers, clips):
    """Returns a pool of processes of one BLAS thread each, all of them warm."""
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))  # the workers read it when they import
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(workers + 1)
    pool = context.Pool(workers, librosa_features.warm_up, (clips, ready))
    ready.wait(WARM_UP_LIMIT_S)
    return pool


def time_passes(options, pool, clips):
    """Returns the seconds of each pass, librosa and Timbre by turns, and the segment count."""
    passes = []
    for _ in range(options.repeats):
        start = time.perf_counter()
        segments = sum(pool.imap_unordered(librosa_features.count, clips, CHUNK))
        librosa_seconds = time.perf_counter() - start
        with tempfile.TemporaryDirectory() as folder:
            process, own = run_timbre(options, pathlib.Path(folder))
        passes.append({"librosa": librosa_seconds, "process": process, "own": own})
    return passes, segments


def run_timbre(options, folder, *arguments):
    """Runs the program with an empty cache; returns its wall time and the seconds it prints."""
    command = [options.timbre, options.experiment, "--threads", str(options.workers), *arguments]
    environment = {name: value for name, value in os.environ.items()
                   if name not in THREAD_VARIABLES}
    environment.update(TIMBRE_DATA=str(options.data.parent), TIMBRE_CACHE=str(folder / "cache"))
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}")
    printed = OWN_SECONDS.findall(done.stdout)
    return seconds, float(printed[-1]) if printed else None


def compare(options, pool, clips):
    """Returns the largest differences of dB and delta by clip and segment, or None without h5py."""
    try:
        import h5py
    except ImportError:
        return None
    reshape = [options.plain_reshape] * len(clips)
    expected = pool.starmap(librosa_features.extract, zip(clips, reshape), CHUNK)
    by_name = {clip.name: features for clip, features in zip(clips, expected)}
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "features.h5"
        run_timbre(options, pathlib.Path(folder), "--out", str(output))
        with h5py.File(output) as file:
            names = [pathlib.Path(name).name for name in file["files"].asstr()[:]]
            places = list(zip(file["file"][:], file["segment"][:]))
            features = file["features"][:]
    if not by_name.keys() >= set(names):
        sys.exit(f"{options.experiment} has files outside folds {options.folds}: see --folds")
    largest = [0.0, 0.0]
    for (clip, segment), values in zip(places, features):
        distance = abs(values - by_name[names[clip]][segment]).max(axis=(0, 1))
        largest = [max(pair) for pair in zip(largest, distance.tolist())]
    missing = sum(map(len, expected)) - len(features)
    return {"db": largest[0], "delta": largest[1], "missing_segments": missing}


def summarise(passes):
    """Adds the minimum of each column and how many times faster Timbre is."""
    best = {name: min((run[name] for run in passes if run[name] is not None), default=None)
            for name in passes[0]}
    ratio = {name: best["librosa"] / best[name] for name in ("process", "own") if best[name]}
    return {"passes": passes, "best": best, "ratio": ratio}


def describe_machine():
    processor = platform.processor() or platform.machine()
    info = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*:\s*(.*)", info.read_text()) if info.exists() else []
    return {"processor": names[0] if names else processor, "cores": os.cpu_count(),
            "load_at_end": os.getloadavg()[0], "python": platform.python_version(),
            "packages": {name: importlib.metadata.version(name) for name in PACKAGES}}


def print_table(result):
    machine = result["machine"]
    print(f"{machine['processor']}, {machine['cores']} cores, load {machine['load_at_end']:.1f}; "
          f"librosa {machine['packages']['librosa']}")
    print(f"{result['clips']} clips, {result['segments']} segments, {result['megabytes']} MB; "
          f"{result['workers']} workers or threads")
    print(f"{'seconds':8}{'librosa':>10}{'Timbre process':>16}{'Timbre own':>12}")
    rows = [*enumerate(result["passes"], start=1), ("best", result["best"])]
    for name, run in rows:
        own = "-" if run["own"] is None else f"{run['own']:.3f}"
        print(f"{name!s:8}{run['librosa']:10.3f}{run['process']:16.3f}{own:>12}")
    own = result["ratio"].get("own")
    print(f"{'ratio':18}{result['ratio']['process']:16.1f}{f'{own:.1f}' if own else '-':>12}")
    if result["difference"]:
        print("largest difference: {db:.2e} dB, {delta:.2e} delta; {missing_segments} segments "
              "missing".format(**result["difference"]))


if __name__ == "__main__":
    sys.exit(main())
