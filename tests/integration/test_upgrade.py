"""The previous release and this one over one database, in either order and at the same time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness import asking
from tests.harness.desk import free_port
from tests.harness.environment import child_environment
from tests.harness.mail import MailPeer
from tests.harness.parts import Host, Part, Parts
from tests.harness.postgres import new_database
from tests.harness.previous import previous

LEAK = "The invoice list shows another company's invoices"


@dataclass(frozen=True)
class Releases:
    """One desk as both releases see it: the same folder, database and mail server, another code."""

    old: Host
    new: Host
    url: str | None

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.url is None:
            with closing(sqlite3.connect(self.new.data / "desk.sqlite3", timeout=20)) as connection:
                return connection.execute(statement).fetchall()
        import psycopg

        with psycopg.connect(self.url) as session:
            return session.execute(statement).fetchall()

    def migrations(self) -> set[str]:
        return {name for (name,) in self.rows("select name from django_migrations where app = 'store'")}

    def token(self, host: Host) -> str:
        scopes = "signals:write,cases:read,cases:write"
        return host.run("token", "new", "--name", "tests", "--scope", scopes).strip()


@pytest.fixture(params=["sqlite", "postgres"])
def releases(
    request: pytest.FixtureRequest, tmp_path: Path, previous_source: Path, mail_peer: MailPeer
) -> Iterator[Releases]:
    """The test runs on both kinds of database."""

    def both(url: str | None) -> Releases:
        settings = {"STEPLADDER_SMTP_URL": f"smtp://{mail_peer.host}:{mail_peer.port}"}
        if url:
            settings["STEPLADDER_DATABASE_URL"] = url
        folder = tmp_path / "desk"
        return Releases(Host(folder, settings | {"PYTHONPATH": str(previous_source)}), Host(folder, settings), url)

    if request.param == "sqlite":
        yield both(None)
        return
    with new_database(request.getfixturevalue("postgres_server")) as url:
        yield both(url)


@dataclass(frozen=True)
class Visitor:
    """Sends signals and commands to one web server."""

    web: Part
    token: str

    def opened(self, key: str) -> str:
        body = {"signal": {"text": LEAK, "conversation": key}}
        answer = self._post("/api/v1/signals", body, {"Idempotency-Key": key})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["case"])

    def acknowledge(self, case: str) -> None:
        answer = self._post(f"/api/v1/cases/{case}/commands", {"do": "acknowledge"}, {})
        assert answer.status_code == 200, answer.text
        assert "acknowledged" in [one["type"] for one in answer.json()["events"]]

    def note(self, case: str, text: str) -> None:
        answer = self._post(f"/api/v1/cases/{case}/commands", {"do": "note", "text": text}, {})
        assert answer.status_code == 200, answer.text

    def types(self, case: str) -> list[str]:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = asking.get(f"{self.web.url}/api/v1/cases/{case}/events?limit=200", headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return [one["type"] for one in answer.json()["items"]]

    def _post(self, path: str, body: dict[str, Any], more: dict[str, str]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | more
        return asking.post(self.web.url + path, json=body, headers=headers, timeout=60)


def all_sent(releases: Releases, worker: Part, mail_peer: MailPeer) -> None:
    """Every delivery has gone out, and none twice."""
    waiting = "select count(*) from store_delivery where due_at is not null"
    worker.until(lambda: releases.rows(waiting) == [(0,)], "every notice is sent")
    assert {state for (state,) in releases.rows("select distinct state from store_delivery")} == {"sent"}
    ids = [mail.message["Message-ID"] for mail in mail_peer.mails]
    assert len(ids) == len(set(ids)) == releases.rows("select count(*) from store_delivery")[0][0]


def test_it_is_the_code_of_the_previous_release_that_runs(previous_source: Path) -> None:
    where = "import stepladder.store; print(stepladder.store.__file__)"
    environment = child_environment(previous_source, PYTHONPATH=str(previous_source))
    done = subprocess.run([sys.executable, "-c", where], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith(str(previous_source)), done.stderr
    files = (previous_source / "stepladder" / "store" / "migrations").glob("0*.py")
    assert max(file.stem for file in files) == previous()["migrations"]["store"]


def test_the_previous_release_works_on_a_database_of_this_one_and_beside_it(
    releases: Releases, parts: Parts, mail_peer: MailPeer
) -> None:
    releases.new.run("prepare")
    token = releases.token(releases.new)
    old = Visitor(parts.web(releases.old), token)
    worker = parts.worker(releases.old)
    case = old.opened("old-1")
    old.acknowledge(case)
    all_sent(releases, worker, mail_peer)

    new = Visitor(parts.web(releases.new), token)
    parts.worker(releases.new)
    other = new.opened("new-1")
    for visitor in (old, new, old, new):
        # Both write the same two cases in turn, each on what the other stored.
        visitor.note(case, "seen")
        visitor.note(other, "seen")
    assert old.opened("new-1") == other, "one key, one signal, whichever release is asked"
    assert new.types(case) == old.types(case)
    assert new.types(case).count("note_added") == 4
    all_sent(releases, worker, mail_peer)


def test_the_previous_release_goes_on_while_its_database_is_migrated(
    releases: Releases, parts: Parts, mail_peer: MailPeer
) -> None:
    # That release sets up its tables in `serve` alone.
    serving = releases.old.start("serve", "--port", str(free_port()))
    parts.started.append(serving)
    serving.until(lambda: "Ready" in serving.log(), "tables of the previous release")
    assert serving.stop() == 0
    before = releases.migrations()
    token = releases.token(releases.old)
    old = Visitor(parts.web(releases.old), token)
    worker = parts.worker(releases.old)
    case = old.opened("old-1")
    releases.new.run("prepare")
    assert releases.migrations() >= before
    later = old.opened("old-2")
    old.acknowledge(case)
    all_sent(releases, worker, mail_peer)
    assert old.web.stop() == worker.stop() == 0

    new = Visitor(parts.web(releases.new), token)
    worker = parts.worker(releases.new)
    assert new.opened("old-1") == case
    new.acknowledge(later)
    new.note(case, "read by the release after")
    assert new.opened("new-1") not in (case, later)
    all_sent(releases, worker, mail_peer)
