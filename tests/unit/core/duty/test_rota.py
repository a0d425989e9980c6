"""Exactly one person has the duty at each instant, and hand-overs stay at their time of the wall clock (F12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.clock.zones import zone
from stepladder.core.duty.rota import Override, Rota
from stepladder.core.values import DeskError

ZONES = ("UTC", "America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kathmandu")
FIRST = datetime(2025, 1, 6, 12, tzinfo=UTC)


def rota(**more: Any) -> Rota:
    given_ = {
        "role": "security", "zone": zone("America/New_York"), "starts_on": date(2025, 3, 7), "handover": time(9),
        "every_days": 1, "people": ("ana", "lee", "kim"),
    }  # fmt: skip
    return Rota(**{**given_, **more})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone("America/New_York")).astimezone(UTC)


CHANGES = {  # claim: (rota, starts of its turns from the first on, UTC)
    "F12 nine o'clock stays nine o'clock when the clocks go forward": (
        rota(), ["2025-03-07T14:00Z", "2025-03-08T14:00Z", "2025-03-09T13:00Z", "2025-03-10T13:00Z"],
    ),
    "a hand-over in the gap comes later by the gap": (
        rota(starts_on=date(2025, 3, 8), handover=time(2, 30)),
        ["2025-03-08T07:30Z", "2025-03-09T07:30Z", "2025-03-10T06:30Z"],
    ),
    "a hand-over that comes twice is the first": (
        rota(starts_on=date(2025, 11, 1), handover=time(1, 30)),
        ["2025-11-01T05:30Z", "2025-11-02T05:30Z", "2025-11-03T06:30Z"],
    ),
    "weeks over the change": (
        rota(every_days=7), ["2025-03-07T14:00Z", "2025-03-14T13:00Z", "2025-03-21T13:00Z"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "starts"), CHANGES.values(), ids=CHANGES)
def test_hand_overs_over_a_change_of_the_clocks(one: Rota, starts: list[str]) -> None:
    wanted = [datetime.fromisoformat(text) for text in starts]
    turns = one.turns(one.begins_at, wanted[-1] + timedelta(minutes=1))
    assert [turn.starts_at for turn in turns] == wanted
    assert [turn.person for turn in turns] == ["ana", "lee", "kim", "ana"][: len(wanted)]


def test_before_the_first_turn_nobody_has_the_duty() -> None:
    one = rota()
    before = one.begins_at - timedelta(seconds=1)
    assert one.on_duty(before) is None
    assert one.next_change(before) == (one.begins_at, "ana")
    assert one.turns(before - timedelta(days=2), before) == ()


def test_an_override_wins_inside_its_span_and_the_later_of_two() -> None:
    first = Override(starts_at=local("2025-03-07T12:00"), ends_at=local("2025-03-07T18:00"), person="noor")
    second = Override(starts_at=local("2025-03-07T15:00"), ends_at=local("2025-03-07T16:00"), person="kim")
    one = rota(overrides=(first, second))
    turns = one.turns(one.begins_at, local("2025-03-08T09:00"))
    assert [turn.person for turn in turns] == ["ana", "noor", "kim", "noor", "ana"]
    assert one.next_change(one.begins_at) == (first.starts_at, "noor")


def test_one_person_alone_is_never_relieved() -> None:
    one = rota(people=("ana",))
    assert one.next_change(one.begins_at) is None
    assert len(one.turns(one.begins_at, one.begins_at + timedelta(days=30))) == 1


@pytest.mark.parametrize("wrong", [{"people": ()}, {"every_days": 0}, {"every_days": 400}])
def test_a_rota_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DeskError, match="rota of security"):
        rota(**wrong)


def test_an_override_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DeskError, match="override"):
        Override(starts_at=FIRST, ends_at=FIRST, person="ana")


instants = st.integers(0, 500 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    spans = draw(st.lists(st.tuples(instants, st.integers(1, 60 * 24 * 20), st.sampled_from("abx")), max_size=3))
    return Rota(
        role="security",
        zone=zone(draw(st.sampled_from(ZONES))),
        starts_on=date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 300))),
        handover=time(draw(st.integers(0, 23)), draw(st.integers(0, 59))),
        every_days=draw(st.integers(1, 15)),
        people=tuple(draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=4))),
        overrides=tuple(Override(starts_at=at, ends_at=at + timedelta(minutes=n), person=who) for at, n, who in spans),
    )


@given(rotas(), st.integers(0, 60), instants)
def test_turns_tile_time_and_each_instant_has_the_person_of_its_turn(one: Rota, days: int, probe: datetime) -> None:
    start = max(one.begins_at, probe)
    end = start + timedelta(days=days, minutes=1)
    turns = one.turns(start, end)
    assert (turns[0].starts_at, turns[-1].ends_at) == (start, end)
    assert all(left.ends_at == right.starts_at for left, right in pairwise(turns))
    for turn in turns:
        inside = (turn.starts_at, turn.ends_at - timedelta(seconds=1))
        assert [one.on_duty(instant) for instant in inside] == [turn.person] * 2


@given(rotas(), instants)
def test_overrides_change_nothing_outside_their_spans(one: Rota, now: datetime) -> None:
    plain = Rota(
        role=one.role, zone=one.zone, starts_on=one.starts_on, handover=one.handover, every_days=one.every_days,
        people=one.people,
    )  # fmt: skip
    covering = [span for span in one.overrides if span.covers(now)]
    assert one.on_duty(now) == (covering[-1].person if covering else plain.on_duty(now))


@given(rotas(), instants)
def test_until_the_next_change_it_is_the_same_person_and_then_another(one: Rota, now: datetime) -> None:
    now = max(now, one.begins_at)
    found = one.next_change(now)
    current = one.on_duty(now)
    end = found[0] if found is not None else now + timedelta(days=700)
    assert {turn.person for turn in one.turns(now, end)} == {current}
    if found is not None:
        assert one.on_duty(found[0]) == found[1] != current
