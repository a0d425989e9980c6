"""The program's own check-up of a running desk: one document, exit 1 where something is broken."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx

from stepladder.checkup.all import LOOKS
from tests.harness.desk import StartDesk
from tests.harness.mail import MailPeer


def test_a_desk_that_runs_is_found_well_and_one_that_stands_still_is_not(desk: StartDesk, mail_peer: MailPeer) -> None:
    settings = {
        "STEPLADDER_SMTP_URL": f"smtp://{mail_peer.host}:{mail_peer.port}",
        "STEPLADDER_HEARTBEAT_EVERY": "1",
    }
    running = desk(environment=settings, demo=True)
    end = time.monotonic() + 30
    while httpx.get(f"{running.url}/heartbeat", timeout=5).status_code != 200:
        assert time.monotonic() < end, running.log()
        running.ended_within(0.1)
    checks = json.loads(running.run("doctor", "--json").stdout)["checks"]
    assert [one["id"] for one in checks] == list(LOOKS)
    assert all(set(one) == {"id", "state", "said", "mend"} for one in checks)
    assert [one for one in checks if one["state"] == "fail"] == []
    assert "last heartbeat" in next(one["said"] for one in checks if one["id"] == "worker")

    running.stop()
    running.ended_within(0)
    while json.loads(running.run("doctor", "--json", status=None).stdout)["checks"][12]["state"] == "ok":
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
