"""The smallest request that still shows a difference: parts are taken out as long as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from stepladder.core.lint.diff.requests import Plain

MOST_TRIES = 240


def shrunk(plain: Plain, still: Callable[[Plain], bool]) -> Plain:
    """The request with every part taken out that is not needed; tries at most so many."""
    tries = 0
    again = True
    while again:
        again = False
        for smaller in _smaller(plain):
            tries += 1
            if tries > MOST_TRIES:
                return plain
            if still(smaller):
                plain, again = smaller, True
                break
    return plain


def _smaller(plain: Any) -> Iterator[Any]:
    """Everything that is one part less: the largest parts first."""
    match plain:
        case dict():
            for key in plain:
                if key != "signal" and not (key == "at" and "signal" in plain):
                    yield {name: one for name, one in plain.items() if name != key}
            for key, value in plain.items():
                if key != "at":
                    yield from ({**plain, key: one} for one in _smaller(value) if one != "")
        case list():
            for place in range(len(plain)):
                yield plain[:place] + plain[place + 1 :]
            for place, value in enumerate(plain):
                if isinstance(value, dict):
                    yield from ([*plain[:place], one, *plain[place + 1 :]] for one in _smaller(value))
        case str() if " " in plain:
            words = plain.split(" ")
            size = len(words) // 2
            while size:
                for start in range(0, len(words), size):
                    yield " ".join(words[:start] + words[start + size :])
                size //= 2
