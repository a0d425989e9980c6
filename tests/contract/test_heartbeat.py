"""The heart beats while the desk works in time, and falls silent when something stays undone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import DatabaseError, connection

from stepladder import beats
from stepladder.beats import Beat, unseal
from stepladder.service.desk import Desk
from stepladder.service.lanes import SenderLane, lanes
from stepladder.service.outages import note_outages
from stepladder.service.time_port import SystemTime
from stepladder.signing import signature
from stepladder.store.adapter import StoreAdapter
from stepladder.store.sql import Database
from stepladder.store.watching import WatchAdapter
from stepladder.worker.heartbeat import Heart, Pace
from tests.contract.place import WORKSPACE, Place

SECRET = "known to both"


def heart_of(desk: Desk, folder: Path, **pace: Any) -> Heart:
    return heart_beside(lanes(desk), desk, folder, **pace)


def heart_beside(senders: Sequence[SenderLane], desk: Desk, folder: Path, **pace: Any) -> Heart:
    return Heart(desk, WatchAdapter(), folder, SECRET, Pace(**pace), senders)


def read(folder: Path) -> Beat:
    return unseal((folder / beats.FILE).read_bytes(), SECRET, where="file")


@contextmanager
def running(heart: Heart) -> Iterator[None]:
    thread = threading.Thread(target=heart.run)
    thread.start()
    try:
        yield
    finally:
        heart.stop()
        thread.join(20)
    assert not thread.is_alive()


@contextmanager
def receiver(answer: int = 204) -> Iterator[tuple[str, list[tuple[str, bytes]], threading.Event]]:
    """A web server that keeps what is posted: its address, (signature, body) of each, and whether one came."""
    taken: list[tuple[str, bytes]] = []
    came = threading.Event()

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.headers[beats.HEADER], body))
            self.send_response(answer)
            self.end_headers()
            came.set()

        def log_message(self, *_: Any) -> None:
            """The library tells of every line it hears."""

    server = HTTPServer(("127.0.0.1", 0), Take)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/beat", taken, came
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def test_a_beat_is_kept_in_a_file_and_a_row_and_counts_on(place: Place, tmp_path: Path) -> None:
    heart = heart_of(place.desk, tmp_path)
    heart.beat()
    first = read(tmp_path)
    heart.beat()
    second = read(tmp_path)
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.follows(first)
    assert not first.follows(second)
    assert second.desk == "http://desk.example"
    last = WatchAdapter().last_beat()
    assert last is not None
    assert unseal(last[1], SECRET, where="row") == second
    assert last[0] == second.at
    assert [one.name for one in tmp_path.glob("heartbeat*")] == [beats.FILE]


def test_beats_go_by_the_clock_that_all_hosts_share_not_by_the_hosts_own(place: Place, tmp_path: Path) -> None:
    place.clock.shifted = False
    heart_of(place.desk, tmp_path).beat()
    assert read(tmp_path).at == place.clock.now()
    place.clock.forward(minutes=1)
    assert note_outages(place.desk, WatchAdapter(), timedelta(minutes=2)) == []


def test_under_a_clock_that_was_set_they_go_by_the_time_of_day(place: Place, tmp_path: Path) -> None:
    before = SystemTime().now()
    heart_of(place.desk, tmp_path).beat()
    assert before <= read(tmp_path).at <= SystemTime().now()


def test_what_has_just_fallen_due_keeps_it_beating_and_what_stays_undone_does_not(place: Place, tmp_path: Path) -> None:
    place.opened("k1")
    place.seal_all()
    while place.send_all():
        pass
    heart = heart_of(place.desk, tmp_path, overdue_seconds=60)
    assert heart.amiss() is None
    place.clock.forward(minutes=15, seconds=59)
    assert heart.amiss() is None
    place.clock.forward(seconds=2)
    assert heart.amiss() == "a case or a command has been due for 61 s"


def test_a_sender_that_does_not_send_stops_it(place: Place, tmp_path: Path) -> None:
    place.opened("k1")
    place.seal_all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_reaction")
    place.clock.forward(seconds=61)
    assert "a message into the console box has been due for 61 s" in str(heart_of(place.desk, tmp_path).amiss())
    place.send_all()
    assert heart_of(place.desk, tmp_path).amiss() is None


def test_a_sealer_that_stands_still_stops_it_and_one_that_works_off_what_waits_does_not(
    place: Place, tmp_path: Path
) -> None:
    place.opened("k1")
    Database().change("DELETE FROM store_reaction")
    Database().change("DELETE FROM store_delivery")
    heart = heart_of(place.desk, tmp_path, overdue_seconds=60)
    place.clock.forward(seconds=60)
    assert heart.amiss() is None
    place.clock.forward(seconds=1)
    assert heart.amiss() == "the seal of an event has been due for 61 s"
    place.desk.proof.seal(WORKSPACE, place.clock.now(), 1)
    assert place.desk.proof.unsealed() == WORKSPACE
    assert heart.amiss() is None
    place.clock.forward(seconds=61)
    assert heart.amiss() == "the seal of an event has been due for 61 s"
    place.seal_all()
    assert heart.amiss() is None


def test_a_thread_beats_falls_silent_says_why_once_and_goes_on(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone, asked = threading.Event(), threading.Semaphore(0)

    class Cut(StoreAdapter):
        def next_instant(self, lane=None):  # type: ignore[no-untyped-def]
            asked.release()
            if gone.is_set():
                raise DatabaseError("the line is cut")
            return super().next_instant(lane)

    def looks(count: int) -> None:
        for _ in range(count):
            assert asked.acquire(timeout=20)

    caplog.set_level(logging.WARNING)
    heart = heart_of(replace(place.desk, store=Cut(place.clock)), tmp_path, every_seconds=0.02)
    with running(heart):
        looks(6)
        gone.set()
        looks(10)
        silent = read(tmp_path).sequence
        looks(5)
        assert read(tmp_path).sequence == silent
        gone.clear()
        looks(20)
        assert read(tmp_path).sequence > silent
    said = [one.getMessage() for one in caplog.records if "heartbeat" in one.getMessage()]
    assert len(said) == 2
    assert "stops" in said[0]
    assert "the line is cut" in said[0]
    assert "goes on" in said[1]


def test_it_is_posted_signed_and_fresh(place: Place, tmp_path: Path) -> None:
    with receiver() as (url, taken, came):
        heart_of(place.desk, tmp_path, url=url).beat()
        assert came.wait(20)
    ((signed, body),) = taken
    beat = msgspec.json.decode(body, type=Beat)
    assert signed == signature(SECRET, body, int(beat.at.timestamp()))
    assert signed.startswith(f"t={int(beat.at.timestamp())},v1=")
    assert beat == read(tmp_path)


def test_a_webhook_that_refuses_or_is_not_there_keeps_nothing_from_beating(place: Place, tmp_path: Path) -> None:
    with receiver(answer=500) as (url, _, came):
        heart = heart_of(place.desk, tmp_path, url=url)
        heart.beat()
        assert came.wait(20)
    heart.beat()
    heart.beat()
    assert read(tmp_path).sequence == 3


def test_a_worker_that_is_gone_for_a_day_is_forgotten(place: Place, tmp_path: Path) -> None:
    heart_of(place.desk, tmp_path).beat()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_beat SET worker = 'old:1', at = at - 90000000000")
    heart_of(place.desk, tmp_path).beat()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_beat")
        assert cursor.fetchone() == (1,)
