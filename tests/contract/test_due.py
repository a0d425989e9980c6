"""What falls due is done once, the most urgent first, whoever else is at work."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from django.db import connection, connections

from stepladder.core.case.state import Case
from stepladder.service.ports import Change
from stepladder.service.ticking import tick_case, tick_due
from tests.contract.place import LEAK, START, WORKSPACE, Place

WISH = "It would be nice to have a feature request: please add dark mode"


def test_a_deadline_is_missed_once_and_told(place: Place) -> None:
    case = place.opened("k1")
    place.clock.forward(minutes=31)
    assert tick_due(place.desk).ticked == 1
    assert tick_due(place.desk).seen == 0
    missed = [one for one in place.store.events(WORKSPACE, case) if one.type == "clock_missed"]
    assert [one.at for one in missed] == [START + timedelta(minutes=30)] * 2
    assert {one.noticed_at for one in missed} == {place.clock.now()}
    assert "security missed" in place.deliveries()


def test_nothing_is_done_before_it_is_due(place: Place) -> None:
    place.opened("k1")
    assert place.store.next_instant() == START + timedelta(minutes=15)
    place.clock.forward(minutes=14)
    assert tick_due(place.desk).seen == 0


def test_the_most_urgent_come_first_then_those_due_earlier(place: Place) -> None:
    cases = [place.opened(f"k{number}", conversation=f"c{number}") for number in range(3)]
    with connection.cursor() as cursor:
        for case, urgency in zip(cases, (1, 3, 3), strict=True):
            cursor.execute("UPDATE store_case SET urgency = %s WHERE id = %s", (urgency, case))
        cursor.execute("UPDATE store_case SET wake_at = wake_at - 1000000 WHERE id = %s", (cases[2],))
    place.clock.forward(hours=1)
    seen: list[str] = []

    def look(workspace: str, case: Case) -> Change | None:
        seen.append(case.id)
        return tick_case(place.desk, workspace, case, place.clock.now())

    place.store.tick_due(place.clock.now(), 2, look)
    assert seen == [cases[2], cases[1]]


def test_a_case_that_cannot_be_ticked_holds_up_no_other_and_comes_again_later(place: Place) -> None:
    bad, good = place.opened("k1", conversation="c1"), place.opened("k2", conversation="c2")
    now = place.clock.forward(minutes=16)

    def fails_once(workspace: str, case: Case) -> Change | None:
        if case.id == bad:
            raise ValueError("broken")
        return tick_case(place.desk, workspace, case, now)

    report = place.store.tick_due(now, 100, fails_once)
    assert [(case, str(fault)) for _, case, fault in report.failed] == [(bad, "broken")]
    assert report.ticked == 1
    assert "clock_at_risk" in place.events(good)
    assert tick_due(place.desk).seen == 0
    place.clock.forward(seconds=31)
    assert tick_due(place.desk).ticked == 1
    assert "clock_at_risk" in place.events(bad)


def test_a_snapshot_that_cannot_be_read_holds_up_no_other(place: Place) -> None:
    bad, good = place.opened("k1", conversation="c1"), place.opened("k2", conversation="c2")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_case SET state = 'broken' WHERE id = %s", (bad,))
    place.clock.forward(minutes=16)
    report = tick_due(place.desk)
    assert [case for _, case, _ in report.failed] == [bad]
    assert "clock_at_risk" in place.events(good)


def test_two_workers_do_each_case_once(place: Place) -> None:
    for number in range(60):
        place.opened(f"k{number}", conversation=f"c{number}")
    place.clock.forward(minutes=16)
    ticked: list[int] = []
    faults: list[BaseException] = []

    def work() -> None:
        desk = place.another().desk
        try:
            for _ in range(20):
                report = tick_due(desk, 10)
                ticked.append(report.ticked)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sum(ticked) == 60
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT stream) FROM store_event WHERE type = 'clock_at_risk'")
        events, streams = cursor.fetchone()
    assert (events, streams) == (120, 60)


def test_t45_a_thousand_due_at_once_are_all_done_in_one_pass(place: Place, tmp_path: Path) -> None:
    from stepladder.service.intake import receive_batch
    from stepladder.worker.bell import Bell
    from stepladder.worker.loop import Worker
    from tests.contract.place import body

    lines = (body(LEAK, id=f"k{number}", conversation=f"c{number}") for number in range(1_000))
    assert receive_batch(place.desk, WORKSPACE, "tests", lines).accepted == 1_000
    place.clock.forward(minutes=16)
    bell = Bell(tmp_path)
    Worker(place.desk, bell).due_pass()
    bell.close()
    assert tick_due(place.desk).seen == 0, "more than two batches, and nothing is left for another pass"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT stream) FROM store_event WHERE type = 'clock_at_risk'")
        assert cursor.fetchone() == (1_000,)
