"""Packs the build folder's bundle and runs it where nothing else is: its size, its libraries, its
programs. The variables TIMBRE_BUILD_DIR and TIMBRE_CPACK name the folder and the program.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

MOST_BYTES = 35_000_000
# Of libc, which belongs to the machine's loader.
LIBC = re.compile(r"lib(c|m|dl|rt|pthread|resolv)\.so\.")
# Of the toolkit, which the benchmarks link; programs load them with the module.
CUDA = re.compile(r"lib(cuda|cudart|cublas|cublasLt|cudnn\w*|cufft)\.so\.")


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        subprocess.run([os.environ["TIMBRE_CPACK"], "-B", cls.scratch], check=True,
                       cwd=os.environ["TIMBRE_BUILD_DIR"], stdout=subprocess.DEVNULL)
        (cls.archive,) = cls.scratch.glob("timbre-*.tar.zst")
        shutil.rmtree(cls.scratch / "_CPack_Packages")
        subprocess.run(["cmake", "-E", "tar", "xf", cls.archive], check=True, cwd=cls.scratch)
        cls.folder = cls.scratch / cls.archive.name.removesuffix(".tar.zst")

    def run_alone(self, *command, environment=()):
        """Without any environment, from an empty folder."""
        empty = self.scratch / "empty"
        empty.mkdir(exist_ok=True)
        return subprocess.run(["/usr/bin/env", "-i", *environment, *map(str, command)], cwd=empty,
                              capture_output=True, text=True, check=False)

    def test_is_small_enough_to_travel(self):
        self.assertLessEqual(self.archive.stat().st_size, MOST_BYTES)

    def test_programs_find_all_libraries_but_libcs_in_the_bundle(self):
        for program in sorted((self.folder / "bin").iterdir()):
            listed = self.run_alone(program, environment=["LD_TRACE_LOADED_OBJECTS=1"])
            for name, place in re.findall(r"(\S+) => (.*)", listed.stdout):
                toolkits = program.name.startswith("bench_cuda_") and CUDA.match(name)
                if not LIBC.match(name) and not toolkits:
                    self.assertTrue(place.startswith(str(self.folder)), f"{program}: {name} {place}")

    def test_an_experiment_runs(self):
        done = self.run_alone(
            self.folder / "bin/run_experiment",
            self.folder / "share/timbre/experiments/us8k_mini.yaml", "--device", "cpu",
            "--set", "training.epochs=1", "--out", self.scratch / "run",
            environment=[f"TIMBRE_CACHE={self.scratch / 'cache'}"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.scratch / "run/results.json").exists())

    def test_the_checks_script_starts(self):
        done = self.run_alone(self.folder / "gpu_check/run", "--help")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--minutes", done.stdout)


if __name__ == "__main__":
    unittest.main()
