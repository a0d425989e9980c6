"""Every command with what it adds, what it refuses, and when it changes nothing."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.life import Refused
from tests.unit.core.case.play import CLOSE, NOON, played

MINUTE = timedelta(minutes=1)
ACK, RESOLVE, REOPEN = c.Acknowledge(), c.Resolve(text="Done."), c.Reopen(because="It is back.")
SEND, NOTE = c.Send(channel="email", text="We are on it."), c.Note(text="Look at the log.")


ADDS: dict[str, tuple[str, tuple[c.AnyCommand, ...], c.AnyCommand, list[str]]] = {
    # claim: (words, before, command, events)
    "acknowledging takes the case": ("wish", (), ACK, ["acknowledged", "owner_changed"]),
    "acknowledging meets what a team promised": ("leak", (), ACK, ["acknowledged", "owner_changed", "clock_met"]),
    "a second click is no mistake": ("leak", (ACK,), ACK, []),
    "the owner by assignment still has to acknowledge": ("wish", (c.Assign(to="lee"),), ACK, ["acknowledged"]),
    "assigning changes the owner": ("bug", (), c.Assign(to="kim"), ["owner_changed"]),
    "assigning to the owner changes nothing": ("bug", (c.Assign(to="kim"),), c.Assign(to="kim"), []),
    "a resolved case can change hands": ("bug", (RESOLVE,), c.Assign(to="kim"), ["owner_changed"]),
    "confirming changes the trigger alone": ("leak", (), c.ConfirmTrigger(trigger="leak"), ["trigger_confirmed"]),
    "confirming twice changes nothing": (
        "leak",
        (c.ConfirmTrigger(trigger="leak"),),
        c.ConfirmTrigger(trigger="leak"),
        [],
    ),
    "confirming what nobody read makes it count": (
        "wish",
        (),
        c.ConfirmTrigger(trigger="leak"),
        ["trigger_confirmed", "reassessed", "level_set", "clock_started", "clock_started", "clock_moved", "route_told"],
    ),
    "correcting to none withdraws and cancels": (
        "leak",
        (),
        c.CorrectTrigger(trigger="leak", becomes="none"),
        ["trigger_corrected", "reassessed", "route_withdrawn"],
    ),
    "correcting to another moves the clocks and tells the right people": (
        "leak",
        (),
        c.CorrectTrigger(trigger="leak", becomes="bug", because="It was their own."),
        [
            "trigger_corrected",
            "reassessed",
            "level_set",
            "route_withdrawn",
            "clock_started",
            "clock_moved",
            "clock_moved",
            "route_told",
        ],
    ),
    "the same correction again changes nothing": (
        "leak",
        (c.CorrectTrigger(trigger="leak", becomes="bug"),),
        c.CorrectTrigger(trigger="leak", becomes="bug"),
        [],
    ),
    "a fact without a consequence is only set": (
        "bug",
        (),
        c.SetFact(fact="refund_amount", value="20 USD"),
        ["fact_set"],
    ),
    "a fact that shows a trigger brings all that follows": (
        "bug",
        (),
        c.SetFact(fact="refund_amount", value="500.01 USD"),
        [
            "fact_set",
            "trigger_matched",
            "reassessed",
            "level_set",
            "clock_moved",
            "clock_moved",
            "route_told",
        ],
    ),
    "the same value again changes nothing": (
        "bug",
        (c.SetFact(fact="refund_amount", value="20 USD"),),
        c.SetFact(fact="signal.refund_amount", value="20 USD"),
        [],
    ),
    "a fact of type text is words": ("bug", (), c.SetFact(fact="feature", value="search"), ["fact_set"]),
    "a level moves the clocks": (
        "bug",
        (),
        c.SetLevel(scale="priority", level="critical", because="They lose money."),
        ["level_set", "reassessed", "clock_moved", "clock_moved", "clock_moved"],
    ),
    "the level it has is a person's from now on": (
        "bug",
        (),
        c.SetLevel(scale="priority", level="high", because="As read."),
        ["level_set"],
    ),
    "the same level again changes nothing": (
        "bug",
        (c.SetLevel(scale="priority", level="high", because="As read."),),
        c.SetLevel(scale="priority", level="high", because="As read."),
        [],
    ),
    "t40 a note is no first response": ("bug", (), NOTE, ["note_added"]),
    "t03 the first message meets the first response": ("bug", (), SEND, ["message_sent", "clock_met"]),
    "t03 the second message has nothing to meet": ("bug", (SEND,), SEND, ["message_sent"]),
    "one can write after the end": ("bug", (RESOLVE,), SEND, ["message_sent"]),
    "a reply is recorded": ("bug", (), c.RecordReply(text="Well?"), ["customer_replied"]),
    "a late reply is recorded and opens nothing": ("bug", (RESOLVE,), c.RecordReply(), ["customer_replied"]),
    "t30 resolving stops every clock though the customer spoke last": (
        "leak",
        (c.RecordReply(text="thanks!"),),
        RESOLVE,
        ["resolved", "clock_met", "clock_met", "clock_met"],
    ),
    "reopening resumes the resolution": ("bug", (RESOLVE,), REOPEN, ["reopened", "clock_resumed"]),
    "closing follows resolving": ("bug", (RESOLVE,), CLOSE, ["closed"]),
    "a closed case hears which one goes on": ("bug", (RESOLVE, CLOSE), c.Link(case="c2"), ["linked"]),
    "a link is made once": ("bug", (RESOLVE, CLOSE, c.Link(case="c2")), c.Link(case="c2"), []),
    "a failure is reported once": (
        "bug",
        (c.ReportFailure(delivery="d", to="technical", channel="chat", reason="no address"),),
        c.ReportFailure(delivery="d", to="technical", channel="chat", reason="no address"),
        [],
    ),
    "a closed case takes a failure": (
        "bug",
        (RESOLVE, CLOSE),
        c.ReportFailure(delivery="d", to="technical", channel="chat", reason="no address"),
        ["delivery_failed"],
    ),
}


@pytest.mark.parametrize(("words", "before", "command", "events"), ADDS.values(), ids=ADDS)
def test_a_command_adds(words: str, before: tuple[c.AnyCommand, ...], command: c.AnyCommand, events: list[str]) -> None:
    play = played(words, *before)
    assert play.do(command, NOON + 9 * MINUTE) == events


REFUSES: dict[str, tuple[tuple[c.AnyCommand, ...], c.AnyCommand, str | None]] = {
    # claim: (before, command, what opens the way)
    "resolve what is resolved": ((RESOLVE,), RESOLVE, "reopen"),
    "acknowledge what is resolved": ((RESOLVE,), ACK, "reopen"),
    "set a level on what is resolved": ((RESOLVE,), c.SetLevel(scale="priority", level="high", because="b"), "reopen"),
    "set a fact on what is resolved": ((RESOLVE,), c.SetFact(fact="refund_amount", value="9 USD"), "reopen"),
    "correct on what is resolved": ((RESOLVE,), c.CorrectTrigger(trigger="bug", becomes="none"), "reopen"),
    "make a new trigger count on what is resolved": ((RESOLVE,), c.ConfirmTrigger(trigger="leak"), "reopen"),
    "reopen what was never resolved": ((), REOPEN, None),
    "close what is not resolved": ((), CLOSE, "resolve"),
    "a trigger the pack does not have": ((), c.ConfirmTrigger(trigger="laek"), None),
    "correct a trigger the case does not have": ((), c.CorrectTrigger(trigger="leak", becomes="none"), None),
    "correct to a trigger the pack does not have": ((), c.CorrectTrigger(trigger="bug", becomes="laek"), None),
    "correct a trigger to itself": ((), c.CorrectTrigger(trigger="bug", becomes="bug"), "confirm_trigger"),
    "a level that is not on the scale": ((), c.SetLevel(scale="priority", level="urgent", because="b"), None),
    "a scale the pack does not have": ((), c.SetLevel(scale="severity", level="high", because="b"), None),
    "a fact the pack does not have": ((), c.SetFact(fact="refund", value="9 USD"), None),
    "a fact of another type": ((), c.SetFact(fact="refund_amount", value="much"), None),
    "nobody as owner": ((), c.Assign(to="  "), None),
    "a message without words": ((), c.Send(channel="email", text=" \n"), None),
    "a note without words": ((), c.Note(text=""), None),
    "a link to itself": ((), c.Link(case="c1"), None),
    "a message to a person of ours": ((), c.Send(channel="chat", to="kim", text="Please look."), "note"),
    "a message to the address of a team of ours": (
        (),
        c.Send(channel="email", to="Security@desk.example", text="Please look."),
        "note",
    ),
    "a message to nobody": ((), c.Send(channel="email", to="", text="Hello."), "note"),
    "a message to half an address": ((), c.Send(channel="email", to="ann@", text="Hello."), "note"),
    "a message to two addresses": (
        (),
        c.Send(channel="email", to="ann@acme.example,bob@acme.example", text="b"),
        "note",
    ),
    "a message by a way that does not exist": ((), c.Send(channel="emial", text="Hello."), None),
}


@pytest.mark.parametrize(("before", "command", "opens_with"), REFUSES.values(), ids=REFUSES)
def test_a_case_refuses(before: tuple[c.AnyCommand, ...], command: c.AnyCommand, opens_with: str | None) -> None:
    play = played("bug", *before)
    count = len(play.events)
    with pytest.raises(Refused) as refused:
        play.do(command, NOON + 9 * MINUTE)
    assert refused.value.opens_with == opens_with
    assert "c1" in refused.value.where
    assert refused.value.mend
    assert len(play.events) == count


@pytest.mark.parametrize(
    "command",
    [
        ACK, c.Assign(to="kim"), c.ConfirmTrigger(trigger="bug"), c.CorrectTrigger(trigger="bug", becomes="none"),
        c.SetFact(fact="refund_amount", value="9 USD"), c.SetLevel(scale="priority", level="high", because="b"), NOTE,
        SEND, c.RecordReply(), RESOLVE, REOPEN, CLOSE,
    ],
    ids=lambda command: str(command.__struct_config__.tag),
)  # fmt: skip
def test_t08_a_closed_case_refuses_every_command_of_a_person(command: c.AnyCommand) -> None:
    play = played("bug", RESOLVE, CLOSE)
    with pytest.raises(Refused, match="closed"):
        play.do(command, NOON + 9 * MINUTE)


@pytest.mark.parametrize("channel", ["email", "chat", "phone", "portal", "ticket", "direct"])
def test_a_message_goes_by_each_way_that_is_known(channel: str) -> None:
    assert played("bug").do(c.Send(channel=channel, text="Hello."), NOON + MINUTE) == ["message_sent", "clock_met"]


def test_a_refused_message_names_what_it_may_be() -> None:
    with pytest.raises(Refused) as way:
        played("bug").do(c.Send(channel="emial", text="Hello."), NOON + MINUTE)
    assert "email" in way.value.mend
    with pytest.raises(Refused) as whom:
        played("bug").do(c.Send(channel="email", to="technicians", text="Hello."), NOON + MINUTE)
    assert "customer" in whom.value.mend


def test_a_link_takes_no_word_beyond_the_case() -> None:
    assert msgspec.convert({"do": "link", "case": "c2"}, c.AnyCommand) == c.Link(case="c2")
    with pytest.raises(msgspec.ValidationError, match="relation"):
        msgspec.convert({"do": "link", "case": "c2", "relation": "continues"}, c.AnyCommand)
