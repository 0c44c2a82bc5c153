"""Finds what can go wrong in a kernel file: one planted fault at a time."""

import dataclasses
import re

from mutation import code as cpp

# A multiplication becomes an addition rather than a division, so that no integer is divided by 0.
TERMS = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|",
          "|": "&", "^": "|", "+=": "-=", "-=": "+=", "*=": "+="}
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||",
                "||": "&&"}
LATER_STEP = "+= 1 +"  # of a loop, and not -=, which would never end
_OPERATOR = re.compile(r"(?<= )(?:<<|>>|[-+*]=|[<>=!]=|&&|\|\||[-+*/%&|^<>])(?=[ \n])")
_SMALLEST = re.compile(r"\b(?:std::|f)?(min|max)(?=f?\()")
_PLACE = re.compile(r"\b(?:threadIdx|blockIdx)\.[xyz]\b")
_BARRIER = re.compile(r"\b(?:__syncthreads|__syncwarp|__threadfence\w*|[\w.]+(?:\.|::)sync)(?=\()")
_ATOMIC = re.compile(r"\batomic(Add|Sub|Max|Min|Or|And|Exch|CAS)(?=\()")
_WARP = re.compile(r"\b__(?:shfl\w*|ballot|any|all|match\w*|reduce\w*)_sync(?=\()")
_TILE = re.compile(r"\b\w+\.(?:shfl\w*)(?=\()")
_IF = re.compile(r"\bif (?=\()")
_FOR = re.compile(r"\bfor (?=\()")
_LEAVES = re.compile(r"\s*\{?\s*(?:return|continue|break)\b")

# What an atomic does when nothing makes it atomic. Exchanges and CAS are only dropped.
_PLAIN = {"Add": "old_ + by_", "Sub": "old_ - by_", "Max": "(old_ < by_ ? by_ : old_)",
          "Min": "(by_ < old_ ? by_ : old_)", "Or": "old_ | by_", "And": "old_ & by_"}


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One fault: `text[begin:end]` of the file becomes `put`."""
    file: str
    kind: str  # barrier, atomic, mask, bounds or term
    begin: int
    end: int
    put: str
    line: int
    before: str  # the line (or lines) as they are, without blanks around
    after: str   # and with the fault

    def apply(self, text):
        return text[:self.begin] + self.put + text[self.end:]


def find_mutants(file, text):
    """All mutants of the device code of one file, in its order."""
    code = cpp.blank(text)
    found = []
    for begin, end in cpp.device_bodies(code):
        for kind, first, last, put in _faults(code, begin, end):
            found.append(_mutant(file, text, kind, first, last, put))
    return sorted(found, key=lambda mutant: (mutant.begin, mutant.kind, mutant.put))


def _mutant(file, text, kind, begin, end, put):
    first = text.rfind("\n", 0, begin) + 1
    last = text.find("\n", end)
    return Mutant(file, kind, begin, end, put, text.count("\n", 0, begin) + 1,
                  " ".join(text[first:last].split()),
                  " ".join((text[first:begin] + put + text[end:last]).split()))


def _faults(code, begin, end):
    yield from _calls(code, begin, end)
    yield from _conditions(code, begin, end)
    yield from _operators(code, begin, end)
    for match in _SMALLEST.finditer(code, begin, end):
        yield "bounds", match.start(1), match.end(1), {"min": "max", "max": "min"}[match.group(1)]
    for match in _PLACE.finditer(code, begin, end):
        yield "term", *match.span(), "0u"


def _calls(code, begin, end):
    for match in _BARRIER.finditer(code, begin, end):
        yield "barrier", match.start(), cpp.closing(code, match.end()) + 1, "(void)0"
    for match in _ATOMIC.finditer(code, begin, end):
        yield from _atomic(code, match)
    for match in _WARP.finditer(code, begin, end):
        mask, value = cpp.arguments(code, match.end())[:2]
        yield "mask", *mask, "0x7fffffffu"
        yield "term", match.start(), cpp.closing(code, match.end()) + 1, _inside(code, value)
    for match in _TILE.finditer(code, begin, end):
        value = cpp.arguments(code, match.end())[0]
        yield "term", match.start(), cpp.closing(code, match.end()) + 1, _inside(code, value)


def _inside(code, argument):
    return f"({code[slice(*argument)].strip()})"


def _atomic(code, match):
    end = cpp.closing(code, match.end()) + 1
    target = _inside(code, cpp.arguments(code, match.end())[0])
    yield "atomic", match.start(), end, f"(*{target})"
    if match.group(1) in _PLAIN:
        yield ("atomic", match.start(), match.end(),
               "[](auto* at_, auto by_) { auto old_ = *at_; "
               f"*at_ = {_PLAIN[match.group(1)]}; return old_; }}")


def _conditions(code, begin, end):
    """A check that leaves early is left out; another always holds."""
    for match in _IF.finditer(code, begin, end):
        opening, closing = match.end(), cpp.closing(code, match.end())
        leaves = _LEAVES.match(code, closing + 1)
        yield "bounds", opening + 1, closing, "false" if leaves else "true"


def _operators(code, begin, end):
    steps = _loop_steps(code, begin, end)
    for match in _OPERATOR.finditer(code, begin, end):
        symbol = match.group()
        if symbol in COMPARISONS:
            yield "bounds", *match.span(), COMPARISONS[symbol]
        elif symbol == "+=" and any(first <= match.start() < last for first, last in steps):
            yield "term", *match.span(), LATER_STEP
        elif symbol in TERMS:
            yield "term", *match.span(), TERMS[symbol]


def _loop_steps(code, begin, end):
    """The places of what loops do after each round."""
    steps = []
    for match in _FOR.finditer(code, begin, end):
        closing = cpp.closing(code, match.end())
        last = code.rfind(";", match.end(), closing)
        if last >= 0:
            steps.append((last, closing))
    return steps
