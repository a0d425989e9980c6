"""Workers on other hosts are woken at once over PostgreSQL, and look by themselves where nothing is passed on."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from stepladder.ringing import Ringer
from stepladder.store.far_bell import FarRinger
from stepladder.worker.bell import Bell
from stepladder.worker.far_bell import FarBell
from tests.contract.test_worker import until
from tests.harness.databases import connected_to

NOTIFICATION = b"A"


@contextmanager
def listening(bell: Bell) -> Iterator[FarBell]:
    far = FarBell(bell.ring)
    far.start()
    try:
        assert far.hears.wait(20)
        assert bell.wait(5), "what was stored before anybody listened is looked for"
        yield far
    finally:
        far.stop()


def test_a_ring_on_another_host_is_heard_at_once(postgres_database: str, tmp_path: Path) -> None:
    bell = Bell(tmp_path / "here")
    ring = Ringer(tmp_path / "elsewhere", beyond=FarRinger())
    with listening(bell):
        for _ in range(3):
            ring()
            assert bell.wait(10)
    bell.close()


def test_a_thousand_rings_are_few_notifications_and_the_last_is_not_lost(
    postgres_database: str, tmp_path: Path
) -> None:
    bell, ring = Bell(tmp_path), FarRinger()
    with listening(bell):
        rung = 0
        for _ in range(1_000):
            ring()
        while bell.wait(0.5):
            rung += 1
    assert 1 <= rung < 100
    bell.close()


def test_whoever_listens_in_the_folder_is_rung_and_nobody_beyond(tmp_path: Path) -> None:
    beyond: list[str] = []
    bell, ring = Bell(tmp_path), Ringer(tmp_path, beyond=lambda: beyond.append("rung"))
    ring()
    assert bell.wait(1)
    assert beyond == []
    bell.close()
    ring()
    assert beyond == ["rung"]


def test_a_pooler_that_passes_nothing_on_is_said_once(postgres_database: str, caplog: pytest.LogCaptureFixture) -> None:
    with pooled(), caplog.at_level(logging.WARNING):
        far = FarBell(lambda: None)
        far.start()
        assert until(lambda: "within a second" in caplog.text)
        assert not far.hears.is_set()
        far.stop()
    assert caplog.text.count("within a second") == 1


def test_a_trial_that_was_not_heard_is_tried_again(postgres_database: str, caplog: pytest.LogCaptureFixture) -> None:
    passes_on = threading.Event()
    with pooled(passes_on), caplog.at_level(logging.WARNING):
        far = FarBell(lambda: None, try_again_after=0.1)
        far.start()
        assert until(lambda: "within a second" in caplog.text)
        passes_on.set()
        assert far.hears.wait(20)
        far.stop()
    assert caplog.text.count("within a second") == 1


@contextmanager
def pooled(passes_on: threading.Event | None = None) -> Iterator[None]:
    """The same database, over something that takes every order and keeps notifications to itself until it passes on."""
    settings = connection.settings_dict
    home = f"{settings['HOST']}/.s.PGSQL.{settings['PORT'] or 5432}"
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, home, passes_on or threading.Event()), daemon=True).start()
        way = {"HOST": "127.0.0.1", "PORT": str(server.getsockname()[1])}
        with connected_to(
            {**settings, **way, "OPTIONS": {**settings["OPTIONS"], "sslmode": "disable", "gssencmode": "disable"}}
        ):
            yield


def _accept(server: socket.socket, home: str, passes_on: threading.Event) -> None:
    with suppress(OSError):
        while True:
            near, _ = server.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(home)
            threading.Thread(target=_pass_on, args=(near, far), daemon=True).start()
            threading.Thread(target=_pass_back, args=(far, near, passes_on), daemon=True).start()


def _pass_on(near: socket.socket, far: socket.socket) -> None:
    with suppress(OSError):
        while said := near.recv(65_536):
            far.sendall(said)
        far.shutdown(socket.SHUT_RDWR)


def _pass_back(far: socket.socket, near: socket.socket, passes_on: threading.Event) -> None:
    """Messages of the server: a letter, four bytes of length that count themselves, and the rest."""
    with near, far, suppress(OSError), far.makefile("rb") as messages:
        while head := messages.read(5):
            rest = messages.read(int.from_bytes(head[1:], "big") - 4)
            if head[:1] != NOTIFICATION or passes_on.is_set():
                near.sendall(head + rest)


def test_a_bell_that_was_cut_off_is_heard_again(postgres_database: str, tmp_path: Path) -> None:
    bell, ring = Bell(tmp_path), FarRinger()
    with listening(bell) as far:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
            )
            assert cursor.fetchall()
        assert until(lambda: not far.hears.is_set())
        assert far.hears.wait(20)
        assert bell.wait(5)
        ring()
        assert bell.wait(10)
    bell.close()
