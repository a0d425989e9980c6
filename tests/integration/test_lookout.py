"""A desk in processes of its own that stops working, and a lookout beside it that tells people by real mail (F22)."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from stepladder.lookout import recall
from tests.harness import asking
from tests.harness.desk import Desk, StartDesk
from tests.harness.environment import child_environment
from tests.harness.mail import MailPeer

QUICK = {"STEPLADDER_HEARTBEAT_EVERY": "0.5", "STEPLADDER_HEARTBEAT_SECRET": "known to both"}
StartLookout = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def lookout(tmp_path: Path, mail_peer: MailPeer) -> Iterator[StartLookout]:
    """Starts lookouts of a desk, all with the same memory and the same people to tell."""
    started: list[subprocess.Popen[str]] = []

    def start(url: str, within: str = "3s", **environment: str) -> subprocess.Popen[str]:
        settings = {
            "STEPLADDER_LOOKOUT_SMTP_URL": f"smtp://{mail_peer.host}:{mail_peer.port}",
            "STEPLADDER_LOOKOUT_TO": "lead@company.example, duty@company.example",
            **QUICK,
            **environment,
        }
        words = ["lookout", "--url", url, "--within", within, "--state", str(tmp_path / "lookout.json")]
        with (tmp_path / "lookout.log").open("a") as log:
            new = subprocess.Popen(
                [sys.executable, "-m", "stepladder", *words],
                env=child_environment(tmp_path / "elsewhere", **settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
            )
        started.append(new)
        return new

    yield start
    for one in started:
        one.terminate()
        one.wait(20)


def worker_of(desk: Desk) -> psutil.Process:
    return next(one for one in desk.processes() if one.name() == "stepladder-work")


def wait_for_beat(desk: Desk) -> None:
    end = time.monotonic() + 30
    while asking.get(f"{desk.url}/heartbeat", timeout=5).status_code != 200:
        assert time.monotonic() < end, desk.log()
        desk.ended_within(0.1)


def wait_for_note(note: Path) -> None:
    """Until the lookout has noted that people were told: ended before that, it would tell them once more."""
    end = time.monotonic() + 30
    while recall(note).times == 0:
        assert time.monotonic() < end, note.read_text(encoding="utf-8")
        time.sleep(0.02)


def test_people_hear_once_that_a_desk_stopped_working_and_once_that_it_is_back(
    desk: StartDesk, mail_peer: MailPeer, lookout: StartLookout, tmp_path: Path
) -> None:
    running = desk(environment=QUICK)
    wait_for_beat(running)
    watch = lookout(f"{running.url}/heartbeat")
    worker = worker_of(running)
    worker.send_signal(signal.SIGSTOP)  # Pages still answer: only from outside is it seen that nothing is done.
    try:
        mails = mail_peer.wait_for(2)
        assert asking.get(f"{running.url}/healthz", timeout=5).status_code == 200
        assert {one.recipients for one in mails} == {("lead@company.example",), ("duty@company.example",)}
        assert all("No heartbeat" in str(one.message["Subject"]) for one in mails)
        wait_for_note(tmp_path / "lookout.json")
        watch.send_signal(signal.SIGKILL)
        watch.wait(20)
        lookout(f"{running.url}/heartbeat")
    finally:
        worker.send_signal(signal.SIGCONT)
    back = mail_peer.wait_for(4)[2:]
    assert all("has its heartbeat again" in str(one.message["Subject"]) for one in back), back
    assert len({one.message["Message-ID"] for one in mail_peer.mails}) == 4
    log = (tmp_path / "lookout.log").read_text(encoding="utf-8")
    assert log.count("No heartbeat from") == 1


def test_f22_a_desk_that_is_killed_whole_is_told_of(
    desk: StartDesk, mail_peer: MailPeer, lookout: StartLookout
) -> None:
    running = desk(environment=QUICK)
    wait_for_beat(running)
    lookout(str(running.data / "heartbeat.json"))
    assert running.kill() == []
    assert "No heartbeat" in str(mail_peer.wait_for(2)[0].message["Subject"])


def test_a_beat_signed_by_somebody_else_is_none(desk: StartDesk, mail_peer: MailPeer, lookout: StartLookout) -> None:
    running = desk(environment=QUICK)
    wait_for_beat(running)
    lookout(f"{running.url}/heartbeat", within="1s", STEPLADDER_HEARTBEAT_SECRET="another")
    assert "its signature is not right" in mail_peer.wait_for(2)[0].text


def test_it_ends_with_0_when_it_is_told_to(lookout: StartLookout, tmp_path: Path) -> None:
    watch = lookout(str(tmp_path / "nothing"), within="60s")
    end = time.monotonic() + 30
    while not (tmp_path / "lookout.json").exists():
        assert time.monotonic() < end
        assert watch.poll() is None
        threading.Event().wait(0.05)
    watch.terminate()
    assert watch.wait(20) == 0
