"""The parts of the check. Each runs within its own time and returns what it found as a dictionary
with `status`: "passed", "failed", "not run" or "out of time"; with `detail` unless it passed.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

_GPU_TESTS = "*/cuda*:*/*_cuda*"
_SANITIZERS = ("memcheck", "racecheck", "initcheck", "synccheck")
_SANITIZER_EXIT = 99
_REFUSALS = ("Device not supported", "No attachable process", "not supported on this",
             "Failed to initialize", "Unable to", "is not supported")
# Both runs use the same seed and sums differ in their last bits only; training carries that on, so
# whole runs agree to their losses' third digit and no better. Steps are compared by the tests.
_LOSS_TOLERANCE = 1e-2


class Clock:
    """The time that a part has."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        return max(0.0, self.end - time.monotonic())


class Bench:
    """The bundle's folder, an environment in which its programs run, and room for files."""

    def __init__(self, bundle, environment, scratch):
        self.bundle, self.scratch = pathlib.Path(bundle), pathlib.Path(scratch)
        self.environment = dict(environment, DEVICE="cuda", OMP_WAIT_POLICY="passive",
                                TIMBRE_GOLDEN_DIR=str(self.bundle / "share/timbre/golden"),
                                TIMBRE_CACHE=str(self.scratch / "cache"))
        self.environment.pop("TIMBRE_DATA", None)

    def programs(self, pattern):
        return sorted((self.bundle / "bin").glob(pattern))

    def run(self, command, seconds):
        """The exit code, None when the time was up, and both outputs together."""
        try:
            done = subprocess.run([str(part) for part in command], env=self.environment,
                                  cwd=self.scratch, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  errors="replace", timeout=max(1.0, seconds), check=False)
        except subprocess.TimeoutExpired as error:
            output = error.stdout or b""
            return None, output if isinstance(output, str) else output.decode(errors="replace")
        return done.returncode, done.stdout


def device_tests(bench, seconds):
    """All test_cuda_* on the GPU."""
    clock, programs = Clock(seconds), []
    for program in bench.programs("test_cuda_*"):
        report = bench.scratch / f"{program.name}.json"
        code, output = bench.run([program, f"--gtest_filter={_GPU_TESTS}", "--gtest_brief=1",
                                  f"--gtest_output=json:{report}"], clock.left())
        found = {"program": program.name, "exit_code": code, **_count_tests(report)}
        if code != 0:
            found["output"] = output[-4000:]
        programs.append(found)
    passed = sum(program["tests"] - len(program["failed"]) for program in programs)
    result = {"programs": programs, "tests": sum(program["tests"] for program in programs),
              "passed": passed}
    exits = [(program["program"], program["exit_code"]) for program in programs]
    if result["tests"] == 0 and all(code == 0 for _, code in exits):
        return {"status": "not run", "detail": "the bundle has no device tests", **result}
    return _concluded(result, exits)


def _count_tests(report):
    if not report.exists():
        return {"tests": 0, "failed": [], "skipped": 0}
    suites = json.loads(report.read_text(encoding="utf-8"))["testsuites"]
    tests = [(f"{suite['name']}.{test['name']}", test) for suite in suites
             for test in suite["testsuite"]]
    return {"tests": len(tests), "failed": [name for name, test in tests if "failures" in test],
            "skipped": sum(test.get("result") == "SKIPPED" for _, test in tests)}


def _concluded(result, exits):
    failed = [name for name, code in exits if code not in (0, None)]
    unfinished = [name for name, code in exits if code is None]
    if failed:
        return {"status": "failed", "detail": "failed: " + ", ".join(failed), **result}
    if unfinished:
        return {"status": "out of time", "detail": "not finished: " + ", ".join(unfinished),
                **result}
    if not exits:
        return {"status": "not run", "detail": "the bundle has no such programs", **result}
    return {"status": "passed", **result}


