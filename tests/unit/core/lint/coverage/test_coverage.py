"""How far a requirement has come, what it owes, and how that is told."""

from __future__ import annotations

import pytest

from stepladder import packfiles
from stepladder.core.lint.coverage.coverage import Row, as_document, covered
from stepladder.core.lint.coverage.owed import STATES, State, is_below, owed_of, owes
from stepladder.core.lint.coverage.requirement import Requirement, requirements_of
from stepladder.core.lint.coverage.told import told
from stepladder.core.policy.shown.plain import plain
from tests.harness.golden import Golden
from tests.unit.core.lint.coverage.small import STORY, rows, small, table


def found(story: str | None = STORY, tried: bool = False) -> dict[str, Row]:
    proving = small(story=story)
    proofs = {row.id: proving.prove(row) for row in rows().values()} if tried else None
    return {row.id: row for row in covered(proving, rows().values(), table(), proofs)}


STATE = {  # claim: (row, state with a story, state without one)
    "a clock that ran is lived": ("HB-8", "lived", "stated"),
    "a trigger that matched is lived": ("HB-6", "lived", "stated"),
    "one that did not is only stated": ("HB-7", "stated", "stated"),
    "a notice that was told is lived": ("HB-9", "lived", "stated"),
    "the level of the case is lived": ("HB-3", "lived", "stated"),
    "the calendar of a clock is lived": ("HB-10", "lived", "stated"),
    "a segment nobody was in is only stated": ("HB-4", "stated", "stated"),
    "a template nobody sent is only stated": ("HB-11", "stated", "stated"),
    "what no element names is missing": ("HB-14", "missing", "missing"),
}


@pytest.mark.parametrize(("row", "played", "unplayed"), STATE.values(), ids=STATE)
def test_state(row: str, played: State, unplayed: State) -> None:
    assert (found()[row].state, found(None)[row].state) == (played, unplayed)


def test_a_row_is_lived_whether_it_was_tried_or_not() -> None:
    assert {row.id: row.state for row in found().values()} == {row.id: row.state for row in found(tried=True).values()}


OWED = {  # claim: (construct, parameters, today, in the end)
    "a construct owes what its line says": ("metric", {}, "stated", "measured"),
    "a parameter adds to it": ("clock", {"link": "x"}, "stated", "connected"),
    "a value of a parameter counts": ("clock", {"channel": "chat"}, "stated", "connected"),
    "another value does not": ("clock", {"channel": "email"}, "stated", "lived"),
    "the most of all lines holds": ("route", {"channel": "chat"}, "lived", "connected"),
    "what no line is about owes nothing": ("other", {}, "missing", "missing"),
}


@pytest.mark.parametrize(("construct", "parameters", "today", "end"), OWED.values(), ids=OWED)
def test_owes(construct: str, parameters: dict[str, str], today: State, end: State) -> None:
    row = Requirement("HB-1", "small", "", "", construct, parameters)
    assert owes(row, table()) == (today, end)


def test_a_single_row_may_owe_less_today_and_says_why() -> None:
    table = owed_of("what,today,in_the_end,because\ncc,lived,lived,\nHB-1,stated,lived,Another copy covers it.\n")
    rows = [Requirement(id_, "small", "", "", "cc", {}) for id_ in ("HB-1", "HB-2")]
    assert [owes(row, table) for row in rows] == [("stated", "lived"), ("lived", "lived")]


def test_each_shipped_exception_is_a_row_with_a_reason_that_has_not_come_further() -> None:
    rows = {row.id: row for row in requirements_of(packfiles.requirements()[0])}
    excepted = [one for one in owed_of(packfiles.requirements()[1]) if one.what in rows]
    assert excepted
    assert all(one.because.endswith(".") and one.today != one.in_the_end for one in excepted)


def test_states_stand_in_order() -> None:
    assert [is_below(state, "lived") for state in STATES] == [True, True, False, False, False]


def test_a_row_below_what_it_owes_is_one() -> None:
    assert [row.id for row in found().values() if row.is_below] == ["HB-14"]
    assert [row.id for row in found(None).values() if row.is_below] == ["HB-9", "HB-14"]


def test_what_was_not_tried_is_neither_proved_nor_unproved() -> None:
    assert {row.proved for row in found().values()} == {None}
    assert {row.proved for row in found(tried=True).values()} == {True, False}


def test_untried_the_examples_that_name_a_row_are_told() -> None:
    assert found()["HB-9"].tests == (
        "small/pack.yaml:33 a plain report", "small/pack.yaml:36 a big one", "small/broken",
    )  # fmt: skip


def test_the_document_counts_every_row_once() -> None:
    document = as_document(found().values())
    assert document["total"] == sum(document["by_state"].values()) == len(rows())
    assert document["by_state"] == {"missing": 1, "stated": 8, "lived": 5, "measured": 0, "connected": 0}


def test_a_value_of_a_parameter_may_hold_an_equals_sign() -> None:
    table = "id,pack,section,statement,construct,parameters\nHB-1,small,-,-,-,when=cause=ours;src=L1\n"
    assert requirements_of(table)[0].parameters == {"when": "cause=ours", "src": "L1"}


def test_the_words(golden: Golden) -> None:
    golden("policy/coverage.txt", plain(told(list(found(tried=True).values()))))
    golden("policy/coverage-untried.txt", plain(told(list(found().values()))))


SHIPPED = {  # claim: (construct, parameters, in the end)
    "a metric is measured": ("metric", {}, "measured"),
    "the directory reaches others": ("directory", {}, "connected"),
    "so does what names a tool": ("record", {"tool": "feedback"}, "connected"),
    "and what goes by chat": ("route", {"channel": "chat"}, "connected"),
    "a mail is told and that is all": ("route", {"channel": "email"}, "lived"),
    "advice is done when it is said": ("guidance", {}, "stated"),
    "a promise is lived": ("clock", {}, "lived"),
}


@pytest.mark.parametrize(("construct", "parameters", "end"), SHIPPED.values(), ids=SHIPPED)
def test_what_the_shipped_table_asks_in_the_end(construct: str, parameters: dict[str, str], end: State) -> None:
    row = Requirement("SD-001", "support-desk", "", "", construct, parameters)
    assert owes(row, owed_of(packfiles.requirements()[1]))[1] == end


def test_every_shipped_requirement_owes_something_and_never_less_in_the_end() -> None:
    table = owed_of(packfiles.requirements()[1])
    for row in requirements_of(packfiles.requirements()[0]):
        today, end = owes(row, table)
        assert STATES.index("stated") <= STATES.index(today) <= STATES.index(end), row.id
