"""Builds mutants in a copy of the tree and runs their tests. The tree itself is never touched."""

import dataclasses
import filecmp
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

_OPTIONS = ["-G", "Ninja", "-DTIMBRE_CUDA=OFF", "-DTIMBRE_BENCH=OFF"]
_FLAVOURS = {"release": ["-DCMAKE_BUILD_TYPE=Release"],
             "thread": ["-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DTIMBRE_SANITIZE=thread"],
             "address": ["-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DTIMBRE_SANITIZE=address"]}
# Which sanitizer sees what the tests may not: a race, or a place beyond an array's end.
_SANITIZERS = {"barrier": ["thread"], "atomic": ["thread"], "bounds": ["address"],
               "term": ["address", "thread"]}
# oneDNN's own OpenMP barriers are not instrumented.
_ENVIRONMENT = {"thread": {"OMP_NUM_THREADS": "1"}}
_FAILED = re.compile(r"^\[  FAILED  \] ([\w./]+)", re.MULTILINE)
_SLACK_S = 10  # of processor time, beyond three times what the unchanged kernels take
_WALL = 60     # on a busy machine, a second of processor time may take as many
_KILLERS = 8   # tests that found the last faults of a file run first


class Broken(Exception):
    """The tree does not build or fails its tests as it is."""


@dataclasses.dataclass
class Verdict:
    """caught, survived, equal (the same machine code), or invalid (it does not compile)."""
    result: str
    by: str = ""  # "release Suite.Test", "counting endless loop of PROGRAM"


