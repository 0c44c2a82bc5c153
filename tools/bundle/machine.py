"""What the machine brings: its libc, its driver and device, and CUDA's libraries.

As a program: runs the command it is given where that finds CUDA's libraries.
"""

import ctypes
import glob
import json
import os
import pathlib
import platform
import shutil
import site
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUNDLE = HERE.parent
_DEVICE_FIELDS = ("name", "driver_version", "memory.total", "clocks.max.sm", "clocks.max.mem",
                  "clocks.sm", "clocks.mem", "power.limit", "temperature.gpu", "ecc.mode.current",
                  "mig.mode.current", "persistence_mode")


class Unfit(Exception):
    """The machine cannot run the check; the message says why in one line."""


def needs():
    """What the bundle was built from and needs: revision, glibc, cuda (names of libraries)."""
    return json.loads((HERE / "needs.json").read_text(encoding="utf-8"))


def require_libc():
    needed = needs()["glibc"]
    try:
        have = os.confstr("CS_GNU_LIBC_VERSION").split()[-1]
    except (ValueError, OSError, AttributeError):
        raise Unfit(f"this system has no glibc; the bundle needs glibc {needed}") from None
    if _numbers(have) < _numbers(needed):
        raise Unfit(f"this system's glibc is {have}, the bundle needs {needed}: build on this "
                    "system, or on one as old")


def _numbers(version):
    return [int(part) for part in version.split(".")]


def require_device():
    """Asks the driver itself: nvidia-smi may be missing."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        raise Unfit("no CUDA driver on this machine (libcuda.so.1 is not there)") from None
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        raise Unfit("the CUDA driver does not answer")
    if count.value == 0:
        raise Unfit("the CUDA driver sees no device")


def library_folders():
    """Where CUDA's libraries may lie, the caller's own choice first."""
    folders = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    nvcc = shutil.which("nvcc")
    toolkits = [os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH"),
                nvcc and pathlib.Path(nvcc).resolve().parents[1], "/usr/local/cuda",
                *sorted(glob.glob("/usr/local/cuda-*"), reverse=True)]
    folders += [str(pathlib.Path(toolkit) / "lib64") for toolkit in toolkits if toolkit]
    packages = [*sys.path, *site.getsitepackages(), site.getusersitepackages()]
    for place in packages:
        folders += sorted(glob.glob(os.path.join(place, "nvidia", "*", "lib")))
    folders += ["/usr/lib/x86_64-linux-gnu", "/usr/lib64"]
    return [folder for folder in dict.fromkeys(folders) if folder and os.path.isdir(folder)]


def cuda_environment():
    """The environment in which the bundle's programs find CUDA's libraries."""
    folders, chosen = library_folders(), []
    for library in needs()["cuda"]:
        holder = next((folder for folder in folders if (pathlib.Path(folder) / library).exists()),
                      None)
        if holder is None:
            raise Unfit(f"{library} is neither in a CUDA toolkit nor in Python's nvidia packages: "
                        "install one, or name its folder in LD_LIBRARY_PATH")
        chosen.append(holder)
    # Libraries open others of theirs at run time, which may lie in other packages of Python's.
    chosen += [folder for folder in folders if "/nvidia/" in folder]
    own = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    path = ":".join(dict.fromkeys(folder for folder in [*own, *chosen] if folder))
    return dict(os.environ, LD_LIBRARY_PATH=path) if path else dict(os.environ)


def describe():
    """Name, driver and clocks from nvidia-smi, as far as it tells; the processor and system."""
    described = {"system": platform.platform(), "processor": _processor(),
                 "cores": os.cpu_count(), "python": platform.python_version()}
    try:
        asked = subprocess.run(["nvidia-smi", "--format=csv,noheader", "--id=0",
                                "--query-gpu=" + ",".join(_DEVICE_FIELDS)],
                               capture_output=True, text=True, timeout=20, check=True)
        values = [value.strip() for value in asked.stdout.split(",")]
        described.update(zip(_DEVICE_FIELDS, values))
    except (OSError, subprocess.SubprocessError):
        described["name"] = "unknown: nvidia-smi does not answer"
    return described


def _processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("with_cuda: name a program to run")
    try:
        require_libc()
        environment = cuda_environment()
    except Unfit as error:
        print(f"with_cuda: {error}", file=sys.stderr)
        sys.exit(2)
    try:
        os.execvpe(sys.argv[1], sys.argv[1:], environment)
    except OSError as error:
        sys.exit(f"with_cuda: {sys.argv[1]}: {error.strerror}")
