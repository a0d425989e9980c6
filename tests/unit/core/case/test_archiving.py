"""When a case is over for good, and how far back a policy looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.case.archiving import look_back, needed_for
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import MadeOffer, PlacedHold, PlannedWork

NOON = datetime(2025, 3, 9, 12, 0, tzinfo=UTC)
OVER = Case(id="c-1", customer="harbor", opened_at=NOON, resolved_at=NOON, closed_at=NOON)


def follow_up(state: str) -> dict[str, PlannedWork]:
    due_at = NOON + timedelta(days=1)
    made = PlannedWork(
        key="call", after="resolved", earliest_at=None, due_at=due_at, owner=None, optional=False, every=None
    )
    return {"call": msgspec.structs.replace(made, state=state)}


def hold(released_at: datetime | None) -> dict[str, PlacedHold]:
    return {"preserve": PlacedHold(hold="preserve", what="evidence", at=NOON, by="policy", released_at=released_at)}


def offer(outcome: str) -> list[MadeOffer]:
    return [MadeOffer(offer="write-down/1", kind="rung", at=NOON, by="ana", outcome=outcome)]  # type: ignore[arg-type]


CASES = {
    "a closed case is over": ({}, None),
    "an open one is not": ({"closed_at": None}, "open"),
    "a follow-up will be told": ({"follow_ups": follow_up("planned")}, "to_come"),
    "one that was told to be overdue holds nothing up": ({"follow_ups": follow_up("overdue")}, None),
    "one that was done neither": ({"follow_ups": follow_up("done")}, None),
    "evidence is kept": ({"holds": hold(None)}, "hold"),
    "until it is released": ({"holds": hold(NOON)}, None),
    "a refused offer counts in later cases": ({"offers": offer("refused")}, "offer"),
    "so does an accepted one": ({"offers": offer("accepted")}, "offer"),
    "one that was never answered does not": ({"offers": offer("open")}, None),
    "nor one to nobody who is known": ({"offers": offer("refused"), "customer": None}, None),
}


@pytest.mark.parametrize(("more", "expected"), CASES.values(), ids=CASES)
def test_what_a_case_is_still_needed_for(more: dict[str, object], expected: str | None) -> None:
    assert needed_for(msgspec.structs.replace(OVER, **more)) == expected


LOOKS = {
    "starter": (0, ""),
    "support-desk": (30 * 86_400, "the detector repeat"),
    "risk-tiers": (30 * 86_400, "the sign occasional-miss"),
}


@pytest.mark.parametrize(("name", "expected"), LOOKS.items(), ids=LOOKS)
def test_how_far_back_a_policy_looks(name: str, expected: tuple[int, str]) -> None:
    assert look_back(packfiles.load(name).text) == expected
