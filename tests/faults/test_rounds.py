"""The short form of `make faults`: one round of each kind of harm in turn, another one on each database."""

from __future__ import annotations

import pytest

from tests.faults.rounds.__main__ import rounds

SHORT = {"sqlite": range(0, 10, 4), "postgres": range(1, 10, 4)}


@pytest.mark.parametrize("database", SHORT)
def test_nothing_is_lost_and_nothing_doubled_whatever_breaks(database: str) -> None:
    results = list(rounds(database, SHORT[database]))
    assert len(results) == len(SHORT[database])
    assert [(one.seed, one.kind, one.broken) for one in results if one.broken] == []
    assert all(one.counts["answered"] for one in results)