def files_of(root):
    """What git tracks, and new files that it does not ignore."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root,
                            check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).is_file()]


def compiler_error(output):
    """What the compiler objects to; a build that fails without an error is no verdict."""
    error = re.search(r":\d+: error: (.*)", output)
    if not error:
        raise Broken(f"a mutant's build broke off:\n{output[-3000:]}")
    return error.group(1)


def counts_accesses(program):
    """Whether it is built from the counting flavour, by its name: test_cuda_feature_counts."""
    return "_count" in program


def _without(programs, passed):
    return [program for program in programs if program not in passed]


class Workshop:
    """One copy of the tree with its build folders; a thread of its own may use each."""

    def __init__(self, root, folder):
        self.root, self.folder, self.source = root, folder, folder / "source"
        self.targets = []     # all test programs of kernels
        self.ready = {}       # (flavour, program) -> seconds that its tests take unchanged
        self.objects = {}     # path -> digest, of the unchanged kernels
        self.killers = {}     # kernel file -> [(program, test)], latest last
        self.environment = dict(os.environ, CCACHE_BASEDIR=str(folder), CCACHE_NOHASHDIR="1",
                                DEVICE="emulated", OMP_WAIT_POLICY="passive",
                                CMAKE_CXX_COMPILER_LAUNCHER=shutil.which("ccache") or "")

    def copy_tree(self, instead=None):
        """Makes the copy equal to the tree, but for the texts that stand `instead` of files."""
        instead = instead or {}
        wanted = set(files_of(self.root))
        for name in wanted:
            target = self.source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in instead:
                if not target.exists() or target.read_text(encoding="utf-8") != instead[name]:
                    target.write_text(instead[name], encoding="utf-8")
            elif not target.exists() or not filecmp.cmp(self.root / name, target, shallow=False):
                shutil.copyfile(self.root / name, target)
        for path in self.source.rglob("*"):
            if path.is_file() and path.relative_to(self.source).as_posix() not in wanted:
                path.unlink()

    def programs(self, stage):
        """The test programs of a stage's kernels; those of core serve every stage."""
        # test_cuda_features, test_cuda_feature_counts
        prefix = "test_cuda_" if stage == "core" else f"test_cuda_{stage.rstrip('s')}"
        return sorted({target for target in self.all_programs() if target.startswith(prefix)})

    def all_programs(self):
        if not self.targets:
            self._configure("release")
            # A tree that has changed since the last call may hold other programs.
            self._run(["ninja", "-C", self.folder / "release", "build.ninja"])
            command = ["ninja", "-C", self.folder / "release", "-t", "targets", "all"]
            self.targets = re.findall(r"^(test_cuda_\w+): phony", self._run(command).stdout,
                                      re.MULTILINE)
        return self.targets

    def prepare(self, flavour, programs):
        """Builds and times the tests of the unchanged kernels."""
        missing = [program for program in programs if (flavour, program) not in self.ready]
        if not missing:
            return
        self._configure(flavour)
        built = self.build(flavour, missing)
        if built.returncode != 0:
            raise Broken(f"the unchanged tree does not build:\n{built.stdout[-3000:]}")
        if flavour == "release":
            self.objects = self._digests(since={})
        for program in missing:
            start = time.monotonic()
            failure = self._test(flavour, program, seconds=900)
            if failure:
                raise Broken(f"{program} ({flavour}) fails unchanged: {failure}")
            self.ready[flavour, program] = time.monotonic() - start

    def judge(self, mutant, programs, passed=()):
        """Plants the fault, runs the tests until one fails, and takes the fault out again.

        `passed`: programs whose tests have passed with this fault in a build of all faults."""
        path = self.source / mutant.file
        text = path.read_text(encoding="utf-8")
        path.write_text(mutant.apply(text), encoding="utf-8")
        try:
            return self._judge(mutant, programs, passed)
        finally:
            path.write_text(text, encoding="utf-8")

    def _judge(self, mutant, programs, passed):
        counting = [program for program in programs if counts_accesses(program)]
        plain = [program for program in programs if program not in counting]
        before = self._times()
        built = self.build("release", plain)
        if built.returncode != 0:
            return Verdict("invalid", compiler_error(built.stdout))
        rebuilt = self._digests(since=before)
        if not rebuilt:
            return Verdict("survived", "in no test program")
        if all(self.objects.get(path) == digest for path, digest in rebuilt.items()):
            return Verdict("equal")
        caught = (self.run_tests("release", _without(plain, passed), mutant.file)
                  or self._with_build("release", _without(counting, passed), mutant.file))
        for sanitizer in _SANITIZERS.get(mutant.kind, []):
            caught = caught or self._with_build(sanitizer, plain, mutant.file)
        return Verdict("caught", caught) if caught else Verdict("survived")

    def _with_build(self, flavour, programs, file):
        if not programs:
            return ""
        if flavour != "release" and (flavour, programs[0]) not in self.ready:
            self._prepare_unchanged(flavour, programs, file)
        if self.build(flavour, programs).returncode != 0:
            return f"{flavour} build"
        return self.run_tests(flavour, programs, file)

    def _prepare_unchanged(self, flavour, programs, file):
        path = self.source / file
        planted = path.read_text(encoding="utf-8")
        shutil.copyfile(self.root / file, path)
        try:
            self.prepare(flavour, programs)
        finally:
            path.write_text(planted, encoding="utf-8")

    def run_tests(self, flavour, programs, file, **environment):
        """The first failure, or nothing; tests that found faults in this file before go first."""
        killers = self.killers.setdefault(file, [])
        first = [killer for killer in killers if killer[0] in programs]
        for program in {program for program, _ in first}:
            tests = ":".join(test for name, test in first if name == program)
            failure = self._test(flavour, program, tests=tests, environment=environment)
            if failure:
                return self._remember(killers, flavour, program, failure)
        for program in sorted(programs, key=lambda name: self.ready.get((flavour, name), 0)):
            failure = self._test(flavour, program, environment=environment)
            if failure:
                return self._remember(killers, flavour, program, failure)
        return ""

    @staticmethod
    def _remember(killers, flavour, program, failure):
        if "." in failure:
            killer = (program, failure)
            killers[:] = [other for other in killers if other != killer][1 - _KILLERS:] + [killer]
        return f"{'counting' if counts_accesses(program) else flavour} {failure}"

    def _test(self, flavour, program, tests="*", seconds=None, environment=None):
        """Returns the name of the test that fails, or how the program ended; nothing if all pass."""
        if seconds is None:
            seconds = 3 * self.ready.get((flavour, program), 30) + _SLACK_S
        command = [self.folder / flavour / "bin" / program, "--gtest_fail_fast",
                   f"--gtest_filter={tests}", "--gtest_brief=1"]
        try:
            done = self._run(command, processor_seconds=int(seconds),
                             **{**_ENVIRONMENT.get(flavour, {}), **(environment or {})})
        except subprocess.TimeoutExpired:
            return f"deadlock of {program}"
        if done.returncode == 0:
            return ""
        if done.returncode == -signal.SIGXCPU:
            return f"endless loop of {program}"
        failed = _FAILED.search(done.stdout)
        return failed.group(1) if failed else f"exit code {done.returncode} of {program}"

    def _configure(self, flavour):
        build = self.folder / flavour
        if (build / "build.ninja").exists():
            return
        done = self._run(["cmake", "-S", self.source, "-B", build, *_OPTIONS, *_FLAVOURS[flavour]])
        if done.returncode != 0:
            raise Broken(f"CMake cannot configure {build}:\n{done.stdout[-3000:]}")

    def build(self, flavour, programs):
        """Of several errors the output holds all."""
        return self._run(["ninja", "-C", self.folder / flavour, "-j2", "-k0", *programs])

    def _times(self):
        """When the kernels' objects were written. File times keep another clock than time()."""
        places = [self.folder / "release/cuda", self.folder / "release/tests/cuda"]
        return {path: path.stat().st_mtime_ns for place in places for path in place.rglob("*.o")}

    def _digests(self, since):
        """Of the kernels' objects whose times are no longer those."""
        return {path: hashlib.sha256(path.read_bytes()).hexdigest()
                for path, time_ns in self._times().items() if since.get(path) != time_ns}

    def _run(self, command, processor_seconds=None, **environment):
        wall_seconds = None
        if processor_seconds:
            limit = ["sh", "-c", 'ulimit -S -t "$0" && exec "$@"', processor_seconds]
            command, wall_seconds = [*limit, *command], _WALL * processor_seconds
        return subprocess.run([str(part) for part in command], text=True, errors="replace",
                              env={**self.environment, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=wall_seconds)


def kernel_files(root):
    """The shipped files with device code; the emulator and nvcc's side of it are none."""
    return sorted(name for name in files_of(root)
                  if name.startswith("cuda/") and pathlib.PurePath(name).suffix in (".cu", ".cuh")
                  and not name.startswith(("cuda/emulator/", "cuda/runtime/")))
