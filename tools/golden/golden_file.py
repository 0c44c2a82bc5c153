"""Writes golden files: readable JSON of few digits, with the versions of the tools that made it.

Tools: the Python standard library and NumPy. README.md describes every field.
"""

import argparse
import importlib.metadata
import math
import pathlib
import platform
import textwrap

import numpy as np

from signals import noise

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
DEFAULT_FOLDER = REPOSITORY / "tests" / "golden"
LINE_WIDTH = 100
FULL_DIGITS = 17
ENTRIES = 64
PROJECTIONS = 8
FIRST_PROJECTION_SEED = 1000


def write(script, packages, data, digits=12):
    """Writes `data` to <out>/<name>.json for the script make_<name>.py.

    Floats in lists keep `digits` digits, single ones all 17; None and NaN become null.
    `script` is the caller's __file__. The folder is --out, by default tests/golden.
    """
    script = pathlib.Path(script).resolve()
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, default=DEFAULT_FOLDER)
    folder = parser.parse_known_args()[0].out
    folder.mkdir(parents=True, exist_ok=True)
    tools = {"script": script.relative_to(REPOSITORY).as_posix(),
             "python": platform.python_version()}
    tools.update((package, importlib.metadata.version(package)) for package in packages)
    path = folder / (script.stem.removeprefix("make_") + ".json")
    path.write_text(_format({"tools": tools, **data}, "", digits) + "\n", encoding="ascii")
    print(f"{path.name}: {path.stat().st_size} bytes")


def digest(tensor):
    """Returns shape, norm, 64 entries and 8 random projections of a tensor (C order)."""
    flat = np.asarray(tensor, dtype=np.float64).ravel()
    projections = [np.dot(flat, noise(flat.size, FIRST_PROJECTION_SEED + index))
                   for index in range(PROJECTIONS)]
    return {"shape": list(np.shape(tensor)), "norm": np.linalg.norm(flat),
            "entries": flat[entry_indices(flat.size)], "projections": projections}


def entry_indices(size):
    """Returns the 64 evenly spaced indices floor(i * size / 64) of a flat tensor."""
    return np.arange(ENTRIES) * size // ENTRIES


def _format(value, indent, digits, prefix=""):
    if isinstance(value, np.ndarray):
        value = value.tolist()
    inner = indent + "  "
    if isinstance(value, dict):
        items = [_format(item, inner, digits, f'"{key}": ') for key, item in value.items()]
        return _block(prefix + "{", items, "}", indent)
    if not isinstance(value, (list, tuple)):
        return prefix + _format_scalar(value, FULL_DIGITS)
    if any(isinstance(item, (dict, list, tuple, np.ndarray)) for item in value):
        items = [_format(item, inner, digits) for item in value]
        return _block(prefix + "[", items, "]", indent)
    items = ", ".join(_format_scalar(item, digits) for item in value)
    return _wrap(f"{prefix}[{items}]", indent)


def _block(opening, items, closing, indent):
    lines = ",\n".join(indent + "  " + item for item in items)
    return f"{opening}\n{lines}\n{indent}{closing}"


def _wrap(line, indent):
    continuation = indent + "  "
    lines = textwrap.wrap(line, LINE_WIDTH - len(continuation), break_on_hyphens=False)
    return ("\n" + continuation).join(lines)


def _format_scalar(value, digits):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "null"
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (int, np.integer)):
        return str(value)
    value += 0.0  # -0 becomes 0
    return repr(float(value)) if digits >= FULL_DIGITS else f"{value:.{digits}g}"
