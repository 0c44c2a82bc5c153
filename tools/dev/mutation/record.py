"""Keeps verdicts for the next call, reads the reviewed survivors, and prints the score."""

import hashlib
import json
import re
import threading

_REVIEWED = re.compile(r"^(?P<file>\S+)\n    (?P<before>.+)\n    (?P<after>.+)\n  (?P<reason>\S.+)",
                       re.MULTILINE)


def digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


class Record:
    """Verdicts by mutant. A survivor is judged again when a test or another kernel has changed,
    unless its reason says that no test can see it."""

    def __init__(self, path, world):
        self.path, self.world = path, world
        self.lock = threading.Lock()
        self.known = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self.known[entry["key"]] = entry

    def find(self, key, has_reason=False):
        entry = self.known.get(key)
        if not entry or entry["result"] == "waiting":
            return None
        if entry["result"] == "survived" and entry["world"] != self.world:
            return entry if has_reason else None
        return entry

    def passed(self, key):
        """The programs that did not catch it in the build of all faults, or None."""
        entry = self.known.get(key)
        return entry.get("passed") if entry and entry["world"] == self.world else None

    def add(self, key, mutant, verdict, seconds, passed=None):
        entry = {"key": key, "world": self.world, "file": mutant.file, "line": mutant.line,
                 "kind": mutant.kind, "result": verdict.result, "by": verdict.by,
                 "before": mutant.before, "after": mutant.after, "seconds": round(seconds, 1)}
        if passed is not None:
            entry["passed"] = passed
        with self.lock:
            self.known[key] = entry
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        return entry


def reviewed_survivors(path):
    """(file, line as it is, line with the fault) -> reason; survivors.txt says how it is written."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return {(found["file"], found["before"], found["after"]): found["reason"].strip()
            for found in _REVIEWED.finditer(text)}


def key_of(mutant):
    return mutant.file, mutant.before, mutant.after


def add_reasons(entries, reviewed):
    for entry in entries:
        if entry["result"] == "survived":
            entry["reason"] = reviewed.get((entry["file"], entry["before"], entry["after"]), "")


def summarise(entries):
    """Counts what is caught of all that compile to other code."""
    count = {result: sum(entry["result"] == result for entry in entries)
             for result in ("caught", "survived", "equal", "invalid")}
    judged = count["caught"] + count["survived"]
    return {"score": 100 * count["caught"] / judged if judged else 100.0, **count,
            "unexplained": sum(entry.get("reason") == "" for entry in entries)}


def print_table(entries, summary):
    print(f"{'file':44}{'caught':>8}{'survived':>10}{'equal':>7}{'invalid':>9}{'score':>8}")
    files = sorted({entry["file"] for entry in entries})
    for name in files:
        of_file = summarise([entry for entry in entries if entry["file"] == name])
        _print_row(name, of_file)
    for kind in sorted({entry["kind"] for entry in entries}):
        of_kind = summarise([entry for entry in entries if entry["kind"] == kind])
        _print_row(f"  all {kind}", of_kind)
    _print_row("all", summary)


def _print_row(name, summary):
    print(f"{name:44}{summary['caught']:8}{summary['survived']:10}{summary['equal']:7}"
          f"{summary['invalid']:9}{summary['score']:7.1f}%")


def print_survivors(entries):
    for entry in entries:
        if entry["result"] != "survived":
            continue
        print(f"\n{entry['file']}:{entry['line']}: {entry['kind']}, survived")
        print(f"    {entry['before']}\n    {entry['after']}")
        print(f"  {entry['reason'] or 'no reason given in survivors.txt'}")
