"""A heart is silent after three beats; whether the work still goes on is told by the account of the due loop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from stepladder.beats import Beat, seal
from stepladder.service.ports_due import DueRecord
from stepladder.service.silence import Silence, silence
from stepladder.store.due_records import DueRecordAdapter
from stepladder.store.watching import WatchAdapter
from tests.contract.place import START, Place


def beat_at_start(every_seconds: int = 30) -> None:
    beat = Beat(
        desk="http://desk.example", worker="one:1", release="0.1.0", started_at=START, at=START, sequence=1,
        every_seconds=every_seconds,
    )  # fmt: skip
    WatchAdapter().keep_beat("one:1", START, msgspec.json.encode(seal(beat, "secret")))


AGES = {  # claim: (seconds between beats, seconds since the last one, silent)
    "a beat just now": (30, 0, False),
    "two beats late": (30, 90, False),
    "a second more than three beats": (30, 91, True),
    "a slow heart has longer": (300, 900, False),
    "a slow heart has its end, too": (300, 901, True),
    "a clock that was set back since": (30, -3600, False),
}


@pytest.mark.parametrize(("every", "age", "silent"), AGES.values(), ids=AGES)
def test_a_heart_is_silent_after_three_beats(place: Place, every: int, age: int, silent: bool) -> None:
    beat_at_start(every)
    found = silence(place.desk, WatchAdapter(), today=START + timedelta(seconds=age))
    assert found == (Silence(START) if silent else None)


def test_a_desk_without_any_beat_is_silent_since_ever(place: Place) -> None:
    assert silence(place.desk, WatchAdapter(), today=START) == Silence(None)


def test_a_due_loop_that_still_gives_account_is_behind_and_not_gone(place: Place) -> None:
    beat_at_start()
    known = replace(place.desk, due_records=DueRecordAdapter())
    DueRecordAdapter().keep(DueRecord(worker="one/1", started_at=START, seen_at=START + timedelta(seconds=60)))
    place.clock.forward(seconds=120)
    assert silence(known, WatchAdapter(), today=place.clock.now()) == Silence(START, is_behind=True)
    place.clock.forward(seconds=20)
    assert silence(known, WatchAdapter(), today=place.clock.now()) == Silence(START)


def test_a_beat_in_words_of_another_release_counts_by_when_it_came(place: Place) -> None:
    WatchAdapter().keep_beat("one:1", START, b"{}")
    assert silence(place.desk, WatchAdapter(), today=START + timedelta(seconds=90)) is None
    assert silence(place.desk, WatchAdapter(), today=START + timedelta(seconds=91)) == Silence(START)
