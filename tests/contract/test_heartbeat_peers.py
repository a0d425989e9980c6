"""A peer that hangs does not silence the heart of a desk that works; a sender that hangs does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stepladder.core.lane.circuit import FAILURES
from stepladder.service.lanes import ANY
from stepladder.service.ports import Channel, Message, NotSent, Sent
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from tests.contract.place import HandClock, Place
from tests.contract.senders import Senders, change, opened
from tests.contract.test_heartbeat import heart_beside, read


class Hanging:
    """A peer that takes the connection and then says nothing, up to the deadline."""

    name = "hanging"
    deadline_seconds = 40

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock

    def send(self, message: Message) -> Sent:
        self._clock.forward(seconds=self.deadline_seconds)
        raise NotSent("the mail server does not answer", again=True, peer=True)


def with_channel(place: Place, channel: Channel) -> Place:
    return replace(place, desk=replace(place.desk, channels={ANY: channel}))


@pytest.fixture
def hung(place: Place) -> Place:
    """Messages only: the due loop has nothing to do."""
    return with_channel(place, Hanging(place.clock))


def waits(place: Place, count: int, *, urgency: int) -> None:
    opened(place, count, urgency=urgency)
    change("UPDATE store_case SET wake_at = NULL")
    change("DELETE FROM store_reaction")
    place.seal_all()


def work(place: Place) -> None:
    """All that the due loop and the sealer have to do now."""
    while tick_due(place.desk, 100).seen or tick_aggregates(place.desk, 100).seen or run_reactions(place.desk, 100):
        pass
    place.seal_all()


def until(place: Place, end: datetime, senders: Senders) -> None:
    """Senders and due loop at work up to then."""
    while place.clock.now() < end:
        work(place)
        if not senders.run():
            place.clock.forward(seconds=5)


def test_a_peer_that_hangs_for_hours_never_silences_the_heart(hung: Place, tmp_path: Path) -> None:
    opened(hung, 30, urgency=1)
    senders, begun, silent = Senders(hung), hung.clock.now(), []
    heart = heart_beside(senders.lanes, hung.desk, tmp_path)
    while hung.clock.now() < begun + timedelta(hours=3):
        until(hung, hung.clock.now() + timedelta(seconds=1), senders)
        work(hung)
        silent += [amiss for amiss in [heart.amiss()] if amiss]
    assert silent == []


def test_the_beat_names_a_peer_that_takes_nothing(hung: Place, tmp_path: Path) -> None:
    waits(hung, 30, urgency=1)
    senders = Senders(hung)
    heart = heart_beside(senders.lanes, hung.desk, tmp_path)
    heart.beat()
    assert read(tmp_path).ill_peers == ()
    for _ in range(FAILURES):
        senders.run()
    heart.beat()
    assert read(tmp_path).ill_peers == (ANY,)


def test_a_sender_that_hangs_in_a_try_stops_the_heart(hung: Place, tmp_path: Path) -> None:
    waits(hung, 30, urgency=1)
    senders = Senders(hung)
    heart = heart_beside(senders.lanes, hung.desk, tmp_path)
    senders.run()
    hung.clock.forward(seconds=60)
    assert heart.amiss() is None
    hung.clock.forward(seconds=1)
    assert "a message into the console box has been due for 101 s" in str(heart.amiss())


def test_critical_notices_that_are_not_tried_stop_the_heart_whatever_else_goes_out(
    place: Place, tmp_path: Path
) -> None:
    waits(place, 1, urgency=1)
    senders = Senders(place)
    heart = heart_beside(senders.lanes, place.desk, tmp_path)
    place.clock.forward(seconds=61)
    senders.run()
    assert heart.amiss() is None
    waits(place, 2, urgency=3)
    place.clock.forward(seconds=61)
    (lane,) = senders.lanes
    lane.signs.took_up(1, place.clock.now())
    assert "a critical message into the console box has been due for 61 s" in str(heart.amiss())
    lane.signs.took_up(3, place.clock.now())
    assert heart.amiss() is None, "it comes to them one after the other"
