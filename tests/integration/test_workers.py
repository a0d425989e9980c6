"""Several workers on one database, as several hosts have them: killed, told to stop and replaced in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from stepladder.service.time_port import start_at
from tests.contract.test_worker import until
from tests.harness.databases import URL
from tests.harness.desk import Desk, StartDesk
from tests.harness.environment import child_environment
from tests.harness.mail import MailPeer

START = datetime.fromisoformat("2025-03-08T23:40:00-05:00")
FIRST_MARK = timedelta(minutes=15)
CASES = 15
LEAD = timedelta(seconds=20)


class Fleet:
    """A desk of some cases, and workers of its own that come and go. `starts` sets the clock of all who start later."""

    def __init__(self, desk: Desk, mail: MailPeer, database: dict[str, str], ends: ExitStack) -> None:
        self.mail, self._data, self._ends = mail, desk.data, ends
        smtp = {"STEPLADDER_SMTP_URL": f"smtp://{mail.host}:{mail.port}"}
        self._environment = child_environment(desk.data, **smtp, **database)
        self.cases = [_opened(desk, number) for number in range(CASES)]
        self._token, self._desk = desk.token, desk

    def starts(self, moment: datetime) -> None:
        start_at(self._data, moment, latest=None)

    def worker(self) -> subprocess.Popen[bytes]:
        log = self._ends.enter_context((self._data / "workers.log").open("ab"))
        one = subprocess.Popen(
            [sys.executable, "-m", "stepladder", "worker"],
            env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        self._ends.callback(_end, one)
        return one

    def ready(self, count: int) -> float:
        """Wait until so many workers said that they work; how many seconds that took."""
        log, begun = self._data / "workers.log", time.monotonic()
        assert until(lambda: log.read_text(errors="replace").count("the worker works on") >= count, 90), log.read_text()
        return time.monotonic() - begun

    def names(self) -> Counter[str]:
        """How often each mail came."""
        return Counter(str(one.message["Message-ID"]) for one in self.mail.mails)


def _end(one: subprocess.Popen[bytes]) -> None:
    one.kill()
    one.wait(10)


def _opened(desk: Desk, number: int) -> str:
    body: dict[str, Any] = {
        "at": START.isoformat(),
        "signal": {"text": "The invoice list shows another company's invoices", "conversation": f"c{number}"},
    }
    answer = desk.post("/api/v1/signals", json=body, headers={"Idempotency-Key": f"k{number}"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


def marks(desk: Desk, cases: list[str]) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for case in cases:
        items = desk.get(f"/api/v1/cases/{case}/events?limit=100").json()["items"]
        found[case] = [one for one in items if one["type"] == "clock_at_risk" and one["data"]["share"] == 50]
    return found


@contextmanager
def fleet(desk: StartDesk, mail: MailPeer, request: pytest.FixtureRequest) -> Iterator[Fleet]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    smtp = {"STEPLADDER_SMTP_URL": f"smtp://{mail.host}:{mail.port}"}
    first = desk(clock=START.isoformat(), environment=smtp, database_url=url)
    with ExitStack() as ends:
        yield Fleet(first, mail, {URL: url} if url else {}, ends)


@pytest.fixture(params=["sqlite", "postgres"])
def several(desk: StartDesk, mail_peer: MailPeer, request: pytest.FixtureRequest) -> Iterator[tuple[Fleet, StartDesk]]:
    with fleet(desk, mail_peer, request) as one:
        yield one, desk


def again(several: tuple[Fleet, StartDesk], later: timedelta) -> Desk:
    """The desk over the same data, later."""
    one, start = several
    environment = {name: value for name, value in one._environment.items() if name.startswith("STEPLADDER_SMTP")}
    url = one._environment.get(URL)
    return start(clock=(START + later).isoformat(), data=one._data, environment=environment, database_url=url)


def test_f03_f05_of_two_workers_one_is_killed_and_each_due_step_is_done_once_and_on_time(
    several: tuple[Fleet, StartDesk],
) -> None:
    one, _ = several
    one.mail.wait_for(CASES, seconds=60)
    one._desk.stop()
    one.starts(START + FIRST_MARK - LEAD)
    doomed, left, third = one.worker(), one.worker(), one.worker()
    in_time = one.ready(3) < LEAD.total_seconds() - 5
    # It holds what is pending like the others, and takes nothing of it along.
    doomed.kill()
    one.mail.wait_for(3 * CASES, seconds=120)
    for process in (left, third):
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    desk = again(several, FIRST_MARK + timedelta(minutes=1))
    found = marks(desk, one.cases)
    assert {len(events) for events in found.values()} == {2}, "two clocks, each mark noticed once"
    assert not in_time or not any(event.get("late") for events in found.values() for event in events)
    assert set(one.names().values()) == {1}, "nobody is told twice"


def test_f24_a_deploy_in_the_middle_lets_what_is_in_flight_end_and_repeats_nothing(
    several: tuple[Fleet, StartDesk],
) -> None:
    one, _ = several
    one.mail.wait_for(CASES, seconds=60)
    one._desk.stop()
    one.starts(START + FIRST_MARK + timedelta(seconds=1))
    old = [one.worker(), one.worker()]
    one.ready(2)  # One of them may be at work while the other still loads, and ends as any program does then.
    one.mail.wait_for(CASES + 5, seconds=60)
    new = one.worker()
    for process in old:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(30) for process in old] == [0, 0]
    one.mail.wait_for(3 * CASES, seconds=120)
    one.ready(3)  # The old ones may have sent all there was while it still loaded.
    new.send_signal(signal.SIGTERM)
    assert new.wait(20) == 0
    desk = again(several, FIRST_MARK + timedelta(minutes=1))
    assert {len(events) for events in marks(desk, one.cases).values()} == {2}
    assert set(one.names().values()) == {1}
