"""An entry is written once, linked to the cases it is about, moved, and confirmed by those whom it is for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from stepladder.core.case.refused import Refused
from stepladder.core.register import commands as c
from stepladder.core.register import events as e
from stepladder.core.register.asked import asked_by_entry
from stepladder.core.register.entry import Around, Entry, evolve, fold, handle
from stepladder.core.register.names import names_in
from stepladder.core.register.registers import REGISTERS

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
CASES = {"c1": "vale", "c2": "harbor", "c3": None}


def customer_of(case: str) -> str | None:
    if case not in CASES:
        raise Refused("no such case", where="case", mend="Name one.")
    return CASES[case]


def around(*names: str) -> Around:
    return Around(customer_of=customer_of, names=lambda more: names, is_person=lambda one: one in ("ana", "ben"))


def told(entry: Entry, command: c.AnyRegisterCommand, *, by: str = "ana", names: tuple[str, ...] = ()) -> list[Any]:
    return [one.event for one in handle(entry, command, around(*names), by=by, now=NOW)]


def made(register: str = "feedback", *more: c.AnyRegisterCommand, case: str | None = None) -> Entry:
    entry = Entry("wish")
    for command in (c.Enter(register=register, title="A dark theme", entry="wish", case=case), *more):
        entry = evolve(entry, *handle(entry, command, around(), by="ana", now=NOW))
    return entry


def test_it_begins_in_the_first_state_of_its_register_with_the_case_it_is_about() -> None:
    assert told(Entry("wish"), c.Enter(register="feedback", title="A dark theme", case="c1")) == [
        e.EntryMade(register="feedback", state="logged", text="entry:wish/1/text"),
        e.CaseLinked(case="c1", customer="vale"),
    ]


def test_it_begins_with_words() -> None:
    with pytest.raises(Refused) as refused:
        told(Entry("wish"), c.Enter(register="feedback", title=" "))
    assert refused.value.what == "`title` is empty"


def test_what_changes_nothing_adds_no_event() -> None:
    entry = made(case="c1")
    assert told(entry, c.LinkEntry(entry="wish", case="c1")) == []
    assert told(entry, c.UnlinkEntry(entry="wish", case="c2")) == []
    assert told(entry, c.MoveEntry(entry="wish", to="logged")) == []
    meeting = made("meetings", c.ConfirmEntry(entry="wish"))
    assert told(meeting, c.ConfirmEntry(entry="wish")) == []


@pytest.mark.parametrize(
    ("register", "command", "what"),
    [
        ("feedback", c.Enter(register="feedback", title="Again", entry="wish"), "there already"),
        ("feedback", c.RewordEntry(entry="wish", title=" "), "is empty"),
        ("feedback", c.LinkEntry(entry="wish", case="none"), "no such case"),
        ("feedback", c.MoveEntry(entry="wish", to="shipped"), "no state of it"),
        ("feedback", c.ConfirmEntry(entry="wish"), "nobody confirms"),
        ("announcements", c.ConfirmEntry(entry="wish", person="ben"), "only who read it"),
        ("meetings", c.ConfirmEntry(entry="wish", person="nobody"), "nobody here"),
    ],
)
def test_it_refuses(register: str, command: c.AnyRegisterCommand, what: str) -> None:
    with pytest.raises(Refused) as refusal:
        told(made(register), command)
    assert what in refusal.value.what
    assert refusal.value.mend


def test_there_is_no_register_but_those_of_the_desk_and_nothing_before_it_is_made() -> None:
    with pytest.raises(Refused, match="no register"):
        told(Entry("wish"), c.Enter(register="feedbacks", title="A dark theme"))
    with pytest.raises(Refused, match="no entry"):
        told(Entry("wish"), c.MoveEntry(entry="wish", to="planned"))


@pytest.mark.parametrize("register", [one.id for one in REGISTERS.values() if one.nameless])
def test_what_is_for_everybody_names_nobody(register: str) -> None:
    entry, (state,) = made(register), REGISTERS[register].nameless
    with pytest.raises(Refused, match="name Vale") as refusal:
        told(entry, c.MoveEntry(entry="wish", to=state), names=("Vale",))
    assert refusal.value.opens_with == "reword_entry"
    there = evolve(entry, *handle(entry, c.MoveEntry(entry="wish", to=state), around(), by="mia", now=NOW))
    assert there.state == state
    with pytest.raises(Refused, match="looked through"):
        told(there, c.RewordEntry(entry="wish", title="Vale did it"))


def test_one_says_that_others_were_there_and_only_oneself_that_it_was_read() -> None:
    assert told(made("meetings"), c.ConfirmEntry(entry="wish", person="ben")) == [e.EntryConfirmed(person="ben")]
    assert told(made("announcements"), c.ConfirmEntry(entry="wish"), by="ben") == [e.EntryConfirmed(person="ben")]


def test_its_cases_hear_of_each_move_and_of_nothing_else() -> None:
    entry = made("feedback", c.LinkEntry(entry="wish", case="c2"), case="c1")
    events = handle(entry, c.MoveEntry(entry="wish", to="implemented"), around(), by="pim", now=NOW)
    after = evolve(entry, *events)
    orders = asked_by_entry(after, events, first_version=entry.version + 1, due=NOW)
    assert [(one.target, one.event) for one in orders] == [("c1", "entry:wish/4"), ("c2", "entry:wish/4")]
    assert all(b'"state":"implemented"' in one.command and b'"by":"pim"' in one.command for one in orders)
    reworded = handle(after, c.RewordEntry(entry="wish", title="Dark"), around(), by="ana", now=NOW)
    assert asked_by_entry(evolve(after, *reworded), reworded, first_version=5, due=NOW) == ()


def test_a_customer_counts_once_and_the_fold_is_what_was_evolved() -> None:
    steps = (
        c.Enter(register="feedback", title="A dark theme", case="c1"),
        c.LinkEntry(entry="wish", case="c3"),
        c.LinkEntry(entry="wish", case="c2"),
        c.UnlinkEntry(entry="wish", case="c2"),
        c.MoveEntry(entry="wish", to="declined", because="Nobody else asked."),
    )
    entry, history = Entry("wish"), []
    for command in steps:
        events = handle(entry, command, around(), by="ana", now=NOW)
        entry, history = evolve(entry, *events), [*history, *events]
    assert fold("wish", history) == entry
    assert (entry.customers, entry.is_over, entry.because) == (("vale",), True, "Nobody else asked.")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Moss Bakery asked first.", ("Moss Bakery",)),
        ("moss bakery's oven", ("Moss Bakery",)),
        ("Mossy bakeries", ()),
        ("Write to jo@moss.example, or call +49 30 1234567.", ("jo@moss.example", "+49 30 1234567")),
        ("It took 1234567 seconds in 2026.", ()),
        ("Released on 2026-10-06 as 10.0.19045.3570, on 06/10/2026.", ()),
        ("Moss \n Bakery", ("Moss Bakery",)),
        ("1" * 20_000, ("1" * 20_000,)),
        ("a" * 20_000, ()),
        ("Al is short, and so is everything.", ()),
    ],
)
def test_words_that_name_somebody(words: str, found: tuple[str, ...]) -> None:
    assert names_in(words, ["moss", "Moss Bakery", "Al"]) == found
