"""A time by itself is told by how far it is while it is near; within a sentence it stands by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stepladder import packfiles
from stepladder.core.clock.zones import zone
from stepladder.core.triage.loading import load
from stepladder.web.pages.event_words import sentence_of
from stepladder.web.pages.names import Names
from stepladder.web.pages.words import by_the_clock, on_its_day, when

UTC = zone("UTC")
NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)  # A Monday.
TABLE = {  # claim: (seconds from now, by itself, within a sentence)
    "what is near is told by how far it is": (1_440, "in 24 min", "today 12:24"),
    "or was": (-1_440, "24 min ago", "today 11:36"),
    "this very moment": (0, "now", "today 12:00"),
    "less than a minute ahead": (59, "in a moment", "today 12:00"),
    "less than a minute ago": (-59, "now", "today 11:59"),
    "the last second of the hour": (3_599, "in 59 min", "today 12:59"),
    "an hour ahead is near no more": (3_600, "today 13:00", "today 13:00"),
    "tomorrow": (86_400, "tomorrow 12:00", "tomorrow 12:00"),
    "within a week": (5 * 86_400, "Sat 12:00", "Sat 12:00"),
    "beyond": (7 * 86_400, "17 Mar 2025, 12:00", "17 Mar 2025, 12:00"),
}


@dataclass(frozen=True)
class View:
    now: datetime = NOW
    zone: ZoneInfo = UTC


@pytest.mark.parametrize(("seconds", "alone", "within"), TABLE.values(), ids=TABLE)
def test_a_time_in_words(seconds: int, alone: str, within: str) -> None:
    moment = NOW + timedelta(seconds=seconds)
    assert when(moment, NOW, UTC) == alone
    assert by_the_clock(moment, NOW, UTC) == within


def test_the_day_of_the_week_stays_true_however_long_it_is_read() -> None:
    assert on_its_day(NOW + timedelta(minutes=24), UTC) == "Mon 12:24"


SENTENCES = {  # claim: (event, the key of its instant, sentence)
    "a promise": ("reply_promised", "until", "A reply was promised by today 12:24"),
    "a wait": ("waiting_started", "until", "Waiting for the customer, until today 12:24 at the longest"),
}


@pytest.mark.parametrize(("event", "key", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_what_is_near_makes_no_odd_sentence(event: str, key: str, sentence: str) -> None:
    names = Names.of(load(*packfiles.read("support-desk")), ())
    assert sentence_of(event, {key: NOW + timedelta(minutes=24)}, names, View()) == sentence
