"""The auditor finds what is amiss in the rows, sets right what it may, and leaves a healthy desk alone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from stepladder.service.audit_walk import GRACE, REPAIRED_FOR, Round, audit_due, audit_page
from stepladder.service.ports_audit import Finding, KeptRow
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from stepladder.service.workspace import fill_demo
from stepladder.store.audit import AuditAdapter
from stepladder.store.watching import WatchAdapter
from stepladder.worker.auditing import Auditor
from tests.contract.place import WORKSPACE, Place


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def audited(place: Place) -> list[Finding]:
    """All that one whole round finds."""
    port, at, found = AuditAdapter(), Round(), list[Finding]()
    while at.rounds == 0:
        found += audit_page(port, at, place.clock.now(), limit=3)
    assert at.newer == 0, "this release wrote all of it"
    return found + audit_due(port, WatchAdapter(), place.clock.now())


def lived(place: Place) -> str:
    """A desk with a case that has been through some of everything; the case."""
    case = place.opened("k1", customer={"id": "harbor"})
    for number in range(7):
        place.opened(f"more{number}", conversation=f"c{number}", customer={"id": f"customer-{number}"})
    for minutes in (0, 16, 20, 600):
        place.clock.forward(minutes=minutes)
        work(place)
    return case


def work(place: Place) -> None:
    """All that is due, as the worker does it."""
    while any(
        (tick_due(place.desk).seen, tick_aggregates(place.desk).seen, run_reactions(place.desk), place.send_all())
    ):
        pass


TABLES = ("store_case", "store_aggregate", "store_event", "store_delivery", "store_reaction", "store_finding")


def everything() -> list[list[tuple[Any, ...]]]:
    return [rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in TABLES]


def test_on_a_healthy_desk_it_finds_nothing_and_writes_nothing(place: Place) -> None:
    lived(place)
    fill_demo(place.desk, WORKSPACE)
    before = everything()
    assert len(before[0]) > 5
    assert len(before[1]) > 5
    assert audited(place) == []
    assert everything() == before


BROKEN: dict[str, tuple[str, str]] = {  # claim: (what is done to the case, the kind of finding)
    "a wake-up is lost": ("UPDATE store_case SET wake_at = NULL WHERE id = %s", "wake_up"),
    "a wake-up is a day late": ("UPDATE store_case SET wake_at = wake_at + 86400000000 WHERE id = %s", "wake_up"),
    "a snapshot is no JSON": ("UPDATE store_case SET state = 'broken' WHERE id = %s", "snapshot"),
    "a snapshot says something else": (
        "UPDATE store_case SET state = replace(state, 'security', 'nobody') WHERE id = %s",
        "snapshot",
    ),
    "an open case counts as closed": ("UPDATE store_case SET closed_at = opened_at WHERE id = %s", "columns"),
    "a critical case counts as unhurried": ("UPDATE store_case SET urgency = 0 WHERE id = %s", "columns"),
    "a row fell behind its events": ("UPDATE store_case SET version = version - 1 WHERE id = %s", "snapshot"),
}


@pytest.mark.parametrize(("statement", "kind"), BROKEN.values(), ids=BROKEN)
def test_a_row_that_is_wrong_is_found_and_set_right(place: Place, statement: str, kind: str) -> None:
    lived(place)
    # Some of what is done here changes nothing for the first case; the last one still has all of its clocks.
    case = place.opened("late", conversation="late")
    right = rows("SELECT * FROM store_case ORDER BY id")
    sql(statement, case)
    assert rows("SELECT * FROM store_case ORDER BY id") != right
    found = audited(place)
    assert (kind, case) in [(one.kind, one.stream) for one in found]
    assert all(one.repaired_at is not None for one in found)
    assert rows("SELECT * FROM store_case ORDER BY id") == right
    assert audited(place) == []


FORGED: dict[str, str] = {  # claim: what somebody does to the history of a case by hand
    "an event is rewritten": "UPDATE store_event SET data = replace(data, 'critical', 'low') WHERE stream = %s",
    "an event is put in": (
        "INSERT INTO store_event (workspace_id, stream, version, type, v, at, noticed_at, recorded_at, by, cause, data)"
        " SELECT workspace_id, stream, (SELECT max(version) + 1 FROM store_event AS all_of_them WHERE "
        "all_of_them.stream = store_event.stream), type, v, at, noticed_at, recorded_at, by, cause, data "
        "FROM store_event WHERE stream = %s AND type = 'level_set' LIMIT 1"
    ),
}


@pytest.mark.parametrize("statement", FORGED.values(), ids=FORGED)
def test_what_was_put_into_the_history_by_hand_is_named_and_spreads_nowhere(place: Place, statement: str) -> None:
    case = place.opened("k1")
    right = rows("SELECT * FROM store_case"), rows("SELECT * FROM store_delivery ORDER BY id")
    sql(statement.replace(" by,", ' "by",'), case)
    found = audited(place)
    assert ("events", case) in [(one.kind, one.stream) for one in found]
    assert [one.kind for one in found if one.repaired_at is not None] == []
    assert (rows("SELECT * FROM store_case"), rows("SELECT * FROM store_delivery ORDER BY id")) == right


def test_a_case_whose_wake_up_was_lost_misses_its_deadline_aloud_all_the_same(place: Place) -> None:
    case = place.opened("k1")
    sql("UPDATE store_case SET wake_at = NULL WHERE id = %s", case)
    place.clock.forward(minutes=31)
    assert tick_due(place.desk).seen == 0
    audited(place)
    assert tick_due(place.desk).ticked == 1
    work(place)
    assert "clock_missed" in place.events(case)
    assert any(one.subject.startswith("Missed") for one in place.peer.taken)


def test_a_notice_that_is_gone_is_ordered_again_and_really_sent(place: Place) -> None:
    case = place.opened("k1")
    sql("DELETE FROM store_delivery WHERE case_id = %s", case)
    assert place.send_all() == 0
    found = audited(place)
    assert {one.kind for one in found} == {"delivery_missing"}
    assert all(one.repaired_at is not None and one.stream == case for one in found)
    assert place.send_all() == len(found)
    assert len(place.peer.taken) == len(found)
    assert audited(place) == []
    assert place.send_all() == 0


def test_a_notice_that_nobody_would_send_is_woken_and_really_sent(place: Place) -> None:
    place.opened("k1")
    sql("UPDATE store_delivery SET due_at = NULL")
    assert place.send_all() == 0
    assert {one.kind for one in audited(place)} == {"delivery_asleep"}
    assert place.send_all() > 0
    assert place.peer.taken


def test_a_command_that_is_gone_or_asleep_is_run(place: Place) -> None:
    for number in range(2):
        place.opened(f"k{number}", conversation=f"c{number}", customer={"id": f"customer-{number}"})
    kept = rows("SELECT event, target FROM store_reaction WHERE event NOT LIKE 'signal/%%' ORDER BY 1, 2")
    assert kept
    sql("DELETE FROM store_reaction WHERE event NOT LIKE %s", "signal/%")
    assert {one.kind for one in audited(place)} == {"reaction_missing"}
    assert rows("SELECT event, target FROM store_reaction WHERE event NOT LIKE 'signal/%%' ORDER BY 1, 2") == kept
    sql("UPDATE store_reaction SET due_at = NULL")
    assert {one.kind for one in audited(place)} == {"reaction_asleep"}
    assert run_reactions(place.desk) >= len(kept)
    assert audited(place) == []


def test_what_was_never_told_a_week_ago_is_reported_and_left_to_people(place: Place) -> None:
    lived(place)
    place.clock.forward(seconds=REPAIRED_FOR.total_seconds() + 1)
    work(place)
    (id_,) = rows("SELECT min(id) FROM store_delivery WHERE purpose = 'route'")[0]
    sql("DELETE FROM store_delivery WHERE id = %s", id_)
    (found,) = audited(place)
    assert (found.kind, found.repaired_at) == ("delivery_missing", None)
    assert id_ in found.said
    assert rows("SELECT count(*) FROM store_delivery WHERE purpose = 'route' AND id = '" + id_ + "'") == [(0,)]


def test_an_event_that_is_gone_is_said_by_its_number_and_nothing_is_guessed(place: Place) -> None:
    case = place.opened("k1")
    sql("DELETE FROM store_event WHERE stream = %s AND version = 2", case)
    before = rows("SELECT * FROM store_case ORDER BY id")
    found = audited(place)
    assert [(one.kind, one.stream, one.repaired_at) for one in found] == [("events", case, None)]
    assert "event 2 " in found[0].said
    assert rows("SELECT * FROM store_case ORDER BY id") == before


def test_a_page_ends_early_where_its_cases_have_long_histories_and_the_next_goes_on(place: Place) -> None:
    cases = sorted(place.opened(f"k{number}", conversation=f"c{number}") for number in range(4))
    sql("UPDATE store_case SET wake_at = NULL")
    each, at, found = len(place.events(cases[0])), Round(), list[Finding]()
    for looked_at in (2, 4):
        found += audit_page(AuditAdapter(), at, place.clock.now(), events=each + 1)
        assert (at.looked_at, at.events) == (looked_at, looked_at * each)
    assert [one.stream for one in found] == cases
    assert not at.of_cases


def test_an_account_is_audited_as_a_case_is(place: Place) -> None:
    lived(place)
    right = rows("SELECT * FROM store_aggregate ORDER BY kind, id")
    sql("UPDATE store_aggregate SET state = '{}'")
    sql("UPDATE store_aggregate SET wake_at = 1 WHERE wake_at IS NULL")
    found = audited(place)
    assert {one.kind for one in found} == {"snapshot", "wake_up"}
    assert rows("SELECT * FROM store_aggregate ORDER BY kind, id") == right


def test_what_is_due_for_too_long_stands_until_it_is_done(place: Place) -> None:
    case = place.opened("k1")
    place.clock.forward(minutes=15, seconds=GRACE.total_seconds() + 1)
    found = {one.kind: one for one in audited(place)}
    assert {"overdue_case", "overdue_delivery"} <= set(found)
    assert "messages by" in found["overdue_delivery"].said
    standing = [one.kind for one in AuditAdapter().standing()]
    audited(place)
    assert [one.kind for one in AuditAdapter().standing()] == standing
    assert {one.times for one in AuditAdapter().findings()} == {1}
    work(place)
    audited(place)
    assert AuditAdapter().standing() == []
    assert all(one.gone_at is not None for one in AuditAdapter().findings())
    assert "clock_at_risk" in place.events(case)


def test_however_many_findings_stand_each_is_settled_once_it_is_right_and_all_are_counted(place: Place) -> None:
    case, now = place.opened("k1"), place.clock.now()
    port = AuditAdapter()
    many = [
        Finding(workspace=WORKSPACE, id=f"events/{number}", kind="events", stream=f"c-{number}", said="amiss", at=now)
        for number in range(1200)
    ]
    port.report(many)
    port.report(many)
    place.clock.forward(seconds=1)
    sql("UPDATE store_case SET faults = 3 WHERE id = %s", case)
    assert [one.kind for one in audited(place)] == ["failing"]
    assert port.counts() == {("events", "standing"): 1200, ("failing", "standing"): 1}
    assert len(port.standing()) == 100
    assert {one.times for one in port.standing(2000)} == {1}
    sql("UPDATE store_case SET faults = 0 WHERE id = %s", case)
    assert audited(place) == []
    assert port.counts() == {("events", "standing"): 1200, ("failing", "gone"): 1}


def test_a_delivery_in_the_hands_of_nobody_is_said(place: Place) -> None:
    place.opened("k1")
    late = int((place.clock.now() - timedelta(hours=1)).timestamp() * 1_000_000)
    sql("UPDATE store_delivery SET state = 'sending', due_at = %s", late)
    assert {one.kind for one in audited(place)} == {"overdue_sending"}


def test_a_wake_up_that_fails_is_said_and_left_alone(place: Place) -> None:
    case = place.opened("k1")
    sql("UPDATE store_case SET faults = 3, wake_at = wake_at + 60000000 WHERE id = %s", case)
    before = rows("SELECT * FROM store_case ORDER BY id")
    assert [(one.kind, one.repaired_at) for one in audited(place)] == [("failing", None)]
    assert rows("SELECT * FROM store_case ORDER BY id") == before


def test_a_repair_never_overtakes_somebody_who_was_quicker(place: Place) -> None:
    """Between the look and the repair the case is changed: the repair does nothing, and the next look finds nothing."""
    case = place.opened("k1")
    sql("UPDATE store_case SET wake_at = NULL WHERE id = %s", case)

    class Overtaken(AuditAdapter):
        def mend(self, row: KeptRow, *rest: Any) -> bool:
            place.signal("k2", "It is still there, please hurry", conversation=None)
            sql("UPDATE store_case SET version = version + 1 WHERE id = %s", case)
            mended = super().mend(row, *rest)
            sql("UPDATE store_case SET version = version - 1 WHERE id = %s", case)
            return mended

    assert audit_page(Overtaken(), Round(), place.clock.now()) == []
    assert rows("SELECT wake_at FROM store_case WHERE id = '" + case + "'") == [(None,)]
    assert AuditAdapter().findings() == []


def test_two_auditors_order_a_missing_notice_once(place: Place) -> None:
    place.opened("k1")
    kept = rows("SELECT id FROM store_delivery ORDER BY id")
    sql("DELETE FROM store_delivery")
    seen = AuditAdapter()

    class Second(AuditAdapter):
        def mend(self, row: KeptRow, *rest: Any) -> bool:
            audit_page(seen, Round(), place.clock.now())
            return super().mend(row, *rest)

    audit_page(Second(), Round(), place.clock.now())
    assert rows("SELECT id FROM store_delivery ORDER BY id") == kept


def test_its_thread_finds_repairs_and_ends_when_it_is_told_to(place: Place) -> None:
    case = place.opened("k1")
    sql("UPDATE store_case SET wake_at = NULL WHERE id = %s", case)
    rung = threading.Event()
    auditor = Auditor(replace(place.another().desk), AuditAdapter(ring=rung.set), WatchAdapter(), percent=100)
    thread = threading.Thread(target=auditor.run)
    thread.start()
    try:
        assert rung.wait(20)
    finally:
        auditor.stop()
        thread.join(20)
    assert not thread.is_alive()
    assert rows("SELECT wake_at IS NULL FROM store_case WHERE id = '" + case + "'") in ([(0,)], [(False,)])


def test_what_cannot_be_looked_at_holds_up_no_other(place: Place) -> None:
    bad = place.opened("k1", conversation="c1")
    good = place.opened("k2", conversation="c2")
    sql("UPDATE store_case SET wake_at = NULL WHERE id = %s", good)

    class Fails(AuditAdapter):
        def events(self, workspace: str, stream: str) -> Any:
            if stream == bad:
                raise ValueError("broken")
            return super().events(workspace, stream)

    found = audit_page(Fails(), Round(), place.clock.now())
    assert {(one.kind, one.stream) for one in found} == {("events", bad), ("wake_up", good)}
