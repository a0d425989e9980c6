"""A clock that stops at the weekend against the outcomes that a real help desk recorded.

One threshold is fitted on the incidents opened first and judged on those opened later. The label is set when an
incident is closed, so the clock runs from opening to closing; the log states no zone, so its own clock counts as UTC.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import stepladder
from tests.harness.data import LargeData

LEAST_AGREEMENT = 0.993
LEAST_GAIN = 0.01
FITTED = 0.7
WEEKDAYS = stepladder.Calendar("UTC", {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri")})


@dataclass(frozen=True)
class Incident:
    """Instants in UTC epoch seconds; `kept` is whether the log says that its target was kept."""

    opened: int
    closed: int
    kept: bool


@dataclass(frozen=True)
class Fit:
    """The most seconds that still count as kept, and the share of later incidents on which that is the outcome."""

    threshold: int
    agreement: float


@pytest.fixture(scope="module")
def incidents(large_data: LargeData) -> list[Incident]:
    """Those of priority 3, by opening. The last row of an incident holds its outcome."""
    return read(large_data("itsm_incident_events.csv.gz"))


def read(path: Path) -> list[Incident]:
    last: dict[str, dict[str, str]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            last[row["number"]] = row
    rows = [row for row in last.values() if row["priority"] == "3"]
    found = [
        Incident(instant(row["opened_at"]), instant(row["closed_at"]), row["made_sla"] == "true")
        for row in sorted(rows, key=lambda row: (row["opened_at"], row["number"]))
    ]
    assert all(incident.opened <= incident.closed for incident in found)
    return found


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def fit(counted: list[int], kept: list[bool]) -> Fit:
    """The threshold that agrees most often on the first part, judged on the rest."""
    cut = int(len(counted) * FITTED)
    # Going up through the counts, each kept incident at or below is one more right, each missed one more wrong.
    right = best = sum(1 for is_kept in kept[:cut] if not is_kept)
    threshold = -1
    pairs = sorted(zip(counted[:cut], kept[:cut], strict=True))
    for place, (seconds, is_kept) in enumerate(pairs):
        right += 1 if is_kept else -1
        is_last_of_its_kind = place + 1 == len(pairs) or pairs[place + 1][0] > seconds
        if is_last_of_its_kind and right > best:
            best, threshold = right, seconds
    later = list(zip(counted[cut:], kept[cut:], strict=True))
    return Fit(threshold, sum((seconds <= threshold) is is_kept for seconds, is_kept in later) / len(later))


def test_a_clock_that_stops_at_the_weekend_agrees_with_the_recorded_outcomes(incidents: list[Incident]) -> None:
    assert len(incidents) > 15_000
    kept = [incident.kept for incident in incidents]
    working = fit([WEEKDAYS.worked_seconds(incident.opened, incident.closed) for incident in incidents], kept)
    elapsed = fit([incident.closed - incident.opened for incident in incidents], kept)
    assert working.agreement >= LEAST_AGREEMENT
    assert working.agreement >= elapsed.agreement + LEAST_GAIN


def test_a_million_at_once_would_count_the_same(incidents: list[Incident]) -> None:
    opened, closed = [incident.opened for incident in incidents], [incident.closed for incident in incidents]
    singly = [WEEKDAYS.worked_seconds(one, other) for one, other in zip(opened, closed, strict=True)]
    assert WEEKDAYS.worked_many(opened, closed).tolist() == singly


def test_the_fit_judges_only_what_was_opened_later() -> None:
    counted = [1, 2, 3, 4, 5, 6, 7, 2, 6, 4]
    kept = [True, True, True, True, False, False, False, True, False, False]
    assert fit(counted, kept) == Fit(threshold=4, agreement=2 / 3)
