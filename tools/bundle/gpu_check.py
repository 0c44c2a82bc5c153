"""Checks and measures Timbre on this machine's GPU: gpu_check/run says how it is called.

Each part has its share of the time; one that fails or runs out of it is told, and the rest goes on.
Exit code 0: all parts passed or had a reason not to run; 1: one did not; 2: there is no GPU, or
something is missing.
"""

import argparse
import datetime
import json
import pathlib
import sys
import tempfile
import time

import machine
import parts
import report

# Name, function, share of the whole time. The sanitizers come last and may use what is left.
PARTS = (("device tests", parts.device_tests, 0.25), ("parity", parts.parity, 0.12),
         ("benchmarks", parts.benchmarks, 0.25), ("peers", parts.peers, 0.13),
         ("sanitizers", parts.sanitizers, 0.25))


def main(arguments=None):
    options = parse_options(arguments)
    try:
        machine.require_libc()
        machine.require_device()
        environment = machine.cuda_environment()
    except machine.Unfit as error:
        print(f"gpu_check: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        bench = parts.Bench(machine.BUNDLE, environment, scratch)
        found = check(bench, 60 * options.minutes)
    write(found, options.out)
    return int(any(part["status"] in ("failed", "out of time") for part in found["parts"].values()))


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="gpu_check/run", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."),
                        help="folder for gpu_report.md and gpu_report.json")
    parser.add_argument("--minutes", type=float, default=7.5, help="for all parts together")
    return parser.parse_args(arguments)


def check(bench, seconds):
    """Runs all parts and returns what stands in the JSON file."""
    start = time.monotonic()
    found = {"revision": machine.needs()["revision"],
             "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
             "machine": machine.describe(), "parts": {}}
    for name, part, share in PARTS:
        left = seconds - (time.monotonic() - start)
        limit = max(1.0, left if part is PARTS[-1][1] else min(left, share * seconds))
        print(f"gpu_check: {name}, at most {limit:.0f} s", file=sys.stderr, flush=True)
        begin = time.monotonic()
        try:
            result = part(bench, limit)
        except Exception as error:  # the other parts go on
            result = {"status": "failed", "detail": f"{type(error).__name__}: {error}"}
        found["parts"][name] = {**result, "seconds": time.monotonic() - begin}
        print(f"gpu_check: {name}: {result['status']} {result.get('detail', '')}", file=sys.stderr,
              flush=True)
    found["seconds"] = time.monotonic() - start
    return found


def write(found, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gpu_report.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (folder / "gpu_report.md").write_text(report.markdown(found), encoding="utf-8")
    print(f"gpu_check: wrote {folder / 'gpu_report.md'} and {folder / 'gpu_report.json'}")


if __name__ == "__main__":
    sys.exit(main())
