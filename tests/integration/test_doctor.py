"""The program's own check-up of a running desk: one document, exit 1 where something is broken."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from stepladder import home
from stepladder.checkup.all import LOOKS, WITHOUT_DATABASE
from tests.harness import asking
from tests.harness.desk import StartDesk
from tests.harness.environment import child_environment
from tests.harness.mail import MailPeer


def test_a_desk_that_runs_is_found_well_and_one_that_stands_still_is_not(desk: StartDesk, mail_peer: MailPeer) -> None:
    settings = {
        "STEPLADDER_SMTP_URL": f"smtp://{mail_peer.host}:{mail_peer.port}",
        "STEPLADDER_HEARTBEAT_EVERY": "1",
    }
    running = desk(environment=settings, demo=True)
    end = time.monotonic() + 30
    while asking.get(f"{running.url}/heartbeat", timeout=5).status_code != 200:
        assert time.monotonic() < end, running.log()
        running.ended_within(0.1)
    checks = json.loads(running.run("doctor", "--json").stdout)["checks"]
    assert [one["id"] for one in checks] == list(LOOKS)
    assert all(set(one) == {"id", "state", "said", "mend", "because"} for one in checks)
    assert [one for one in checks if one["state"] == "fail"] == []
    assert "last heartbeat" in next(one["said"] for one in checks if one["id"] == "worker")

    running.stop()
    running.ended_within(0)
    worker = list(LOOKS).index("worker")
    while json.loads(running.run("doctor", "--json", status=None).stdout)["checks"][worker]["state"] == "ok":
        assert time.monotonic() < end + 30
    said = running.run("doctor", status=1).stdout
    assert "worker: Start the worker" in said


def test_a_folder_without_a_desk_is_said_and_stays_as_it_is(desk: StartDesk, tmp_path: Path) -> None:
    running = desk()
    nowhere = tmp_path / "nowhere"
    checks = json.loads(running.run("doctor", "--json", "--data", str(nowhere), status=1).stdout)["checks"]
    assert [(one["id"], one["state"]) for one in checks] == [("folder", "fail")]
    nowhere.mkdir()
    checks = json.loads(running.run("doctor", "--json", "--data", str(nowhere), status=1).stdout)["checks"]
    assert [(one["id"], one["state"]) for one in checks] == [("database", "fail")]
    assert list(nowhere.iterdir()) == []


def examined(folder: Path, *words: str) -> str:
    """What the check-up says of a desk whose database nobody answers for."""
    home.prepare(folder)
    at = {"STEPLADDER_DATABASE_URL": "postgresql://ada:not-a-secret@127.0.0.1:9/desk?connect_timeout=2"}
    done = subprocess.run(
        [sys.executable, "-m", "stepladder", "doctor", *words],
        env=child_environment(folder, **at), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "not-a-secret" not in done.stdout + done.stderr
    return done.stdout


def test_a_database_that_does_not_answer_is_told_once_with_what_could_not_be_looked_at(tmp_path: Path) -> None:
    said = json.loads(examined(tmp_path, "--json"))
    assert (said["home"], said["database"]) == (str(tmp_path), "postgresql://ada@127.0.0.1:9/desk")
    assert {"STEPLADDER_DATABASE_URL", "STEPLADDER_HOME"} <= set(said["settings"])
    checks = {one["id"]: one for one in said["checks"]}
    assert [one for one in checks.values() if one["state"] == "fail"] == [checks["database"]]
    assert "STEPLADDER_DATABASE_URL" in checks["database"]["mend"]
    left = {one["id"] for one in checks.values() if one["state"] == "unknown"}
    assert left == set(LOOKS) - WITHOUT_DATABASE
    assert {one["because"] for one in checks.values()} == {"", "database"}


def test_the_first_line_says_which_desk_is_looked_at(tmp_path: Path) -> None:
    lines = examined(tmp_path).splitlines()
    assert lines[0] == f"Looking at the desk in {tmp_path} with the database postgresql://ada@127.0.0.1:9/desk."
    assert "Settings are those of this shell" in lines[1]
    assert sum("does not answer" in line for line in lines) == 1
    assert any(line.startswith("Not looked at, because 'database' is broken: tables, durable,") for line in lines)
