"""Nobody waits for ever: not for what is more urgent, and not for what can never be stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.case.state import Case
from stepladder.service.audit_walk import Round, audit_page
from stepladder.service.ports import Aggregate, AggregateChange, Change
from stepladder.service.ports_audit import Finding
from stepladder.service.ticking import tick_case, tick_due
from stepladder.store.audit import AuditAdapter
from tests.contract.place import START, WORKSPACE, Place


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def thing(name: str, version: int = 1) -> Aggregate:
    return Aggregate(kind="thing", id=name, version=version, shape="s1", state=b"{}")


def opened(place: Place, count: int) -> list[str]:
    return [place.opened(f"k{number}", conversation=f"c{number}") for number in range(count)]


def woken(place: Place, limit: int) -> list[str]:
    """Who is woken by one batch, in order."""
    seen: list[str] = []

    def look(workspace: str, case: Case) -> Change | None:
        seen.append(case.id)
        return tick_case(place.desk, workspace, case, place.clock.now())

    place.store.tick_due(place.clock.now(), limit, look)
    return seen


def test_a_flood_of_urgent_cases_leaves_a_place_to_the_others(place: Place) -> None:
    cases = opened(place, 25)
    sql("UPDATE store_case SET urgency = 3")
    sql("UPDATE store_case SET urgency = 0 WHERE id = %s", cases[7])
    place.clock.forward(minutes=16)
    seen = woken(place, 20)
    assert len(seen) == 21
    assert seen[-1] == cases[7], "the urgent ones come first all the same"


def test_f18_a_case_that_the_database_refuses_fails_alone_and_comes_again_later(place: Place) -> None:
    bad, good = opened(place, 2)
    version = len(place.events(bad))
    # Somebody has written this version already: the next event of the case can never be stored.
    sql(
        "INSERT INTO store_event "
        "(workspace_id, stream, version, type, v, at, noticed_at, recorded_at, by, cause, data) "
        "SELECT workspace_id, stream, version + 1, type, v, at, noticed_at, recorded_at, by, cause, data "
        "FROM store_event WHERE stream = %s AND version = %s",
        bad,
        version,
    )
    place.clock.forward(minutes=16)
    report = tick_due(place.desk)
    assert [case for _, case, _ in report.failed] == [bad]
    assert (report.ticked, report.passed_over) == (1, 0)
    assert "clock_at_risk" in place.events(good)
    assert tick_due(place.desk).seen == 0, "it is left alone for a while"
    place.clock.forward(seconds=31)
    assert [case for _, case, _ in tick_due(place.desk).failed] == [bad]
    place.clock.forward(seconds=31)
    assert tick_due(place.desk).seen == 0, "and longer each time"


def test_a_whole_batch_of_poison_starves_nobody(place: Place) -> None:
    cases = opened(place, 6)
    sql("UPDATE store_case SET state = 'broken', urgency = 3 WHERE id <> %s", cases[5])
    sql("UPDATE store_case SET urgency = 0 WHERE id = %s", cases[5])
    place.clock.forward(minutes=16)
    seen = [tick_due(place.desk, 2) for _ in range(3)]
    assert sum(len(one.failed) for one in seen) == 5
    assert sum(one.ticked for one in seen) == 1
    assert "clock_at_risk" in place.events(cases[5])


def test_it_is_said_how_late_each_was_noticed(place: Place) -> None:
    opened(place, 2)
    place.clock.forward(minutes=15, seconds=7)
    assert tick_due(place.desk).late_by == (timedelta(seconds=7),) * 2


def test_reactions_of_urgent_cases_come_first_and_a_few_of_each_come_along(place: Place) -> None:
    for number in range(45):
        change = AggregateChange(
            workspace=WORKSPACE,
            recorded_at=START,
            aggregate=thing(f"t{number}"),
            urgency=3 if number >= 2 else 0,
            reactions=(ReactionOrder(event=f"thing/{number:02}", target="c1", command=b"{}", due_at=START),),
        )
        place.store.commit([change])
    found = [one.reaction.event for one in place.store.claim_reactions(START, 40)]
    assert found == [f"thing/{number:02}" for number in (*range(2, 42), 0, 1)]


@pytest.mark.parametrize("limit", [1, 100])
def test_an_aggregate_that_the_database_refuses_fails_alone(place: Place, limit: int) -> None:
    for name in ("a", "b"):
        change = AggregateChange(workspace=WORKSPACE, recorded_at=START, aggregate=thing(name), wake_at=START)
        place.store.commit([change])

    def grow(workspace: str, one: Any) -> AggregateChange:
        order = ReactionOrder(
            event="one and the same" if one.id == "a" else one.id, target="c", command=b"{}", due_at=START
        )
        twice = (order, order) if one.id == "a" else (order,)
        return AggregateChange(
            workspace=workspace,
            recorded_at=START,
            aggregate=thing(one.id, version=2),
            expected_version=1,
            reactions=twice,
        )

    seen = [place.store.tick_aggregates(START, limit, grow) for _ in range(2)]
    assert [stream for one in seen for _, stream, _ in one.failed] == [thing("a").stream]
    assert sum(one.ticked for one in seen) == 1
    assert place.store.tick_aggregates(START, 100, grow).seen == 0


def test_f04_a_wake_up_days_ahead_is_done_once_however_often_it_is_looked_for(place: Place) -> None:
    case = place.opened("k1", "It would be nice to have a feature request: please add dark mode")
    for _ in range(11 * 24):
        place.clock.forward(hours=1)
        tick_due(place.desk)
    missed = [one for one in place.store.events(WORKSPACE, case) if one.type == "clock_missed"]
    assert [one.data.count(b'"first_response"') + one.data.count(b'"resolution"') for one in missed] == [1, 1]
    assert all(one.noticed_at - one.at < timedelta(hours=1) for one in missed)


def test_f09_a_clock_that_stands_over_the_weekend_goes_on_at_its_opening_whoever_is_at_work_then(place: Place) -> None:
    case = place.opened("k1", "I want to speak to your manager")
    monday = datetime(2025, 3, 10, 14, 0, tzinfo=UTC)
    place.clock.at = monday - timedelta(minutes=31)
    restarted = place.another()
    assert tick_due(restarted.desk).ticked == 0, "closed, and an hour's work stands before it"
    place.clock.at = monday + timedelta(seconds=1)
    while tick_due(place.another().desk).seen:
        pass
    found = [(one.type, one.at) for one in place.store.events(WORKSPACE, case) if one.noticed_at > START]
    assert ("clock_missed", monday) in found


STRAY: dict[str, str] = {  # claim: what is done by hand to the row of a case
    "its state is that of another case": "UPDATE store_case SET state = (SELECT state FROM store_case AS other "
    "WHERE other.id <> store_case.id LIMIT 1) WHERE id = %s",
    "its state is of another version": "UPDATE store_case SET version = version - 1 WHERE id = %s",
    "its state is no JSON": "UPDATE store_case SET state = 'broken' WHERE id = %s",
}


@pytest.mark.parametrize("statement", STRAY.values(), ids=STRAY)
def test_a_row_that_is_not_of_its_own_case_is_set_aside_and_harms_no_other(place: Place, statement: str) -> None:
    bad, good = opened(place, 2)
    sql(statement, bad)
    place.clock.forward(minutes=16)
    report = tick_due(place.desk)
    assert [case for _, case, _ in report.failed] == [bad]
    assert (report.ticked, report.passed_over) == (1, 0)
    assert place.events(good).count("clock_at_risk") == 2
    assert "clock_at_risk" not in place.events(bad)
    assert tick_due(place.desk).seen == 0, "it is left alone for a while"
    place.clock.forward(seconds=31)
    assert [case for _, case, _ in tick_due(place.desk).failed] == [bad]


def test_it_is_said_whose_state_a_stray_row_holds_and_the_auditor_sets_it_right(place: Place) -> None:
    bad, good = opened(place, 2)
    sql(STRAY["its state is that of another case"], bad)
    place.clock.forward(minutes=16)
    ((_, _, fault),) = tick_due(place.desk).failed
    version = len(place.events(bad))
    assert str(fault).startswith(
        f"case {bad}: its row is at version {version}, and holds the state of case {good} at version {version}. "
    )
    port, at, found = AuditAdapter(), Round(), list[Finding]()
    while at.rounds == 0:
        found += audit_page(port, at, place.clock.now())
    kinds = {one.kind for one in found if one.stream == bad}
    assert {"failing", "snapshot"} <= kinds
    assert tick_due(place.desk).ticked == 1
    assert "clock_at_risk" in place.events(bad)


def test_an_aggregate_that_answers_for_another_is_set_aside(place: Place) -> None:
    for name in ("a", "b"):
        change = AggregateChange(workspace=WORKSPACE, recorded_at=START, aggregate=thing(name), wake_at=START)
        place.store.commit([change])

    def stray(workspace: str, one: Any) -> AggregateChange:
        return AggregateChange(
            workspace=workspace, recorded_at=START, aggregate=thing("b", version=2), expected_version=1
        )

    report = place.store.tick_aggregates(START, 100, stray)
    assert [stream for _, stream, _ in report.failed] == [thing("a").stream]
    assert (report.ticked, report.passed_over) == (1, 0)
    assert place.store.tick_aggregates(START, 100, stray).seen == 0
