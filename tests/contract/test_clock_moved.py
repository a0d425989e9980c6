"""F13: the clock is moved by an hour under a desk at work: nothing is done early, nothing waits, it is on record."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stepladder.service.ports import AttemptReport
from stepladder.service.ports_due import BOUNDS, DueRecord
from stepladder.store.database_time import DatabaseTime
from stepladder.store.due_records import DueRecordAdapter
from stepladder.worker.bell import Bell
from stepladder.worker.clock_watch import SETTLES_IN, ClockWatch
from stepladder.worker.loop import Worker
from tests.contract.place import START, WORKSPACE, HandClock, Place
from tests.contract.test_worker import until

HOUR = timedelta(hours=1)


class Steady:
    """A count of seconds that the test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def watched() -> tuple[ClockWatch, HandClock, Steady, list[timedelta]]:
    clock, steady, seen = HandClock(), Steady(), list[timedelta]()
    return ClockWatch(clock.now, lambda now, by: seen.append(by), steady), clock, steady, seen


def test_f13_a_clock_that_runs_as_it_should_is_no_jump() -> None:
    watch, clock, steady, seen = watched()
    for seconds in (0.5, 3_600.0, 4.9):
        clock.forward(seconds=seconds)
        steady.seconds += seconds
        assert watch.seconds_to_hold() == 0
    clock.forward(seconds=4.9)
    assert watch.seconds_to_hold() == 0, "corrected by less than it may be"
    assert seen == []


def test_f13_an_hour_forward_holds_everything_until_the_clock_has_settled() -> None:
    watch, clock, steady, seen = watched()
    clock.forward(hours=1)
    assert watch.seconds_to_hold() == SETTLES_IN
    clock.forward(seconds=SETTLES_IN)
    steady.seconds += SETTLES_IN
    assert watch.seconds_to_hold() == 0
    assert seen == [HOUR]


def test_f13_forward_and_back_within_the_time_it_settles_does_nothing_early() -> None:
    watch, clock, _, seen = watched()
    clock.forward(hours=1)
    assert watch.seconds_to_hold() > 0
    clock.forward(hours=-1)
    assert watch.seconds_to_hold() == 0
    assert seen == [HOUR, -HOUR]


def test_f13_a_jump_that_could_not_be_told_of_is_told_again() -> None:
    clock, steady, left = HandClock(), Steady(), [OSError("the database is away")]

    def tell(now: object, by: timedelta) -> None:
        if left:
            raise left.pop()

    watch = ClockWatch(clock.now, tell, steady)
    clock.forward(hours=-1)
    with pytest.raises(OSError, match="away"):
        watch.seconds_to_hold()
    assert watch.seconds_to_hold() == 0
    assert left == []


def test_f13_an_hour_back_leaves_no_message_waiting_for_the_clock_to_come_back(place: Place) -> None:
    place.opened("k1")
    records = DueRecordAdapter()
    now = place.clock.forward(hours=-1)
    assert place.send_all() == 0, "by this clock it is not due yet"
    assert records.after_jump(now, -HOUR) == 1
    assert records.after_jump(now, -HOUR) == 0, "twice does no harm"
    assert place.send_all() == 1


def test_f13_an_hour_forward_takes_no_sender_for_cut_off(place: Place) -> None:
    place.opened("k1")
    (claimed,) = place.store.claim_deliveries(place.clock.now(), 180, 10)
    now = place.clock.forward(hours=1)
    assert len(place.store.expired_leases(now, 10)) == 1
    assert DueRecordAdapter().after_jump(now, HOUR) == 1
    assert place.store.expired_leases(now, 10) == []
    done = AttemptReport(
        workspace=WORKSPACE,
        delivery=claimed.delivery.id,
        fence=claimed.fence,
        at=now,
        state="sent",
        address="a@b.example",
    )
    assert place.store.report_attempt(done)


def test_a_lease_that_was_over_before_the_jump_stays_over(place: Place) -> None:
    place.opened("k1")
    place.store.claim_deliveries(place.clock.now(), 180, 10)
    place.clock.forward(minutes=10)
    now = place.clock.forward(minutes=1)
    assert DueRecordAdapter().after_jump(now, timedelta(minutes=1)) == 0
    assert len(place.store.expired_leases(now, 10)) == 1


def test_what_a_worker_says_of_itself_is_kept_and_its_last_word_counts(place: Place) -> None:
    records = DueRecordAdapter()
    first = DueRecord(worker="a/1", started_at=START, seen_at=START)
    second = first.and_woken((timedelta(milliseconds=50), timedelta(seconds=6)), 1).and_jumped(START, -HOUR)
    for one in (DueRecord(worker="b/2", started_at=START, seen_at=START), first, second):
        records.keep(one)
    kept = records.records()
    assert [one.worker for one in kept] == ["a/1", "b/2"]
    assert kept[0] == second
    assert (kept[0].woken, kept[0].late, kept[0].failed, kept[0].worst) == (2, 1, 1, 6.0)
    assert (kept[0].jumps, kept[0].jumped_by) == (1, -3_600.0)
    assert kept[0].counts == (*(int(bound in (0.1, 15.0)) for bound in BOUNDS), 0)
    records.keep(DueRecord(worker="c/3", started_at=START, seen_at=START + timedelta(days=8)))
    assert [one.worker for one in records.records()] == ["c/3"]


def test_f13_a_worker_keeps_how_late_it_was_and_that_its_clock_was_moved(place: Place, tmp_path: Path) -> None:
    place.opened("k1")
    place.clock.forward(minutes=15, seconds=9)
    desk = replace(place.another().desk, due_records=DueRecordAdapter())
    bell = Bell(tmp_path)
    worker = Worker(desk, bell)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert until(lambda: any(one.late for one in DueRecordAdapter().records()))
        place.clock.forward(hours=-1)
        bell.ring()
        assert until(lambda: any(one.jumps for one in DueRecordAdapter().records()))
    finally:
        worker.stop()
        thread.join(20)
        bell.close()
    (kept,) = DueRecordAdapter().records()
    assert 9.0 <= kept.worst < 15.0
    assert round(kept.jumped_by) == -3_600


def test_f13_on_postgresql_a_host_whose_own_clock_is_moved_keeps_the_databases_time(postgres_database: str) -> None:
    own, steady = HandClock(), Steady()
    time = DatabaseTime("default", own, steady)
    first = time.now()
    assert abs(first - START) > timedelta(days=1), "the host's clock says something else"
    own.forward(hours=1)
    steady.seconds += 9.0
    assert abs(time.now() - first - timedelta(seconds=9)) < timedelta(milliseconds=1), "counted on in between"
    steady.seconds += 2.0
    assert abs(time.now() - first) < timedelta(seconds=8), "and asked again"


def test_a_database_that_does_not_answer_leaves_the_time_running(postgres_database: str) -> None:
    from django.db import connection

    own, steady = HandClock(), Steady()
    time = DatabaseTime("default", own, steady)
    first = time.now()
    steady.seconds += 11.0
    connection.ensure_connection()
    connection.connection.close()
    assert abs(time.now() - first - timedelta(seconds=11)) < timedelta(milliseconds=1)
    connection.close()
