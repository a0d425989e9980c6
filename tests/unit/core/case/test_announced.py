"""A message that names when the answer comes: known words fill its slot, and the promise goes on (CC-007)."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.drafting import drafted
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.known_words import known_texts
from stepladder.core.policy.pack import Pack
from tests.unit.core.case.work import MINUTE, NOON, WORK, Work, load

MORE = {
    "facts:": [
        "{id: callback_at, type: instant, ask: By when?, source: [CC-007]}",
        "{id: starts_on, type: date, ask: On which day?, source: [CC-024]}",
        "{id: outage, type: duration, ask: For how long?, source: [CC-024]}",
        "{id: fee, type: money, ask: How much?, source: [CC-018]}",
        "{id: seats, type: count, ask: How many?, source: [CC-018]}",
    ],
    "clocks:": [
        "{id: callback, kind: promised-reply, until: signal.callback_at, stops: [message_sent], because: b,"
        " source: [CC-007]}"
    ],
    "templates:": [
        "{id: holding, audience: customer, stage: acknowledge, channel: chat, body: 'You hear from me by {when}.',"
        " slots: [{id: when, from: signal.callback_at, source: [CC-007]}], because: b, source: [CC-007]}",
        "{id: plain, audience: customer, stage: acknowledge, channel: chat, body: Well., because: b, source: [CC-007]}",
    ],
}
BY_TWO = c.SetFact(fact="signal.callback_at", value="2025-03-05T14:00:00-05:00")


def policy() -> Pack:
    text = WORK.read_text(encoding="utf-8")
    for section, lines in MORE.items():
        added = "\n".join(f"  - {line}" for line in lines)
        text = text.replace(section, f"{section}\n{added}", 1) if section in text else f"{text}\n{section}\n{added}\n"
    return load("work", {"pack.yaml": text})


def promised() -> Work:
    play = Work("bug", policy=policy())
    play.do(BY_TWO, NOON + MINUTE)
    assert play.case.clocks["promised-reply"].state == "running"
    return play


def send(play: Work, sent: c.Send, minute: int) -> list[str]:
    when = NOON + minute * MINUTE
    return play.do(drafted(sent, play.case, play.asks(when)), when)


SENT: dict[str, tuple[c.Send, str]] = {
    # claim: (what is sent, how the promise stands after it)
    "a word that names the time keeps nothing yet": (c.Send(channel="chat", template="holding"), "running"),
    "nor in a time of one's own": (c.Send(channel="chat", template="holding", slots={"when": "two"}), "running"),
    "another template is an answer": (c.Send(channel="chat", template="plain"), "met"),
    "own words are an answer": (c.Send(channel="chat", text="As promised: it works again."), "met"),
}


@pytest.mark.parametrize(("sent", "state"), SENT.values(), ids=SENT)
def test_what_keeps_a_promise(sent: c.Send, state: str) -> None:
    play = promised()
    assert send(play, sent, 2)[0] == "message_sent"
    assert play.case.clocks["promised-reply"].state == state
    # To the customer it is an answer all the same.
    assert play.case.clocks["first_response"].state == "met"


def test_the_answer_itself_keeps_it_after_the_word_that_named_it() -> None:
    play = promised()
    send(play, c.Send(channel="chat", template="holding"), 2)
    send(play, c.Send(channel="chat", text="As promised: it works again."), 3)
    assert play.case.clocks["promised-reply"].state == "met"


KNOWN: dict[str, tuple[str, object, str]] = {
    # claim: (fact, as it was said, as a customer reads it)
    "an instant has its zone": ("callback_at", "2025-03-05T19:00:00+00:00", "Wed 5 Mar 2025, 14:00 EST"),
    "a day is a day": ("starts_on", "2025-03-10", "Mon 10 Mar 2025"),
    "a length of time": ("outage", "90m", "1 h 30 min"),
    "a sum": ("fee", "512.40 EUR", "512.40 EUR"),
    "a number": ("seats", 12, "12"),
}


@pytest.mark.parametrize(("fact", "said", "words"), KNOWN.values(), ids=KNOWN)
def test_what_a_slot_says_of_a_fact(fact: str, said: object, words: str) -> None:
    play = Work("bug", policy=policy())
    play.do(c.SetFact(fact=f"signal.{fact}", value=said), NOON + MINUTE)  # type: ignore[arg-type]
    asks = play.asks(NOON + 2 * MINUTE)
    assert known_texts(asks(knowledge_of(play.case)), play.case)[f"signal.{fact}"] == words
