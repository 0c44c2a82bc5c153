"""Tests of tools/bundle without a GPU: what its script says, and its parts over a pretended bundle
whose programs are small scripts.
"""

import ctypes
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

BUNDLE_SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "tools/bundle"
sys.path.insert(0, str(BUNDLE_SCRIPTS))
import gpu_check  # noqa: E402
import machine  # noqa: E402
import parts  # noqa: E402

GTEST = """#!/bin/sh
for argument; do case $argument in --gtest_output=json:*) report=${argument#*json:};; esac; done
cat >"$report" <<END
{"testsuites": [{"name": "Fft", "testsuite": [{"name": "A/cuda", "result": "COMPLETED"},
 {"name": "B/cuda", "result": "COMPLETED"%s}]}]}
END
exit %d
"""
BENCH = """#!/bin/sh
for argument; do case $argument in --benchmark_out=*) report=${argument#*=};; esac; done
echo '{"benchmarks": [{"name": "copy/cold/iterations:100/manual_time", "median_us": 12.5}]}' >"$report"
"""
EXPERIMENT = """#!/bin/sh
while [ $# -gt 0 ]; do case $1 in --device) device=$2;; --out) out=$2;; esac; shift; done
loss=1.0
[ $device = cuda ] && loss=%s
mkdir -p "$out"
echo '{"trials": [{"history": [{"epoch": 1, "train_loss": 2.0, "validate_loss": 1.5}],
 "test": {"loss": '$loss'}}]}' >"$out/results.json"
"""


def has_driver():
    try:
        ctypes.CDLL("libcuda.so.1")
        return True
    except OSError:
        return False


