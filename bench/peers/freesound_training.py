"""Times an epoch of document 002's networks on the CPU beside PyTorch: same shapes, by turns.

Usage: freesound_training.py path/to/data [--timbre build/bin/run_experiment] [--json FILE]
README.md says what is timed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TORCH = pathlib.Path(__file__).with_name("torch_resnet.py")
CASES = {
    "freesound_scratch": {"blocks": "2,2,2,2", "size": 112, "batch": 16, "set": []},
    "freesound_transfer": {"blocks": "3,4,6,3", "size": 224, "batch": 64,
                           "set": ["training.phases=[]"]},
}


def main():
    options = parse_options()
    rows = []
    for name in options.experiments:
        runs = {"Timbre": [], "PyTorch": [], "PyTorch channels_last": []}
        for _ in range(options.repeats):
            timbre = run_timbre(options, name)
            runs["Timbre"].append(timbre)
            for memory_format in ("contiguous", "channels_last"):
                row = "PyTorch" + (" channels_last" if memory_format == "channels_last" else "")
                runs[row].append(run_torch(options, name, memory_format, timbre["examples"]))
        rows.append(summarise(name, runs))
        print_row(rows[-1])
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--timbre", default="build/bin/run_experiment")
    parser.add_argument("--experiments", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--epochs", type=int, default=3, help="the fastest of which counts")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--json", type=pathlib.Path)
    return parser.parse_args()


def run_timbre(options, name):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        command = [options.timbre, f"experiments/{name}.yaml", "--threads", options.threads,
                   "--out", out, "--device", "cpu", "--set", f"training.epochs={options.epochs}"]
        for setting in CASES[name]["set"]:
            command += ["--set", setting]
        _, megabytes = run(command, TIMBRE_DATA=str(options.data))
        events = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
        results = json.loads((out / "results.json").read_text())
    epochs = [event["seconds"] for event in events if event["event"] == "epoch"]
    examples = results["trials"][0]["examples"]
    return {"seconds": epochs, "megabytes": megabytes, "processor": results["processor"],
            "examples": (examples["train"], examples["test"])}


def run_torch(options, name, memory_format, examples):
    case = CASES[name]
    output, megabytes = run([sys.executable, TORCH, case["blocks"], case["size"], case["batch"],
                             *examples, options.epochs, options.threads, memory_format],
                            OMP_NUM_THREADS=str(options.threads))
    return {**json.loads(output.splitlines()[-1]), "megabytes": megabytes}


def run(command, **environment):
    """Runs a program; returns what it prints and the most memory that it held, in megabytes."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([str(part) for part in command], stdout=output,
                                   stderr=subprocess.STDOUT, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        output.seek(0)
        text = output.read()
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {os.waitstatus_to_exitcode(status)}\n"
                 f"{text[-3000:]}")
    return text, usage.ru_maxrss / 1e3


def summarise(name, runs):
    best = {row: {"epoch": min(min(run["seconds"]) for run in of_row),
                  "megabytes": min(run["megabytes"] for run in of_row)}
            for row, of_row in runs.items()}
    fastest = min(best[row]["epoch"] for row in best if row != "Timbre")
    return {"experiment": name, "processor": runs["Timbre"][0]["processor"],
            "runs": runs, "best": best,
            "load_at_end": os.getloadavg()[0], "ratio": fastest / best["Timbre"]["epoch"]}


def print_row(row):
    print(f"{row['experiment']} ({row['processor']}, load {row['load_at_end']:.1f})")
    for name, best in row["best"].items():
        print(f"  {name:22} {best['epoch']:8.2f} s an epoch {best['megabytes']:8.0f} MB")
    print(f"  PyTorch's faster way takes {row['ratio']:.2f} times as long")


if __name__ == "__main__":
    main()
