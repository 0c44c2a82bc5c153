"""Writes many planted faults into one text, each behind a number: one build then holds them all.

A fault at a place where the compiler takes no choice is left out, and is built by itself.
"""

import re

from mutation import code as cpp
from mutation import find

_WORDS = {"+": "add", "-": "take", "*": "times", "/": "over", "%": "modulo", "<<": "left",
          ">>": "right", "&": "and", "|": "or", "^": "xor", "<": "less", "<=": "most",
          ">": "more", ">=": "least", "==": "equal", "!=": "differ"}
_CALL_BEFORE = re.compile(r"(?:std::|f)?$")
_CALL_AFTER = re.compile(r"\w*(?=\()")


def header(macros):
    """The text of the header that the faults need; `macros` is that of switch.hpp."""
    operators = {**find.TERMS, **find.COMPARISONS}
    lines = [f"TIMBRE_MUTANT_{'ASSIGN' if _assigns(was) else 'INFIX'}({_name(was, becomes)}, "
             f"{was}, {becomes})"
             for was, becomes in operators.items() if was not in ("&&", "||")]
    return "\n".join([macros, "namespace timbre::mutant {", *lines, "}", ""])


def plant(text, numbered):
    """The text with all faults, and the numbers that it holds. `numbered`: number -> mutant."""
    code = cpp.blank(text)
    edits, held = [], set()
    for number, mutant in numbered.items():
        found = _edits(code, number, mutant)
        if found:
            edits += found
            held.add(number)
    # At one place: first what ends there, then what begins, the longest outside.
    edits.sort(key=lambda edit: edit[:3])
    pieces, last = [], 0
    for place, _, _, until, put in edits:
        pieces += [text[last:place], put]
        last = until
    return "".join([*pieces, text[last:]]), held


def _edits(code, number, mutant):
    """[(place, order, order within, place after, text to put)], or nothing."""
    was = code[mutant.begin:mutant.end]
    if was == "+=" and mutant.put == find.LATER_STEP:
        return [_replace(mutant, f"+= (::timbre::mutant::on({number}) ? 1 : 0) +")]
    begin, end, put = mutant.begin, mutant.end, mutant.put
    if was in ("&&", "||"):  # the right side must not be evaluated unasked: all of the condition
        begin, end = cpp.condition(code, begin)
        put = code[begin:mutant.begin] + put + code[mutant.end:end]
    elif was in find.TERMS or was in find.COMPARISONS:
        fault = f"::timbre::mutant::{_name(was, mutant.put)}<{number}>{{}}"
        return [_replace(mutant, f"{was} {fault} {was}")]
    elif code[end:end + 1] == "(" or was in ("min", "max"):  # the name of a call: all of the call
        begin -= len(_CALL_BEFORE.search(code[max(0, begin - 5):begin]).group())
        opening = _CALL_AFTER.match(code, end).end()
        end = cpp.closing(code, opening) + 1
        put = code[begin:mutant.begin] + put + code[mutant.end:end]
    put = " ".join(put.split())
    opening, closing = ("static_cast<bool>(", "))") if put in ("true", "false") else ("", ")")
    return [(begin, 1, -end, begin, f"(::timbre::mutant::on({number}) ? {put} : {opening}"),
            (end, 0, -begin, end, closing)]


def _replace(mutant, put):
    return (mutant.begin, 2, 0, mutant.end, put)


def _assigns(symbol):
    return symbol in ("+=", "-=", "*=")


def _name(was, becomes):
    if _assigns(was):
        return f"{_WORDS[was[0]]}_is_{_WORDS[becomes[0]]}"
    return f"{_WORDS[was]}_{_WORDS[becomes]}"
