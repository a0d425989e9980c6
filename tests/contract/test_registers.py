"""Entries of registers on a real database: stored with their words, told to their cases once, and looked through."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.register import commands as c
from stepladder.service.problems import BadInput, NotAllowed, NotFound
from stepladder.service.publishing import publish
from stepladder.service.reacting import run_reactions
from stepladder.service.registers import entries_of, entry_of, keep
from stepladder.service.rows import PersonRow
from tests.contract.place import WORKSPACE, Place

WISH = {"triggers": ["feature-request"], "customer": {"id": "harbor"}}


def do(place: Place, command: c.AnyRegisterCommand, by: str = "ana") -> str:
    """Carry it out, and let the cases hear of it; the id of the entry."""
    entry = keep(place.desk, WORKSPACE, command, by).id
    while run_reactions(place.desk):
        pass
    return entry


def enter(place: Place, case: str | None = None, **more: str) -> str:
    return do(place, c.Enter(**{"register": "feedback", "title": "A dark theme", "case": case, **more}))


def test_an_entry_is_read_as_it_was_written(place: Place) -> None:
    entry = enter(place, text="For the night shift.")
    found = entry_of(place.store, WORKSPACE, entry)
    assert (found.title, found.text, found.entry.state) == ("A dark theme", "For the night shift.", "logged")
    assert place.events(f"entry:{entry}") == ["entry_made"]


def test_a_linked_case_has_written_down_what_is_kept_there(place: Place) -> None:
    case = place.opened("k1", "A dark theme would be nice.", **WISH)
    entry = enter(place, case)
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    assert found.entries == {entry: "logged"}
    assert found.done["feedback"].by == "ana"
    assert place.events(case)[-2:] == ["entry_linked", "step_completed"]


def test_a_wish_that_is_implemented_is_told_on_each_case_even_a_closed_one(place: Place) -> None:
    case = place.opened("k1", "A dark theme would be nice.", **WISH)
    entry = enter(place, case)
    place.clock.forward(days=30)
    do(place, c.MoveEntry(entry=entry, to="implemented"), "pim")
    do(place, c.MoveEntry(entry=entry, to="implemented"), "pim")
    assert place.events(case)[-2:] == ["entry_advanced", "follow_up_planned"]
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    due_at = found.follow_ups["implemented"].due_at
    assert due_at is not None
    assert due_at - place.clock.now() == timedelta(days=7)


def test_a_known_fault_shows_the_gate_that_asks_to_look(place: Place) -> None:
    case = place.opened("k1", "The sync has stopped.", triggers=["sync-fail"])
    enter(place, case, register="known-issues", title="Sync stops at midnight")
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    states = {one.key: one.state for one in found.owed.gates}
    assert states["before-escalating/known-issues"] == "open"
    assert states["before-escalating/kb-search"] == "held"


def test_a_case_study_that_names_a_customer_is_not_approved(place: Place) -> None:
    place.store.save_person(WORKSPACE, PersonRow(id="ana", name="Ana", role="agent"))
    entry = enter(place, register="case-studies", title="How Harbor & Pine came back", text="Ana called.")
    with pytest.raises(NotAllowed) as refusal:
        do(place, c.MoveEntry(entry=entry, to="approved"))
    assert refusal.value.what == "its words name Ana, Harbor & Pine"
    do(place, c.RewordEntry(entry=entry, title="How one came back", text="We called."))
    do(place, c.MoveEntry(entry=entry, to="approved"))
    assert entry_of(place.store, WORKSPACE, entry).entry.state == "approved"


def test_a_policy_that_comes_into_force_is_announced_once(place: Place) -> None:
    pack = publish(place.desk, WORKSPACE, "starter", "mia")
    publish(place.desk, WORKSPACE, "starter", "mia")
    (entry,) = entries_of(place.store, WORKSPACE, "announcements")
    found = entry_of(place.store, WORKSPACE, entry.id)
    assert found.entry.id == f"policy-{pack.digest[:12]}"
    assert found.title.endswith("is in force")
    place.store.save_person(WORKSPACE, PersonRow(id="ben", name="Ben", role="agent"))
    with pytest.raises(NotAllowed, match="nobody here"):
        do(place, c.ConfirmEntry(entry=found.entry.id), "a program")
    do(place, c.ConfirmEntry(entry=found.entry.id), "ben")
    assert list(entry_of(place.store, WORKSPACE, found.entry.id).entry.confirmed) == ["ben"]


def test_what_waits_comes_before_what_is_over_and_the_newest_first(place: Place) -> None:
    first = enter(place)
    place.clock.forward(hours=1)
    second = enter(place)
    place.clock.forward(hours=1)
    third = enter(place)
    do(place, c.MoveEntry(entry=third, to="declined"))
    assert [one.id for one in entries_of(place.store, WORKSPACE, "feedback")] == [second, first, third]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (c.Enter(register="feedback", title="x" * 201), BadInput),
        (c.Enter(register="feedback", title="a\x07b"), BadInput),
        (c.Enter(register="feedback", title="Fine", entry="Not a name"), BadInput),
        (c.Enter(register="feedback", title="Fine", case="c-none"), NotAllowed),
        (c.Enter(register="wishes", title="Fine"), NotAllowed),
        (c.MoveEntry(entry="e-none", to="planned"), NotFound),
    ],
)
def test_what_cannot_be_taken_changes_nothing(place: Place, command: c.AnyRegisterCommand, fault: type) -> None:
    with pytest.raises(fault):
        do(place, command)
    assert entries_of(place.store, WORKSPACE) == []


def test_news_that_come_late_change_nothing_that_newer_ones_said(place: Place) -> None:
    case = place.opened("k1", "A dark theme would be nice.", **WISH)
    entry = keep(place.desk, WORKSPACE, c.Enter(register="feedback", title="A dark theme", case=case), "ana").id
    keep(place.desk, WORKSPACE, c.MoveEntry(entry=entry, to="implemented"), "pim")
    claimed = place.store.claim_reactions(place.clock.now(), 100)
    first = next(one for one in claimed if one.reaction.event == f"entry:{entry}/2")
    place.store.postpone_reaction(first, place.clock.now() + timedelta(seconds=5))
    while run_reactions(place.desk):
        pass
    place.clock.forward(seconds=6)
    while run_reactions(place.desk):
        pass
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    assert found.entries == {entry: "implemented"}
    assert place.events(case).count("follow_up_planned") == place.events(case).count("entry_linked") == 1


def test_a_case_that_is_linked_to_what_is_there_already_is_told_too(place: Place) -> None:
    case = place.opened("k1", "A dark theme would be nice.", **WISH)
    entry = enter(place)
    do(place, c.MoveEntry(entry=entry, to="implemented"), "pim")
    do(place, c.LinkEntry(entry=entry, case=case))
    assert "follow_up_planned" in place.events(case)
    do(place, c.UnlinkEntry(entry=entry, case=case))
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    assert found.follow_ups["implemented"].state == "cancelled"
