"""Writes what the parts found as one page of Markdown."""


def markdown(found):
    """The page for the dictionary that stands in gpu_report.json."""
    lines = [f"# Timbre {found['revision']} on {found['machine'].get('name', 'a GPU')}", "",
             f"{found['time']}, {found['seconds']:.0f} s in all.", ""]
    lines += ["| part | status | seconds | |", "|---|---|---|---|"]
    for name, part in found["parts"].items():
        lines.append(f"| {name} | {part['status']} | {part['seconds']:.0f} | "
                     f"{_cell(part.get('detail', ''))} |")
    lines += ["", "## Machine", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {_cell(value)} |" for key, value in found["machine"].items()]
    parts = found["parts"]
    lines += _tests(parts.get("device tests", {}))
    lines += _parity(parts.get("parity", {}))
    lines += _benchmarks(parts.get("benchmarks", {}))
    lines += _peers(parts.get("peers", {}))
    lines += _outputs(parts)
    return "\n".join(lines) + "\n"


def _cell(value):
    return str(value).replace("|", "\\|").replace("\n", " ")


def _tests(part):
    programs = part.get("programs", [])
    if not programs:
        return []
    lines = ["", "## Device tests", "", "| program | tests | failed | skipped |", "|---|---|---|---|"]
    lines += [f"| {program['program']} | {program['tests']} | {_cell(', '.join(program['failed']))}"
              f" | {program['skipped']} |" for program in programs]
    return lines


def _parity(part):
    losses = part.get("losses", {})
    if "cuda" not in losses:
        return []
    lines = ["", "## The miniature experiment on both devices", "", "| loss | cpu | cuda |",
             "|---|---|---|"]
    lines += [f"| {name} | {value:.6f} | {losses['cuda'].get(name, float('nan')):.6f} |"
              for name, value in losses["cpu"].items()]
    return lines


def _benchmarks(part):
    columns = ("median_us", "min_us", "spread", "GB/s", "GFLOP/s", "bound_us", "share_of_bound")
    lines = []
    for program, report in part.get("programs", {}).items():
        rows = report.get("benchmarks", [])
        if not rows:
            continue
        extra = [key for key in _counters(rows) if key not in (*columns, "bytes")]
        lines += ["", f"## {program}", "", "| | " + " | ".join([*columns, *extra]) + " |",
                  "|---" * (1 + len(columns) + len(extra)) + "|"]
        for row in rows:
            name = row["name"].replace("/manual_time", "").split("/iterations:")[0]
            cells = [_number(row.get(key)) for key in (*columns, *extra)]
            lines.append(f"| {_cell(name)} | " + " | ".join(cells) + " |")
    return lines


_NOT_COUNTERS = {"family_index", "per_family_instance_index", "repetitions", "repetition_index",
                 "threads", "iterations", "real_time", "cpu_time"}


def _counters(rows):
    found = {}
    for row in rows:
        found.update((key, None) for key, value in row.items()
                     if isinstance(value, (int, float)) and key not in _NOT_COUNTERS)
    return list(found)


def _number(value):
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, (int, float)) else _cell(value)


def _peers(part):
    lines = []
    for script, report in part.get("scripts", {}).items():
        rows = report.get("rows", [])
        if not rows:
            continue
        columns = list(rows[0])
        lines += ["", f"## peers/{script}", "", _cell(report.get("versions", "")), "",
                  "| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
        lines += ["| " + " | ".join(_number(row.get(column)) for column in columns) + " |"
                  for row in rows]
    return lines


def _outputs(parts):
    """The last words of what failed."""
    lines = []
    for name, part in parts.items():
        pieces = [part, *part.get("runs", []), *_values(part.get("programs", [])),
                  *_values(part.get("scripts", []))]
        for piece in pieces:
            if piece.get("output"):
                title = piece.get("program", name)
                lines += ["", f"## Output: {_cell(title)}", "", "```", piece["output"].strip(), "```"]
    return lines


def _values(items):
    return items.values() if isinstance(items, dict) else items
