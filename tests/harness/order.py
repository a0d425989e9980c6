"""Which files come one after the other, where they are handed to several workers in turn.

Tests of real processes wait a good part of their time, and tests of laws count all of theirs. Those of the one folder
alternate with those of the other, so that no processor stands still for want of work.
"""

from __future__ import annotations

from itertools import groupby, zip_longest

import pytest

_WAITING, _COUNTING = "tests/integration/", "tests/property/"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = [(name, list(some)) for name, some in groupby(items, key=_file)]
    waiting, counting = ([one for one in files if one[0].startswith(folder)] for folder in (_WAITING, _COUNTING))
    turns = iter([one for pair in zip_longest(waiting, counting) for one in pair if one is not None])
    # Each place that one of the two had goes to the next in turn.
    places = [next(turns) if one[0].startswith((_WAITING, _COUNTING)) else one for one in files]
    items[:] = [item for _, some in places for item in some]


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
