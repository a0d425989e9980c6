"""What the generated functions and the tracer both call: one meaning for each operation, None for unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any, Protocol, cast

import re2  # type: ignore[import-untyped]

from stepladder.core.values import DeskError, Money

Truth = bool | None
Number = int | float

PATTERN_LENGTH = 256
_PATTERN_MEMORY = 1 << 20


class Pattern(Protocol):
    """A compiled pattern; reading takes time linear in the text, whatever the pattern."""

    def search(self, text: bytes) -> object | None: ...


@lru_cache(maxsize=1024)
def pattern(text: str) -> Pattern:
    """Compile an RE2 pattern. Raises: DeskError - too long, too large once compiled, or not RE2."""
    if len(text) > PATTERN_LENGTH:
        raise DeskError(f"the pattern is longer than {PATTERN_LENGTH} characters", where="matches", mend="Shorten it.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    try:
        return cast(Pattern, re2.compile(text, options))
    except re2.error as fault:
        reason = fault.args[0] if fault.args else ""
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        mend = "Use the syntax of RE2: no look-around, no back-references, no large repeats."
        raise DeskError(f"the pattern cannot be used ({said[:80]})", where="matches", mend=mend) from fault


def found(compiled: Pattern, text: str) -> bool:
    """Does the pattern occur anywhere in the text? Half characters, which JSON can carry, count as '?'."""
    return compiled.search(text.encode("utf-8", "replace")) is not None


def _kept(number: Number) -> Number | None:
    """The number, or unknown where CEL would report an overflow, or a double is no longer finite."""
    if isinstance(number, int):
        return number if -(2**63) <= number < 2**63 else None
    return number if isfinite(number) else None


def add(left: Number | None, right: Number | None) -> Number | None:
    return None if left is None or right is None else _kept(left + right)


def subtract(left: Number | None, right: Number | None) -> Number | None:
    return None if left is None or right is None else _kept(left - right)


def multiply(left: Number | None, right: Number | None) -> Number | None:
    return None if left is None or right is None else _kept(left * right)


def divide(left: Number | None, right: Number | None) -> Number | None:
    """Two whole numbers give a whole number cut toward zero, as in CEL; by zero is unknown."""
    if left is None or right is None or right == 0:
        return None
    if isinstance(left, int) and isinstance(right, int):
        whole = abs(left) // abs(right)
        return _kept(whole if (left < 0) == (right < 0) else -whole)
    return _kept(left / right)


def negate(number: Number | None) -> Number | None:
    return None if number is None else _kept(-number)


ARITHMETIC: dict[str, Callable[[Number | None, Number | None], Number | None]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
}


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(op: str, left: object, right: object) -> Truth:
    """Compare two values of one type. Unknown: a side is unknown, or two currencies meet (Q-27)."""
    if left is None or right is None:
        return None
    if isinstance(left, Money) and isinstance(right, Money):
        return _COMPARISONS[op](left.amount, right.amount) if left.currency == right.currency else None
    return _COMPARISONS[op](left, right)


def within(item: object, group: Sequence[object] | None) -> Truth:
    """True if the item equals one of the group; unknown if it is unknown itself, or else any comparison is."""
    if item is None or group is None:
        return None
    return exists(group, lambda other: compare("==", item, other))


def exists(texts: Iterable[object] | None, holds: Callable[[object], Truth]) -> Truth:
    """Kleene 'or' over the list; false for an empty one."""
    if texts is None:
        return None
    answer: Truth = False
    for text in texts:
        held = holds(text)
        if held:
            return True
        if held is None:
            answer = None
    return answer


def every(texts: Iterable[object] | None, holds: Callable[[object], Truth]) -> Truth:
    """Kleene 'and' over the list; true for an empty one."""
    if texts is None:
        return None
    answer: Truth = True
    for text in texts:
        held = holds(text)
        if held is None:
            answer = None
        elif not held:
            return False
    return answer


def text_test(how: str, subject: str | None, wanted: object) -> Truth:
    """`how` as in `TextTest`; for matches, `wanted` is a compiled pattern."""
    if subject is None or wanted is None:
        return None
    match how:
        case "contains":
            return cast(str, wanted) in subject
        case "startsWith":
            return subject.startswith(cast(str, wanted))
        case "endsWith":
            return subject.endswith(cast(str, wanted))
    return found(cast(Pattern, wanted), subject)