class Pretended(unittest.TestCase):
    """A bundle in a folder of its own."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.bundle = pathlib.Path(scratch.name) / "bundle"
        self.scratch = pathlib.Path(scratch.name) / "scratch"
        (self.bundle / "bin").mkdir(parents=True)
        self.scratch.mkdir()
        shutil.copytree(BUNDLE_SCRIPTS, self.bundle / "gpu_check")
        self.needs(glibc="2.2.5", cuda=[])
        self.bench = parts.Bench(self.bundle, {"PATH": "/usr/bin:/bin"}, self.scratch)

    def needs(self, **values):
        text = json.dumps({"revision": "abc", **values})
        (self.bundle / "gpu_check/needs.json").write_text(text, encoding="utf-8")

    def program(self, name, text):
        path = self.bundle / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


class TheScript(Pretended):
    def run_script(self):
        return subprocess.run(["/usr/bin/env", "-i", str(self.bundle / "gpu_check/run")],
                              cwd=self.scratch, capture_output=True, text=True, check=False)

    @unittest.skipIf(has_driver(), "this machine has a CUDA driver")
    def test_without_a_gpu_says_so_in_one_line(self):
        done = self.run_script()
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr, "gpu_check: no CUDA driver on this machine (libcuda.so.1 is "
                                      "not there)\n")
        self.assertEqual(list(self.scratch.iterdir()), [])

    def test_an_older_libc_is_told_in_one_line(self):
        self.needs(glibc="9.99", cuda=[])
        done = self.run_script()
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^gpu_check: this system's glibc is 2\.\d+, the bundle needs "
                                      r"9\.99: [^\n]*\n$")


class CudaLibraries(Pretended):
    def found(self, environment):
        with mock.patch.object(machine, "HERE", self.bundle / "gpu_check"), \
             mock.patch.dict("os.environ", environment):
            return machine.cuda_environment()

    def test_are_found_in_the_toolkit(self):
        library = self.scratch / "toolkit/lib64/libcuda_of_ours.so.1"
        library.parent.mkdir(parents=True)
        library.touch()
        self.needs(glibc="2.2.5", cuda=[library.name])
        found = self.found({"CUDA_HOME": str(self.scratch / "toolkit")})
        self.assertIn(str(library.parent), found["LD_LIBRARY_PATH"].split(":"))

    def test_are_found_in_pythons_packages(self):
        library = self.scratch / "site/nvidia/cudnn/lib/libcuda_of_ours.so.1"
        library.parent.mkdir(parents=True)
        library.touch()
        self.needs(glibc="2.2.5", cuda=[library.name])
        with mock.patch.object(sys, "path", [str(self.scratch / "site")]):
            found = self.found({})
        self.assertIn(str(library.parent), found["LD_LIBRARY_PATH"].split(":"))

    def test_that_are_missing_are_named(self):
        self.needs(glibc="2.2.5", cuda=["libcuda_of_ours.so.1"])
        with self.assertRaisesRegex(machine.Unfit, "^libcuda_of_ours.so.1 is neither"):
            self.found({})


class Parts(Pretended):
    def test_tests_are_counted(self):
        self.program("test_cuda_fft", GTEST % ("", 0))
        found = parts.device_tests(self.bench, 60)
        self.assertEqual((found["status"], found["tests"], found["passed"]), ("passed", 2, 2))

    def test_a_test_that_fails_is_named_and_the_next_program_runs(self):
        self.program("test_cuda_fft", GTEST % (', "failures": [{}]', 1))
        self.program("test_cuda_mel", GTEST % ("", 0))
        found = parts.device_tests(self.bench, 60)
        self.assertEqual((found["status"], found["tests"], found["passed"]), ("failed", 4, 3))
        self.assertEqual(found["programs"][0]["failed"], ["Fft.B/cuda"])

    def test_what_takes_too_long_is_told(self):
        self.program("test_cuda_fft", "#!/bin/sh\nexec sleep 60\n")
        found = parts.device_tests(self.bench, 1)
        self.assertEqual(found["status"], "out of time")

    def test_losses_that_agree_pass(self):
        self.program("run_experiment", EXPERIMENT % "1.001")
        self.assertEqual(parts.parity(self.bench, 60)["status"], "passed")

    def test_losses_that_differ_fail(self):
        self.program("run_experiment", EXPERIMENT % "1.02")
        found = parts.parity(self.bench, 60)
        self.assertEqual(found["status"], "failed")
        self.assertAlmostEqual(found["largest_relative_difference"], 0.02)

    def sanitize(self, text):
        self.program("test_cuda_fft", GTEST % ("", 0))
        tool = self.bundle / "compute-sanitizer"
        tool.write_text(text, encoding="utf-8")
        tool.chmod(0o755)
        with mock.patch.object(parts, "_find_sanitizer", return_value=str(tool)):
            return parts.sanitizers(self.bench, 60)

    def test_each_sanitizer_runs_each_program(self):
        found = self.sanitize("#!/bin/sh\nexit 0\n")
        self.assertEqual(found["status"], "passed")
        self.assertEqual([run["tool"] for run in found["runs"]],
                         ["memcheck", "racecheck", "initcheck", "synccheck"])

    def test_what_a_sanitizer_finds_fails(self):
        self.assertEqual(self.sanitize("#!/bin/sh\nexit 99\n")["status"], "failed")

    def test_a_sanitizer_that_refuses_the_device_is_not_run(self):
        found = self.sanitize("#!/bin/sh\necho '= Device not supported.'; exit 1\n")
        self.assertEqual((found["status"], found["detail"]),
                         ("not run", "= Device not supported."))

    def test_a_missing_sanitizer_is_not_run(self):
        with mock.patch.object(parts, "_find_sanitizer", return_value=None):
            self.assertEqual(parts.sanitizers(self.bench, 60)["status"], "not run")


class TheWholeCheck(Pretended):
    def test_goes_on_after_a_part_that_breaks_and_writes_both_files(self):
        self.program("test_cuda_fft", "#!/bin/sh\necho broken; exit 1\n")
        self.program("bench_cuda_copy", BENCH)
        with mock.patch.object(machine, "HERE", self.bundle / "gpu_check"), \
             mock.patch.object(parts, "_find_sanitizer", return_value=None), \
             mock.patch.object(sys, "stderr"), mock.patch.object(sys, "stdout"):
            found = gpu_check.check(self.bench, 60)
            gpu_check.write(found, self.scratch)
        status = {name: part["status"] for name, part in found["parts"].items()}
        self.assertEqual(status, {"device tests": "failed", "parity": "failed",
                                  "benchmarks": "passed", "peers": "failed",
                                  "sanitizers": "not run"})
        read = json.loads((self.scratch / "gpu_report.json").read_text(encoding="utf-8"))
        self.assertEqual(read["parts"].keys(), found["parts"].keys())
        page = (self.scratch / "gpu_report.md").read_text(encoding="utf-8")
        self.assertIn("| device tests | failed |", page)
        self.assertIn("| copy/cold | 12.5 |", page)
        self.assertIn("broken", page)


if __name__ == "__main__":
    unittest.main()
