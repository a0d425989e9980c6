"""A desk in processes of its own, killed in the middle and started again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.harness import asking
from tests.harness.databases import settings_for
from tests.harness.desk import Desk, StartDesk, free_port
from tests.harness.environment import child_environment
from tests.harness.mail import MailPeer

START = datetime.fromisoformat("2025-03-08T23:40:00-05:00")
LEAK = {"at": START.isoformat(), "signal": {"text": "The invoice list shows another company's invoices"}}


def posted(desk: Desk) -> dict[str, Any]:
    answer = desk.post("/api/v1/signals", json=LEAK, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def missed(desk: Desk, case: str, token: str) -> list[dict[str, Any]]:
    """Takes: token - of an earlier start over the same data."""
    answer = asking.get(
        f"{desk.url}/api/v1/cases/{case}/events?limit=100", headers={"Authorization": f"Bearer {token}"}
    )
    items = answer.json()["items"]
    return [one for one in items if one["type"] == "clock_missed"]


def test_after_kill_9_no_child_lives_on_and_what_fell_due_is_done_once_late_and_told(
    desk: StartDesk, mail_peer: MailPeer, tmp_path: Path
) -> None:
    mail = {"STEPLADDER_SMTP_URL": f"smtp://{mail_peer.host}:{mail_peer.port}"}
    first = desk(clock=START.isoformat(), environment=mail)
    case = posted(first)["case"]
    mail_peer.wait_for(1)
    wait_until_noted(first, "sent", 1)
    assert len(first.processes()) >= 4
    assert first.kill() == []

    later = (START + timedelta(minutes=45)).isoformat()
    second = desk(clock=later, data=first.data, environment=mail)
    mails = mail_peer.wait_for(3)
    found = missed(second, case, first.token)
    assert sorted(one["data"]["slot"] for one in found) == ["first_response", "team_response:security"]
    assert all(one["late"] and one["at"] == "2025-03-09T00:10:00-05:00" for one in found)
    told = [one for one in mails if one.message["Subject"].startswith("Missed")]
    assert told
    assert all("noticed late" in one.text for one in told)

    wait_until_noted(second, "sent", 3)
    assert second.kill() == []
    third = desk(clock=(START + timedelta(minutes=50)).isoformat(), data=first.data, environment=mail)
    assert len(missed(third, case, first.token)) == 2
    assert third.stop() == 0
    subjects = [one.message["Message-ID"] for one in mail_peer.mails]
    assert len(subjects) == len(set(subjects)), "nobody is told the same twice"


def outlives_its_worker(desk: Desk) -> None:
    """Kill the worker; what comes in then is delivered all the same."""
    worker = next(one for one in desk.processes() if one.name() == "stepladder-work")
    worker.kill()
    worker.wait(10)
    posted(desk)
    wait_until_noted(desk, "delivered", 1)


def test_a_child_that_dies_is_started_again(desk: StartDesk) -> None:
    started = desk(clock=START.isoformat())
    supervisor = psutil.Process(started.pid)
    assert supervisor.num_threads() == 1, "a child that is forked has none of them"
    assert not [one.path for one in supervisor.open_files() if "sqlite" in one.path]
    outlives_its_worker(started)


def test_a_desk_that_cannot_write_its_log_goes_on(desk: StartDesk) -> None:
    mute = ("sh", "-c", 'exec "$0" -m stepladder "$@" 2>/dev/full', sys.executable)
    started = desk(clock=START.isoformat(), program=mute)
    outlives_its_worker(started)
    assert started.stop() == 0


def test_a_desk_whose_caller_left_the_ends_of_children_to_the_system_goes_on(desk: StartDesk) -> None:
    caller = (
        "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    program = (sys.executable, "-c", caller, sys.executable, "-m", "stepladder")
    started = desk(clock=START.isoformat(), program=program)
    outlives_its_worker(started)
    assert "The worker process ended with -9; it is started again" in started.log()
    assert started.stop() == 0


def test_a_desk_that_is_stopped_while_its_pages_load_ends_at_once(desk: StartDesk) -> None:
    started = desk(ready=False)
    end = time.monotonic() + 30
    while (loading := loading_pages(started)) is None and time.monotonic() < end:
        time.sleep(0.005)
    assert loading is not None
    assert not started.ended_within(0.05)
    before = time.monotonic()
    assert started.stop() == 0
    assert time.monotonic() - before < 5, "the web server waited for a process that did not hear it"


def test_a_web_server_by_itself_that_is_interrupted_while_its_pages_load_ends_well_and_at_once(tmp_path: Path) -> None:
    data = tmp_path / "alone"
    web = (sys.executable, "-m", "stepladder", "web", "--port", str(free_port()), "--data", str(data))
    environment = child_environment(data)
    subprocess.run([*web[:3], "prepare", "--data", str(data)], env=environment, check=True, capture_output=True)
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(web, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        end = time.monotonic() + 30
        while not psutil.Process(started.pid).children() and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(0.05)
        os.killpg(started.pid, signal.SIGINT)  # As a Ctrl-C does: all of them hear it.
        assert started.wait(5) == 0, (tmp_path / "log").read_text()
    finally:
        started.kill()
        started.wait(10)


def loading_pages(desk: Desk) -> psutil.Process | None:
    """The process of the web server that is to answer, once it is there."""
    web = [one for one in desk.processes() if one.name() == "stepladder-web"]
    return next((one for one in web if one.ppid() != desk.pid), None)


def test_a_taken_port_and_a_folder_in_use_are_refused_and_stop_ends_every_process_and_says_0(desk: StartDesk) -> None:
    started = desk(demo=True)
    port = started.url.rpartition(":")[2]
    other = started.run("serve", "--port", port, "--data", str(started.data / "other"), status=2)
    assert "is taken" in other.stderr
    other = started.run("serve", "--port", str(free_port()), "--data", str(started.data), status=2)
    assert "another desk runs in this folder" in other.stderr
    processes = started.processes()
    assert started.stop() == 0
    assert not [one for one in processes if one.is_running()]


def test_a_host_may_be_told_by_its_name(desk: StartDesk) -> None:
    started = desk("--host", "localhost")
    assert f"Ready: http://localhost:{started.url.rpartition(':')[2]}" in started.log()


@pytest.mark.usefixtures("postgres_url")
def test_the_same_desk_runs_on_postgresql(desk: StartDesk, postgres_url: str) -> None:
    started = desk(clock=START.isoformat(), database_url=postgres_url)
    assert posted(started)["decision"]["levels"] == {"priority": "critical"}
    assert not (started.data / "desk.sqlite3").exists()
    assert psutil.Process(started.pid).num_threads() == 1, "a child that is forked has none of them"
    assert settings_for(STEPLADDER_DATABASE_URL=postgres_url)["ENGINE"].endswith("postgresql")


def wait_until_noted(desk: Desk, state: str, count: int) -> None:
    """A kill between a mail server's yes and the desk's note of it sends once more, under the same Message-ID."""
    for _ in range(100):
        if _states(desk).count(state) == count:
            break
        desk.ended_within(0.1)
    assert _states(desk).count(state) == count


def _states(desk: Desk) -> list[str]:
    with closing(sqlite3.connect(desk.data / "desk.sqlite3")) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM store_delivery ORDER BY id")]
