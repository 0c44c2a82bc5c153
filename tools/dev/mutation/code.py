"""Reads C++ as text: what is code, where device functions stand, what a call's arguments are.

clang-format's spaces are relied on: `a * b` multiplies and `float* a` declares.
"""

import re

_NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^[ \t]*#(?:\\\n|[^\n])*',
    re.DOTALL | re.MULTILINE)
_DEVICE = re.compile(r"\b(?:__global__|__device__|TIMBRE_HOST_DEVICE)\b")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def blank(text):
    """The text with spaces for comments, strings and directives: every place stays where it is."""
    return _NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def closing(code, opening):
    """The place of the bracket that closes the one at `opening`."""
    expected = []
    for place in range(opening, len(code)):
        if code[place] in _PAIRS:
            expected.append(_PAIRS[code[place]])
        elif expected and code[place] == expected[-1]:
            expected.pop()
            if not expected:
                return place
    raise ValueError(f"a bracket is not closed: {code[opening:opening + 40]!r}")


def condition(code, place):
    """The place (begin, end) of the whole condition that the `&&` or `||` at `place` is part of."""
    begin, depth = place, 0
    while depth or not _ends_condition(code, begin - 1, "([{"):
        begin -= 1
        depth += (code[begin] in ")]}") - (code[begin] in "([{")
    result = code.rfind("return ", begin, place)
    begin = result + len("return ") if result >= 0 else begin
    begin += len(code[begin:place]) - len(code[begin:place].lstrip())
    end = place
    while not _ends_condition(code, end, ")]}"):
        end = closing(code, end) + 1 if code[end] in _PAIRS else end + 1
    return begin, end


def _ends_condition(code, place, brackets):
    if code[place] == "=":
        return code[place - 1] not in "=<>!" and code[place + 1] != "="
    if code[place] == ":":
        return ":" not in (code[place - 1], code[place + 1])
    return code[place] in ";,?" + brackets


def device_bodies(code):
    """The places (begin, end) of the bodies of kernels and device functions."""
    bodies = []
    for match in _DEVICE.finditer(code):
        if bodies and match.start() < bodies[-1][1]:
            continue
        opening = _body_after(code, match.end())
        if opening is not None:
            bodies.append((opening, closing(code, opening)))
    return bodies


def _body_after(code, place):
    # A declaration or a variable has none: `;` or `=` comes before the brace.
    while place < len(code):
        if code[place] in "([":
            place = closing(code, place)
        elif code[place] == "{":
            return place
        elif code[place] in ";=":
            return None
        place += 1
    return None


def arguments(code, opening):
    """The places (begin, end) of a call's arguments; `opening` is its bracket."""
    end = closing(code, opening)
    found, begin, place = [], opening + 1, opening + 1
    while place < end:
        if code[place] in _PAIRS:
            place = closing(code, place)
        elif code[place] == ",":
            found.append((begin, place))
            begin = place + 1
        place += 1
    return [*found, (begin, end)]
