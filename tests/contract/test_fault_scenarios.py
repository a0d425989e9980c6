"""Scenarios of the field that no other file is about: what runs while policies, people and releases change."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from django.db import connection

from stepladder.core.case.commands import Acknowledge, Close, Outcome, PersonCommand, Resolve
from stepladder.service.commands import handle_command
from stepladder.service.ports import NotSent
from stepladder.service.publishing import publish
from stepladder.service.rows import PersonRow
from stepladder.service.ticking import tick_due
from stepladder.store import cases
from stepladder.store.sql import Database
from tests.contract.place import WORKSPACE, Place

AT_AN_END = Close(outcome=Outcome(resolved_by_team=True, satisfied=True, first_level_possible=False))
STAGES: dict[str, tuple[PersonCommand, ...]] = {
    "open": (),
    "acknowledged": (Acknowledge(),),
    "resolved": (Resolve(text="Mended."),),
    "closed": (Resolve(text="Mended."), AT_AN_END),
}


def steps(place: Place, case: str) -> list[str]:
    return [name for name in place.events(case) if name in ("clock_at_risk", "clock_missed")]


def all_steps(place: Place, case: str) -> list[str]:
    """What a case's clocks tell in half a day, looked at every quarter of an hour."""
    for _ in range(48):
        place.clock.forward(minutes=15)
        while tick_due(place.desk).seen:
            pass
    return steps(place, case)


def as_of_an_earlier_release(case: str) -> None:
    """Its snapshot has a form that today's release does not read."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_case SET shape = 'earlier', state = '{}' WHERE id = %s", [case])


def test_f10_a_running_case_goes_by_its_own_version_when_its_rules_are_gone_from_the_policy(
    place: Place, tmp_path: Path
) -> None:
    before = place.opened("k1", conversation="c1")
    publish(place.desk, WORKSPACE, "starter", "ana")
    assert place.store.pack_in_force(WORKSPACE) != place.store.load_case(WORKSPACE, before).digest  # type: ignore[union-attr]
    found = all_steps(place.another(), before)
    assert found.count("clock_missed") == 3
    while place.send_all():
        pass
    assert {one.state for one in place.store.deliveries(WORKSPACE)} <= {"sent", "held"}


def test_f10_somebody_who_is_gone_when_it_is_their_turn_is_replaced_and_the_case_says_so(place: Place) -> None:
    place.store.save_person(WORKSPACE, PersonRow(id="lee", name="Lee Okafor", role="agent", email="lee@desk.example"))
    case = place.opened("k1")
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Acknowledge(), "lee")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_person WHERE id = 'lee'")
    place.clock.forward(minutes=31)
    tick_due(place.desk)
    for _ in range(3):
        place.send_all()
    told = {one.to: one.state for one in place.store.deliveries(WORKSPACE) if one.purpose == "missed"}
    assert "lee" in told
    assert told["lee"] == "dead"
    assert [one.state for one in place.store.deliveries(WORKSPACE) if one.purpose == "failure"].count("sent") > 0


def test_f15_nothing_that_counts_lives_outside_the_database(place: Place) -> None:
    """There is no broker and no cache: another process goes on counting tries where this one was."""
    place.opened("k1")
    place.peer.answers = [NotSent("451 come back later", again=True) for _ in range(6)]
    place.send_all()
    for number in range(2, 7):
        place.clock.at = place.deliveries()["security route"].due_at or place.clock.at
        survivor = place.another()
        survivor.send_all()
        assert place.deliveries()["security route"].attempts == number
    assert place.deliveries()["security route"].state == "failed"
    assert place.deliveries()["success failure"].state in ("waiting", "sent"), "it has taken too long"


def test_f23_a_second_case_for_the_same_people_neither_restarts_nor_shortens_the_first(place: Place) -> None:
    first = place.opened("k1", conversation="c1")
    alone = all_steps(place, first)
    second = place.opened("k2", conversation="c2")
    place.clock.forward(minutes=20)
    while tick_due(place.desk).seen:
        pass
    third = place.opened("k3", conversation="c3")
    for _ in range(2):
        all_steps(place, third)
    assert steps(place, first) == alone
    assert sorted(steps(place, second)) == sorted(steps(place, third)) == sorted(alone)
    told = [(one.case, one.purpose, str(one.details), one.to) for one in place.store.deliveries(WORKSPACE, limit=500)]
    assert len(told) == len(set(told))


def test_t19_a_stored_state_turns_to_missed_though_nobody_edits_or_looks(place: Place) -> None:
    case = place.opened("k1")
    place.clock.forward(minutes=31)
    tick_due(place.desk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM store_case WHERE id = %s", [case])
        (stored,) = cursor.fetchone()
    clocks = msgspec.json.decode(stored)["clocks"]
    assert clocks["first_response"]["state"] == "missed"


def test_t26_all_later_steps_run_for_a_case_that_an_earlier_release_opened(place: Place) -> None:
    fresh, old = place.opened("k1", conversation="c1"), place.opened("k2", conversation="c2")
    as_of_an_earlier_release(old)
    found = all_steps(place, old)
    assert len(found) > 3
    assert sorted(found) == sorted(steps(place, fresh))


@pytest.mark.parametrize("stage", STAGES)
def test_t34_a_snapshot_is_made_anew_whatever_the_stage_of_its_case(place: Place, stage: str) -> None:
    case = place.opened("k1")
    place.send_all()
    for command in STAGES[stage]:
        handle_command(place.desk, WORKSPACE, case, command, "ana")
    before = place.store.load_case(WORKSPACE, case)
    as_of_an_earlier_release(case)
    after = place.store.load_case(WORKSPACE, case)
    assert msgspec.to_builtins(after) == msgspec.to_builtins(before)
    assert len(list(cases.history(Database(), WORKSPACE, case))) == (before.version if before else 0)
