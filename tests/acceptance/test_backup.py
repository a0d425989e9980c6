"""A desk is backed up while it works, lost, and made anew elsewhere: nothing that was acknowledged before is gone."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from stepladder.core.case.apply import fold
from tests.acceptance.stored import Stored
from tests.harness.databases import connected_to, settings_for
from tests.harness.desk import Desk, StartDesk
from tests.harness.environment import child_environment
from tests.harness.mail import MailPeer
from tests.harness.postgres import new_database

START = datetime.fromisoformat("2025-03-08T23:40:00-05:00")
LATER = START + timedelta(minutes=45)


@dataclass
class Sender:
    """Sends signals one after another until it is told to stop; `taken` holds what the desk acknowledged."""

    desk: Desk
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stopping, self._some = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._send)

    def start(self) -> None:
        self._thread.start()
        assert self._some.wait(30)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(30)

    def _send(self) -> None:
        number = 0
        while not self._stopping.is_set():
            number += 1
            answer = send(self.desk, f"k{number}")
            assert answer.status_code == 201, answer.text
            self.taken[f"k{number}"] = answer.json()
            if number == 8:
                self._some.set()
            self._stopping.wait(0.05)


def send(desk: Desk, key: str) -> httpx.Response:
    words = "The invoice list shows another company's invoices"
    body = {"at": START.isoformat(), "signal": {"text": words, "conversation": key}}
    return desk.post("/api/v1/signals", json=body, headers={"Idempotency-Key": key})


@dataclass(frozen=True)
class Place:
    """Where a desk lives, and where the one that is made of its backup will."""

    first_url: str | None
    second_url: str | None
    environment: dict[str, str]

    def run(self, *words: str, url: str | None, status: int = 0) -> subprocess.CompletedProcess[str]:
        """A command of the program, on the database of this URL or on SQLite."""
        named = {"STEPLADDER_DATABASE_URL": url} if url else {}
        done = subprocess.run(
            [sys.executable, "-m", "stepladder", *words],
            env=child_environment(Path("/nowhere"), **self.environment, **named),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == status, f"{words} ended with {done.returncode}: {done.stdout}\n{done.stderr}"
        return done


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """The test runs on both kinds of database."""
    if request.param == "sqlite":
        yield Place(None, None, {})
        return
    server = request.getfixturevalue("postgres_server")
    programs = request.getfixturevalue("postgres_programs")
    with new_database(server) as first, new_database(server) as second:
        yield Place(first, second, programs)


def settings_of(url: str | None, data: Path) -> dict[str, Any]:
    return settings_for(**({"STEPLADDER_DATABASE_URL": url} if url else {"STEPLADDER_HOME": str(data)}))


def looked_at() -> tuple[int, list[str], set[str]]:
    """Of the database at hand: how many cases, which differ from what their events fold to, the mails that went out."""
    from stepladder.store import cases, snapshot
    from stepladder.store.sql import Database

    database = Database()
    differing = []
    rows = database.rows('SELECT "workspace_id", "id", "state" FROM "store_case"')
    for workspace, case, state in rows:
        if snapshot.dump(fold(case, cases.history(database, workspace, case))) != state:
            differing.append(case)
    sent = database.rows('SELECT "provider_ref" FROM "store_delivery" WHERE "state" IN (\'sent\', \'delivered\')')
    return len(rows), differing, {ref.split()[0] for (ref,) in sent if ref and ref.startswith("<")}


def test_a_desk_made_from_a_backup_knows_all_that_was_acknowledged_and_goes_on(
    desk: StartDesk,
    place: Place,
    mailing: dict[str, str],
    mail_peer: MailPeer,
    django_db_blocker: Any,
    tmp_path: Path,
) -> None:
    first = desk(clock=START.isoformat(), environment=mailing | place.environment, database_url=place.first_url)
    assert first.token
    sender = Sender(first)
    sender.start()
    mail_peer.wait_for(2)
    before = dict(sender.taken)
    file = tmp_path / "away" / "desk.backup"
    file.parent.mkdir()
    told = json.loads(first.run("backup", str(file), "--json").stdout)
    sender.stop()
    assert len(sender.taken) > len(before), "it was written while the copy was made"
    assert told["cases"] >= len(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert first.kill() == []

    elsewhere = tmp_path / "elsewhere"
    done = place.run("restore", str(file), "--data", str(elsewhere), url=place.second_url)
    assert f"stepladder serve --data {elsewhere}" in done.stderr
    kept = "secret.key", "clock.json", "log-ins.json"
    for name in kept:
        assert (elsewhere / name).read_bytes() == (first.data / name).read_bytes()
        assert (elsewhere / name).stat().st_mode & 0o777 == 0o600
    with django_db_blocker.unblock(), connected_to(settings_of(place.second_url, elsewhere)):
        cases, differing, gone = looked_at()
    assert cases == told["cases"] or place.second_url, "the copy of PostgreSQL is a moment younger than its count"
    assert differing == [], "a state that its events do not fold to"
    assert gone, "some notices had gone out by then"

    (elsewhere / "tests.token").write_text(first.token)  # What a program was given stays good.
    mailed = len(mail_peer.mails)
    second = desk(
        data=elsewhere, clock=LATER.isoformat(), environment=mailing | place.environment, database_url=place.second_url
    )
    for key, answer in before.items():
        again = send(second, key)
        assert (again.status_code, again.headers.get("Idempotency-Replayed")) == (201, "true")
        assert again.json() == answer
    stored, cases_missed = Stored(second, place.second_url), {one["case"] for one in before.values()}
    end = time.monotonic() + 60
    # The web answers before the worker has looked, and until then nothing is on its way.
    while not cases_missed <= {one.case for one in stored.deliveries() if one.purpose == "missed"}:
        assert time.monotonic() < end, second.log()
        second.ended_within(0.2)
    stored.settled(60)
    since = [one.message["Message-ID"] for one in mail_peer.mails[mailed:]]
    assert len(since) == len(set(since))
    assert set(since) & gone == set(), "what was sent is not sent once more"


REFUSED = {  # claim: (what is done to the file, what is said)
    "a file that was cut": (lambda whole: whole[: len(whole) // 2], "is no whole backup"),
    "a file with another byte": (lambda whole: whole[:-400] + b"x" * 40 + whole[-360:], "is no whole backup"),
    "something else": (lambda whole: b"a letter", "is no whole backup"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a desk that was only set up."""
    folder = tmp_path_factory.mktemp("small")
    started = Desk(folder / "desk", options=(), environment={}, program=(sys.executable, "-m", "stepladder"))
    try:
        started.wait_until_ready().run("backup", str(folder / "desk.backup"))
    finally:
        started.stop()
    return folder / "desk.backup"


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
def test_a_damaged_backup_is_refused_and_leaves_nothing(made: Path, change: Any, said: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(change(made.read_bytes()))
    done = Place(None, None, {}).run("restore", str(damaged), "--data", str(tmp_path / "new"), url=None, status=2)
    assert said in done.stderr
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_holds_something_is_not_touched(made: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    done = Place(None, None, {}).run("restore", str(made), "--data", str(tmp_path), url=None, status=2)
    assert "holds something already" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["letter"]


def test_a_backup_takes_no_other_files_place(made: Path) -> None:
    whole = made.read_bytes()
    place = Place(None, None, {})
    done = place.run("backup", str(made), "--data", str(made.parent / "desk"), url=None, status=2)
    assert "such a file already" in done.stderr
    assert made.read_bytes() == whole


def test_a_folder_without_a_desk_has_nothing_to_keep(tmp_path: Path) -> None:
    done = Place(None, None, {}).run(
        "backup", str(tmp_path / "b"), "--data", str(tmp_path / "none"), url=None, status=2
    )
    assert "no desk lives here" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_the_other_kind_of_database_is_refused(made: Path, postgres_url: str, tmp_path: Path) -> None:
    words = "restore", str(made), "--data", str(tmp_path / "new")
    done = Place(None, None, {}).run(*words, url=postgres_url, status=2)
    assert "the backup is of sqlite, and the desk is set up for postgresql" in done.stderr


def test_a_database_that_is_in_use_is_not_restored_over(
    desk: StartDesk, postgres_url: str, postgres_programs: dict[str, str], tmp_path: Path
) -> None:
    started = desk(database_url=postgres_url, environment=postgres_programs)
    started.run("backup", str(tmp_path / "desk.backup"))
    words = "restore", str(tmp_path / "desk.backup"), "--data", str(tmp_path / "new")
    assert "holds tables already" in started.run(*words, status=2).stderr


def test_without_the_programs_of_postgresql_it_is_said_what_to_install(postgres_url: str, tmp_path: Path) -> None:
    place = Place(None, None, {"PATH": str(tmp_path)})
    done = place.run("backup", str(tmp_path / "b"), "--data", str(tmp_path), url=postgres_url, status=2)
    assert "pg_dump is not on the PATH" in done.stderr
