"""Who is written to, once for each event, and what one case asks of another."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.commands import Link
from stepladder.core.case.orders import DeliveryOrder, deliveries
from stepladder.core.case.reactions import reactions
from stepladder.core.case.words import words_of
from tests.unit.core.case.play import CLOSE, NOON, Play, opened

MINUTE = timedelta(minutes=1)


def ordered(play: Play) -> tuple[DeliveryOrder, ...]:
    return deliveries(play.open_case, play.events, first_version=1)


def failure(to: str) -> c.ReportFailure:
    return c.ReportFailure(delivery=f"to {to}", to=to, channel="email", reason="the peer is gone")


def test_a_notice_goes_to_its_role_and_a_copy_to_each_other() -> None:
    assert [(one.purpose, one.to, one.channel, one.copy, one.urgency) for one in ordered(opened("leak"))] == [
        ("route", "security", "email", False, 3),
        ("route", "lead", "email", True, 3),
    ]


def test_t46_the_same_events_order_the_same_messages_under_the_same_ids() -> None:
    play = opened("leak")
    play.tick(NOON + timedelta(days=1))
    first, second = ordered(play), ordered(play)
    assert first == second
    assert len({one.id for one in first}) == len(first)
    assert first[0].event == "c1/8"
    assert first[0].id == "c1/8/1"


def test_each_command_orders_only_what_its_own_events_ask_for() -> None:
    play = opened("leak")
    count = len(play.events)
    play.tick(NOON + 15 * MINUTE)
    new = deliveries(play.open_case, play.events[count:], first_version=count + 1)
    assert {one.id for one in new}.isdisjoint(one.id for one in ordered(opened("leak")))
    assert [(one.purpose, one.to, one.details["share"]) for one in new] == [
        ("at_risk", "security", 50),
        ("at_risk", "security", 50),
    ]


def test_a_miss_is_written_to_everyone_it_names() -> None:
    play = opened("bug")
    play.do(c.Acknowledge(), NOON + MINUTE)
    play.tick(NOON + timedelta(days=1))
    missed = [one for one in ordered(play) if one.purpose == "missed"]
    assert [one.to for one in missed] == ["lee", "technical"]
    assert {one.channel for one in missed} == {"email"}


def test_a_message_goes_to_the_customer_with_the_name_of_its_words() -> None:
    play = opened("bug")
    count = len(play.events)
    play.do(c.Send(channel="chat", text="We are on it."), NOON + MINUTE)
    (sent,) = [one for one in ordered(play) if one.purpose == "message"]
    assert (sent.to, sent.channel, sent.text) == ("customer", "chat", f"c1/{count + 1}")


@pytest.mark.parametrize(("to", "told"), [("security", ["success"]), ("success", [])])
def test_t13_a_failure_is_told_to_the_fallback_role_and_never_in_circles(to: str, told: list[str]) -> None:
    play = opened("leak")
    play.do(failure(to), NOON + MINUTE)
    assert [one.to for one in ordered(play) if one.purpose == "failure"] == told
    assert play.open_case.errors == [f"{to} was not reached by email: the peer is gone"]


def test_withdrawing_and_noting_write_to_nobody() -> None:
    play = opened("leak")
    before = len(ordered(play))
    play.do(c.CorrectTrigger(trigger="leak", becomes="none"), NOON + MINUTE)
    play.do(c.Note(text="Our own test."), NOON + 2 * MINUTE)
    assert len(ordered(play)) == before


def test_a_case_that_continues_a_closed_one_tells_it_so() -> None:
    old, new = opened("bug"), Play("c2")
    old.do(c.Resolve(text="Done."), NOON + MINUTE)
    old.do(CLOSE, NOON + 2 * MINUTE)
    new.signal("bug", NOON + timedelta(days=1), continues="c1")
    (order,) = reactions("c2", new.events, first_version=1)
    assert (order.event, order.target, order.due_at) == ("c2/2", "c1", NOON + timedelta(days=1))
    assert old.do(msgspec.json.decode(order.command, type=Link), NOON + timedelta(days=1)) == ["linked"]
    assert old.open_case.continued_by == ["c2"]


def test_a_case_that_continues_nothing_asks_nothing() -> None:
    assert reactions("c1", opened("bug").events, first_version=1) == ()


WORDS: dict[str, tuple[c.AnyCommand, list[tuple[str, str | None, str]]]] = {
    # claim: (command, [(kind, person, body)])
    "a note is its writer's": (c.Note(text="Look here."), [("note", "lee", "Look here.")]),
    "a message is the customer's": (c.Send(channel="email", text="Hello."), [("message", "ann", "Hello.")]),
    "a reply is the customer's": (c.RecordReply(text="Well?"), [("reply", "ann", "Well?")]),
    "a reply without words has no row": (c.RecordReply(), []),
    "how it ended is the customer's": (c.Resolve(text="Done."), [("resolution", "ann", "Done.")]),
    "a fact in words is the customer's": (c.SetFact(fact="feature", value="search"), [("fact", "ann", "search")]),
    "a fact in numbers has no row": (c.SetFact(fact="refund_amount", value="9 USD"), []),
    "acknowledging has no words": (c.Acknowledge(), []),
}


@pytest.mark.parametrize(("command", "rows"), WORDS.values(), ids=WORDS)
def test_words_become_rows(command: c.AnyCommand, rows: list[tuple[str, str | None, str]]) -> None:
    play = opened("bug")
    count = len(play.events)
    play.do(command, NOON + timedelta(hours=3))  # After a mark, so that the events do not begin with the command's own.
    found = words_of(play.open_case, command, play.events[count:])
    assert [(one.kind, one.person, one.body) for one in found] == rows
    named = [getattr(one.event, "text", None) for one in play.events[count:]]
    assert [one.id for one in found] == [name for name in named if name is not None]
