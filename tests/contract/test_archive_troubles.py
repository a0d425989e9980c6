"""Archiving where the machine or somebody else is in the way: a full disk, a file that was left, another restore."""

from __future__ import annotations

import resource
import signal
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from stepladder.core.values import DeskError
from stepladder.store import archive_reading
from stepladder.store.archive_file import FORM, Header, NewArchive
from stepladder.store.archive_reading import Restored
from stepladder.store.belonging_rows import put_in
from stepladder.store.belongings import Belongings
from stepladder.store.sql import Database
from tests.contract.archiving import closed, let_years_pass, make
from tests.contract.place import Place


def test_a_full_disk_is_said_and_leaves_nothing(place: Place, tmp_path: Path) -> None:
    closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
    try:
        with pytest.raises(DeskError, match=r"the file cannot be written .* Nothing was taken out"):
            make(place, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.glob("*.gz*")) == list(tmp_path.glob(".*.part")) == []


def test_what_was_never_finished_is_named(tmp_path: Path) -> None:
    header = Header(form=FORM, workspace="main", zone="UTC", release="0.1.0", made_at=datetime(2026, 1, 1, tzinfo=UTC))
    first = NewArchive(tmp_path / header.name, header)
    with pytest.raises(DeskError, match=r"\.part: a file that was never finished is there"):
        NewArchive(tmp_path / header.name, header)
    first.drop()


def test_two_who_bring_the_same_cases_back_wait_for_each_other_in_one_order(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.contract.place import new_place

    place = new_place()
    first, second = sorted(closed(place, key, customer={"id": f"of-{key}"}) for key in ("k1", "k2"))
    let_years_pass(place)
    file = make(place, tmp_path).file
    assert file is not None
    both, done, faults = threading.Barrier(2), list[Restored](), list[BaseException]()

    def slowly(database: Database, one: Belongings) -> None:
        put_in(database, one)
        with suppress(threading.BrokenBarrierError):
            both.wait(1)  # Where each held what the other is to take next, both would come here.

    def bring(*ids: str) -> None:
        try:
            done.append(archive_reading.restore(place.desk, file, ids))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    monkeypatch.setattr(archive_reading, "put_in", slowly)
    threads = [threading.Thread(target=bring, args=ids) for ids in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert sorted(len(one.cases) for one in done) == [0, 2]