def sanitizers(bench, seconds):
    """compute-sanitizer's tools over the device tests, each with a share of the time."""
    tool = _find_sanitizer()
    if tool is None:
        return {"status": "not run", "detail": "compute-sanitizer is not on this machine"}
    clock, runs, exits = Clock(seconds), [], []
    for position, kind in enumerate(_SANITIZERS):
        share = Clock(clock.left() / (len(_SANITIZERS) - position))
        for program in bench.programs("test_cuda_*"):
            code, output = bench.run(
                [tool, "--tool", kind, "--error-exitcode", _SANITIZER_EXIT, program,
                 f"--gtest_filter={_GPU_TESTS}", "--gtest_brief=1"], share.left())
            refusal = next((line.strip() for line in output.splitlines()
                            if any(text in line for text in _REFUSALS)), None)
            if code not in (0, None) and refusal:
                return {"status": "not run", "detail": refusal, "runs": runs}
            runs.append({"tool": kind, "program": program.name, "exit_code": code,
                         "output": "" if code == 0 else output[-4000:]})
            exits.append((f"{kind} {program.name}", code))
    return _concluded({"runs": runs}, exits)


def _find_sanitizer():
    places = [os.environ.get("CUDA_HOME", "/usr/local/cuda"), "/usr/local/cuda"]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath),
                            *(os.path.join(place, "bin") for place in places)])
    return shutil.which("compute-sanitizer", path=path)


def parity(bench, seconds):
    """The miniature experiment on both devices: losses of every epoch and of the test."""
    clock, losses, exits = Clock(seconds), {}, []
    experiment = bench.bundle / "share/timbre/experiments/us8k_mini.yaml"
    for device in ("cpu", "cuda"):
        folder = bench.scratch / f"run_{device}"
        code, output = bench.run([bench.bundle / "bin/run_experiment", experiment, "--device",
                                  device, "--out", folder], clock.left())
        exits.append((f"run_experiment --device {device}", code))
        if code != 0:
            return _concluded({"losses": losses, "output": output[-4000:]}, exits)
        losses[device] = _losses(json.loads((folder / "results.json").read_text(encoding="utf-8")))
    if losses["cpu"].keys() != losses["cuda"].keys():
        return {"status": "failed", "detail": "the runs have different epochs", "losses": losses}
    largest = max(abs(losses["cuda"][name] - value) / abs(value)
                  for name, value in losses["cpu"].items())
    result = {"losses": losses, "largest_relative_difference": largest,
              "tolerance": _LOSS_TOLERANCE}
    if largest > _LOSS_TOLERANCE:
        return {"status": "failed", "detail": f"losses differ by {largest:.1e}", **result}
    return {"status": "passed", **result}


def _losses(results):
    losses = {}
    for number, trial in enumerate(results["trials"], start=1):
        for epoch in trial["history"]:
            for kind in ("train_loss", "validate_loss"):
                losses[f"trial {number}, epoch {epoch['epoch']}, {kind}"] = epoch[kind]
        losses[f"trial {number}, test loss"] = trial["test"]["loss"]
    return losses


def benchmarks(bench, seconds):
    """All bench_cuda_*, with Google Benchmark's own JSON of each."""
    clock, exits, reports = Clock(seconds), [], {}
    for program in bench.programs("bench_cuda_*"):
        report = bench.scratch / f"{program.name}.json"
        code, output = bench.run([program, f"--benchmark_out={report}",
                                  "--benchmark_out_format=json"], clock.left())
        exits.append((program.name, code))
        reports[program.name] = _read_json(report) if code == 0 else {"output": output[-4000:]}
    return _concluded({"programs": reports}, exits)


def peers(bench, seconds):
    """torchaudio and PyTorch on the same work, where this Python has them."""
    clock, exits, reports = Clock(seconds), [], {}
    for script in ("torch_features.py", "torch_training.py"):
        report = bench.scratch / f"{script}.json"
        code, output = bench.run([sys.executable, bench.bundle / "gpu_check/peers" / script,
                                  "--json", report], clock.left())
        if code == 3:  # the script's word for a package that is not there
            return {"status": "not run", "detail": output.strip(), "scripts": reports}
        exits.append((script, code))
        reports[script] = _read_json(report) if code == 0 else {"output": output[-4000:]}
    return _concluded({"scripts": reports}, exits)


def _read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return {"output": f"{path.name} cannot be read: {error}"}
