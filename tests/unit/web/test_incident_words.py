"""Incidents that are called the same are told apart by what differs first: the pattern, the time, the id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stepladder.core.clock.zones import zone
from stepladder.core.incident.incident import Incident
from stepladder.service.reading.incidents import IncidentLine
from stepladder.web.pages.incident_words import told_apart

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def line(name: str, title: str, *, hours: int = 1, patterns: tuple[str, ...] = ("Several customers",)) -> IncidentLine:
    return IncidentLine(
        incident=Incident(name),
        standing="suspected",
        title=title,
        customers=2,
        open_cases=2,
        since=NOW - timedelta(hours=hours),
        declared_by="",
        patterns=patterns,
    )


ALIKE = {
    "other titles need nothing": ([line("a", "Sync"), line("b", "Search")], ["Sync", "Search"]),
    "by the pattern": (
        [line("a", "Sync", patterns=("A wave",)), line("b", "Sync"), line("c", "Search")],
        ["Sync (A wave)", "Sync (Several customers)", "Search"],
    ),
    "by the time": ([line("a", "Sync"), line("b", "Sync", hours=2)], ["Sync (today 11:00)", "Sync (today 10:00)"]),
    "by the id": ([line("a", "Sync"), line("b", "Sync")], ["Sync (a)", "Sync (b)"]),
    "without a pattern": (
        [line("a", "Sync", patterns=()), line("b", "Sync", hours=2, patterns=())],
        ["Sync (today 11:00)", "Sync (today 10:00)"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), ALIKE.values(), ids=ALIKE)
def test_each_can_be_told_from_the_others(lines: list[IncidentLine], expected: list[str]) -> None:
    assert [words for _, words in told_apart(lines, NOW, zone("UTC"))] == expected
