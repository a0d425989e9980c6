"""F13: the clock is moved by an hour under a desk at work: nothing is done early, nothing waits, it is on record."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stepladder.service.ports import AttemptReport
from stepladder.service.ports_due import BOUNDS, DueRecord
from stepladder.service.retiring import SETTLES_AFTER
from stepladder.store import models
from stepladder.store.database_time import DatabaseTime
from stepladder.store.due_records import DueRecordAdapter
from stepladder.store.moments import stored
from stepladder.store.sql import Database
from stepladder.worker.bell import Bell
from stepladder.worker.clock_watch import SETTLES_IN, ClockWatch
from stepladder.worker.loop import Worker
from tests.contract.place import START, WORKSPACE, HandClock, Place
from tests.contract.senders import change
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
    clock, steady, left, told = HandClock(), Steady(), [OSError("the database is away")], list[timedelta]()

    def tell(now: object, by: timedelta) -> None:
        if left:
            raise left.pop()
        told.append(by)

    watch = ClockWatch(clock.now, tell, steady)
    clock.forward(hours=-1)
    with pytest.raises(OSError, match="away"):
        watch.seconds_to_hold()
    assert watch.seconds_to_hold() == 0
    assert (left, told) == ([], [-HOUR])


def test_f13_while_one_tells_of_a_jump_the_others_hold_still_and_do_not_wait_for_it() -> None:
    clock, steady, held = HandClock(), Steady(), list[float]()
    watch = ClockWatch(clock.now, lambda now, by: held.append(watch.seconds_to_hold()), steady)
    clock.forward(hours=-1)
    assert watch.seconds_to_hold() == 0
    assert len(held) == 1, "it is told of once"
    assert held[0] > 0


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


def test_f13_a_lease_that_a_jump_cuts_short_is_whole_again(place: Place) -> None:
    place.opened("k1")
    place.store.claim_deliveries(place.clock.now(), 180, 10)
    jump = timedelta(seconds=170)
    now = place.clock.forward(seconds=170)
    assert DueRecordAdapter().after_jump(now, jump) == 1
    assert DueRecordAdapter().after_jump(now, jump) == 0, "twice does no harm"
    assert place.store.expired_leases(place.clock.forward(seconds=40), 10) == [], "mail may take so long"
    assert len(place.store.expired_leases(place.clock.forward(minutes=5), 10)) == 1


def test_f13_four_workers_that_tell_of_one_jump_back_pull_a_retry_back_once(place: Place) -> None:
    place.opened("k1")
    before = place.clock.now()
    change(f"UPDATE store_delivery SET state = 'failed', due_at = {stored(before + HOUR)}")
    change(f"UPDATE store_reaction SET due_at = {stored(before + HOUR)}")
    jump = timedelta(minutes=-30)
    place.clock.forward(minutes=-30)
    for _ in range(4):
        now = place.clock.forward(seconds=1)
        DueRecordAdapter().after_jump(now, jump)
    assert place.store.claim_deliveries(before + jump + HOUR - timedelta(seconds=1), 180, 10) == []
    assert len(place.store.claim_deliveries(before + jump + HOUR, 180, 10)) == 1


def test_f13_forward_and_back_again_are_two_jumps_and_so_is_the_next_one_back(place: Place) -> None:
    place.opened("k1")
    before = place.clock.now()
    change(f"UPDATE store_delivery SET state = 'failed', due_at = {stored(before + 3 * HOUR)}")
    records = DueRecordAdapter()
    for by in (-HOUR, HOUR, -HOUR):
        records.after_jump(place.clock.forward(seconds=by.total_seconds()), by)
    assert len(place.store.claim_deliveries(before + HOUR, 180, 10)) == 1


def test_f13_a_jump_back_is_another_one_though_none_forward_came_since_the_last(place: Place) -> None:
    place.opened("k1")
    before = place.clock.now()
    change(f"UPDATE store_delivery SET state = 'failed', due_at = {stored(before + 3 * HOUR)}")
    for _ in range(2):
        DueRecordAdapter().after_jump(place.clock.forward(hours=-1), -HOUR)
        place.clock.forward(minutes=1)
    assert len(place.store.claim_deliveries(before + HOUR, 180, 10)) == 1


def test_f13_what_settles_a_retirement_does_so_neither_early_nor_an_hour_late(place: Place) -> None:
    before = place.clock.now()
    row = (WORKSPACE, "retired/x", "settle", "{}", stored(before + SETTLES_AFTER), 0, None, None, 0)
    Database("default").insert(models.Reaction, [row])
    now = place.clock.forward(hours=-1)
    for _ in range(2):
        DueRecordAdapter().after_jump(now, -HOUR)
    assert place.store.claim_reactions(now + SETTLES_AFTER - timedelta(seconds=1), 10) == []
    assert len(place.store.claim_reactions(now + SETTLES_AFTER, 10)) == 1


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


def test_f13_a_worker_whose_clock_was_set_back_leaves_no_message_waiting_for_it(place: Place, tmp_path: Path) -> None:
    place.opened("k1")
    change(f"UPDATE store_delivery SET state = 'failed', due_at = {stored(place.clock.now() + timedelta(minutes=5))}")
    bell = Bell(tmp_path)
    worker = Worker(replace(place.another().desk, due_records=DueRecordAdapter()), bell)
    now = place.clock.forward(hours=-1)
    change(f'UPDATE "store_case" SET "wake_at" = {stored(now)}')
    worker.due_pass()
    assert len(place.store.claim_deliveries(now + timedelta(minutes=5), 180, 10)) == 1
    bell.close()


def test_f13_a_clock_that_is_moved_within_a_pass_wakes_nobody_early(place: Place, tmp_path: Path) -> None:
    place.opened("k1")
    desk = replace(place.another().desk, due_records=DueRecordAdapter())
    bell = Bell(tmp_path)
    worker = Worker(desk, bell)
    due_at = place.store.next_instant()
    assert due_at is not None
    assert due_at < place.clock.forward(hours=1), "by the clock that was moved it is due"
    worker.due_pass()
    assert place.store.next_instant() == due_at
    (kept,) = DueRecordAdapter().records()
    assert (kept.jumps, kept.woken) == (1, 0)
    bell.close()


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
