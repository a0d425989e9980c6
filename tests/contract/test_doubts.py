"""What is in doubt gets its second try in time and no third, and nothing that went out goes out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stepladder.channels.console import ConsoleBox
from stepladder.core.lane.circuit import FAILURES
from stepladder.service.lanes import ANY
from stepladder.service.ports import Channel, NotSent, StaleCase
from tests.contract.place import Peer, Place
from tests.contract.senders import Around, Senders, change, ill, mail, notices, opened, with_ways
from tests.harness.mail import MailPeer


class Before:
    """A store that has something happen before one of its methods."""

    def __init__(self, store: object, method: str, happens: Callable[..., object]) -> None:
        self._store, self._method, self._happens = store, method, happens

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name != self._method:
            return found

        def after_that(*words: object, **more: object) -> object:
            self._happens(*words)
            return found(*words, **more)

        return after_that


def with_store(place: Place, method: str, happens: Callable[..., object]) -> Place:
    return replace(place, desk=replace(place.desk, store=Before(place.store, method, happens)))  # type: ignore[arg-type]


def test_a_peer_that_broke_off_has_a_moment_before_the_notice_goes_out_once_more(place: Place) -> None:
    case = place.opened("k1")
    place.peer.answers = [NotSent("hung up after the message", again=True, maybe=True, peer=True)]
    place.send_all()
    place.send_all()
    (notice,) = notices(place, case)
    assert (notice.state, len(place.peer.taken)) == ("uncertain", 1)
    assert notice.due_at == place.clock.now() + timedelta(seconds=5)
    place.clock.at = notice.due_at
    place.send_all()
    assert ([one.state for one in notices(place, case)], len(place.peer.taken)) == (["sent"], 2)


def test_a_notice_that_was_tried_for_hours_is_sent_again_as_soon_after_a_doubt_as_any_other(place: Place) -> None:
    case = place.opened("k1")
    change("UPDATE store_delivery SET attempts = 18")
    place.peer.answers = [NotSent("hung up after the message", again=True, maybe=True, peer=True)]
    place.send_all()
    (notice,) = notices(place, case)
    assert (notice.state, notice.due_at) == ("uncertain", place.clock.now() + timedelta(seconds=5))


def test_what_went_out_during_an_outage_longer_than_its_lease_does_not_go_out_again(
    place: Place, mail_peer: MailPeer
) -> None:
    case = place.opened("k1")
    away: list[bool] = []

    def fail(_: object) -> None:
        if away:
            raise ConnectionError("the server closed the connection")

    ways: dict[str, Channel] = {ANY: Around(mail(mail_peer), after=lambda: away.append(True))}
    senders = Senders(with_store(with_ways(place, ways), "report_attempt", fail))
    with pytest.raises(ConnectionError):
        senders.run()
    away.clear()
    place.clock.forward(seconds=senders.lanes[0].lease_seconds + 1)
    senders.run()
    assert [(one.state, one.attempts) for one in notices(place, case)] == [("sent", 1)]
    assert len(mail_peer.mails) == 1


def test_a_claim_that_took_so_long_that_its_lease_would_not_last_for_a_try_is_given_back_unsent(place: Place) -> None:
    case = place.opened("k1")
    (lane,) = Senders(place).lanes

    def drag(*_: object) -> None:
        place.clock.forward(seconds=lane.lease_seconds - lane.try_seconds + 1)

    assert with_store(place, "claim_deliveries", drag).send_all() == 1
    assert place.peer.taken == []
    assert [(one.state, one.attempts) for one in notices(place, case)] == [("waiting", 0)]


def test_what_broke_off_and_cannot_be_told_of_never_counts_as_unsent(place: Place) -> None:
    case = place.opened("k1")
    change("UPDATE store_delivery SET doubts = 1")

    def fail(_: Sequence[object]) -> None:
        raise ConnectionError("the server closed the connection")

    place.peer.answers = [NotSent("hung up after the message", again=True, maybe=True, peer=True)]
    with_store(place, "commit", fail).send_all()
    assert [one.state for one in notices(place, case)] == ["sending"]
    place.clock.forward(minutes=10)
    place.send_all()
    assert [one.state for one in notices(place, case)] == ["uncertain"]
    assert "delivery_failed" in place.events(case)
    assert [one.to for one in place.peer.taken] == ["security@desk.example", "success@desk.example"]


def test_a_failure_is_told_although_the_case_changes_while_it_is_written_down(place: Place) -> None:
    case = place.opened("k1")
    came_between: list[bool] = []

    def come_between(_: Sequence[object]) -> None:
        if not came_between:
            came_between.append(True)
            raise StaleCase("it changed meanwhile", where=f"case {case}", mend="Read it again and decide again.")

    place.peer.answers = [NotSent("550 no such mailbox", again=False)]
    with_store(place, "commit", come_between).send_all()
    assert came_between
    assert [one.state for one in notices(place, case)] == ["dead"]
    assert place.events(case).count("delivery_failed") == 1


def test_a_peer_of_another_lane_that_is_ill_is_left_alone_by_those_who_are_led_to_it(place: Place) -> None:
    """Who is asked for by chat and has no address there is reached by mail, whose server has to be well for that."""
    chat, post = Peer(name="chat"), Peer(name="email", answers=[*ill()])
    ways: Mapping[str, Channel] = {"chat": chat, "email": post, ANY: ConsoleBox()}
    waiting = opened(place, FAILURES + 1, urgency=1)
    change("UPDATE store_delivery SET channel = 'chat'")
    senders = Senders(with_ways(place, ways))
    while senders.run():
        continue
    assert sum(one.attempts for one in notices(place, *waiting)) == FAILURES
    assert (chat.taken, post.taken) == ([], [])
    (held,) = [one for one in notices(place, *waiting) if one.state == "waiting"]
    assert "the mail server was not reached" in str(held.reason)
