"""The worker wakes at once when it is rung for, lives through faults, and ends when it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from stepladder.ringing import Ringer
from stepladder.service.desk import Desk
from stepladder.store.adapter import StoreAdapter
from stepladder.worker.bell import Bell
from stepladder.worker.loop import Worker
from tests.contract.place import WORKSPACE, Place


@contextmanager
def at_work(desk: Desk, folder: Path) -> Iterator[Bell]:
    """A worker in a thread, which must end when it is stopped."""
    bell = Bell(folder)
    worker = Worker(desk, bell)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield bell
    finally:
        worker.stop()
        thread.join(20)
        bell.close()
    assert not thread.is_alive()


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        threading.Event().wait(0.02)
    return true()


def test_what_is_stored_elsewhere_is_sent_when_the_bell_rings(place: Place, tmp_path: Path) -> None:
    with at_work(place.another().desk, tmp_path):
        place.opened("k1")
        Ringer(tmp_path)()
        assert until(lambda: len(place.peer.taken) == 1)


def test_without_a_bell_new_work_is_seen_all_the_same(place: Place, tmp_path: Path) -> None:
    with at_work(place.another().desk, tmp_path / "nowhere"):
        place.opened("k1")
        assert until(lambda: len(place.peer.taken) == 1)


def test_what_falls_due_is_done_and_told(place: Place, tmp_path: Path) -> None:
    case = place.opened("k1")
    place.clock.forward(minutes=31)
    with at_work(place.another().desk, tmp_path):
        assert until(lambda: "clock_missed" in place.events(case))
        assert until(lambda: any(one.subject.startswith("Missed") for one in place.peer.taken))


def test_a_fault_is_lived_through(place: Place, tmp_path: Path) -> None:
    class Fails(StoreAdapter):
        left = 2

        def next_instant(self, lane=None):  # type: ignore[no-untyped-def]
            if lane is None and Fails.left:
                Fails.left -= 1
                raise OSError("the disk is gone")
            return super().next_instant(lane)

    case = place.opened("k1")
    place.clock.forward(minutes=31)
    other = place.another().desk
    with at_work(replace(other, store=Fails(place.clock)), tmp_path):
        assert until(lambda: "clock_missed" in place.events(case))
    assert Fails.left == 0


def test_a_worker_that_was_stopped_leaves_nothing_half_done(place: Place, tmp_path: Path) -> None:
    for number in range(30):
        place.opened(f"k{number}", conversation=f"c{number}")
    with at_work(place.another().desk, tmp_path):
        pass
    states = {one.state for one in place.store.deliveries(WORKSPACE)}
    assert states <= {"waiting", "sent", "sending"}
    place.clock.forward(minutes=10)
    while place.send_all():
        pass
    assert {one.state for one in place.store.deliveries(WORKSPACE)} <= {"sent"}
    assert len({one.key for one in place.peer.taken}) == 30


def test_ringing_where_nobody_listens_is_no_fault(tmp_path: Path) -> None:
    ring = Ringer(tmp_path)
    ring()
    bell = Bell(tmp_path)
    ring()
    assert bell.wait(1)
    assert not bell.wait(0)
    bell.close()
    ring()
    again = Bell(tmp_path)
    ring()
    assert again.wait(1)
    again.close()
