"""The supervisor is killed between two deadlines; what fell due meanwhile is done once, marked late, and told."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.acceptance.stored import PAUSE_SECONDS, Stored
from tests.harness.desk import Desk, StartDesk
from tests.harness.mail import MailPeer

SIGNAL: dict[str, Any] = {
    # The clocks count from here; a quarter of a minute after the desk starts, half an hour of them is over.
    "at": "2025-03-08T23:40:00-05:00",
    "customer": {"id": "harbor"},
    "signal": {"id": "night-1", "text": "The invoice list shows another company's invoices."},
}
BEFORE_THE_FIRST = "2025-03-09T00:09:45-05:00"
AFTER_THE_LAST = "2025-03-09T05:15:00-04:00"
CROWD = 40
MOST_ON_THE_WIRE = 3
"""As many as a sender takes up at once."""
LAST_DEADLINE = "2025-03-09T04:40:00-04:00"


def test_a_killed_desk_leaves_nobody_behind_and_makes_up_for_the_time(
    desk: StartDesk, mailing: dict[str, str], mail_peer: MailPeer
) -> None:
    first = desk(clock=BEFORE_THE_FIRST, environment=mailing)
    case = first.post("/api/v1/signals", json=SIGNAL).json()["case"]
    in_time = wait_for_misses(first, case, {"first_response", "team_response:security"})
    assert not any("late" in one for one in in_time), "the desk was at work when they fell due"
    told_before = len(Stored(first).settled())

    assert first.kill() == [], "children outlive their supervisor"

    second = desk(data=first.data, clock=AFTER_THE_LAST, environment=mailing)
    missed = wait_for_misses(second, case, {"first_response", "team_response:security", "resolution"})
    late = [one for one in missed if "late" in one]
    assert [(one["data"]["slot"], one["data"]["due_at"], one["late"]) for one in late] == [
        ("resolution", LAST_DEADLINE, True)
    ]
    # Its own instant is the one at which it fell due, and beside it stands when that was noticed.
    assert late[0]["at"] < AFTER_THE_LAST <= late[0]["noticed_at"]
    assert Counter(one["data"]["slot"] for one in missed).most_common(1)[0][1] == 1

    clocks = {one["slot"]: one["state"] for one in second.get(f"/api/v1/cases/{case}").json()["clocks"]}
    assert set(clocks.values()) == {"missed"}
    since = Stored(second).settled()[told_before:]
    told = [one for one in since if one.purpose == "missed"]
    assert told, "nobody was told"
    assert len({one.to for one in told}) == len(told)
    assert {one.state for one in told} == {"sent"}
    # Its marks passed as well, but that it was at risk is no news any more.
    assert {(one.purpose, one.state) for one in since} == {("missed", "sent"), ("at_risk", "held")}
    mails = [mail for mail in mail_peer.mails if mail.message["Subject"].startswith("Missed: resolution")]
    assert sorted(mail.recipients for mail in mails) == sorted((one.address,) for one in told)
    assert all("noticed late" in mail.text for mail in mails)
    identities = [mail.message["Message-ID"] for mail in mail_peer.mails]
    assert len(set(identities)) == len(identities)

    # A third start finds nothing left to do.
    before = Stored(second).counts()
    assert second.stop() == 0
    third = desk(data=first.data, clock="2025-03-09T06:00:00-04:00", environment=mailing)
    assert third.post("/api/v1/signals", json=SIGNAL).headers["Idempotency-Replayed"] == "true"
    Stored(third).settled()
    assert Stored(third).counts() == before


def test_a_crash_amid_sending_loses_no_message_and_repeats_none_under_a_new_name(
    desk: StartDesk, mailing: dict[str, str], mail_peer: MailPeer
) -> None:
    first = desk(clock=SIGNAL["at"], environment=mailing)
    numbered = [{"id": f"crowd-{number}", "conversation": f"crowd-{number}"} for number in range(CROWD)]
    lines = "".join(json.dumps(SIGNAL | {"signal": SIGNAL["signal"] | names}) + "\n" for names in numbered)
    kind = {"Content-Type": "application/x-ndjson"}
    assert first.post("/api/v1/signals/batch", content=lines, headers=kind).json()["accepted"] == CROWD
    mail_peer.wait_for(1)
    assert first.kill() == []

    second = desk(data=first.data, clock="2025-03-08T23:46:00-05:00", environment=mailing)
    told = Stored(second).settled()
    assert [(one.purpose, one.to, one.state) for one in told] == [("route", "security", "sent")] * CROWD
    copies = Counter(mail.message["Message-ID"] for mail in mail_peer.mails)
    assert len(copies) == CROWD, "each case was told, each under a name of its own"
    # Whatever was on the wire at that moment may come twice, and its reader's mail program sees that it is the same.
    assert sum(copies.values()) <= CROWD + MOST_ON_THE_WIRE


def test_time_does_not_run_backwards(desk: StartDesk) -> None:
    first = desk(clock=BEFORE_THE_FIRST)
    first.post("/api/v1/signals", json=SIGNAL)
    assert first.stop() == 0
    again = desk(data=first.data, clock=SIGNAL["at"], ready=False)
    assert again.ended_within(30)
    assert again.stop() == 2
    assert "--clock: events up to" in again.log()
    assert "Give a later instant" in again.log()


def wait_for_misses(desk: Desk, case: str, slots: set[str], seconds: float = 30) -> list[dict[str, Any]]:
    """The misses of a case as its events, once each of the slots has one."""
    for _ in range(int(seconds / PAUSE_SECONDS)):
        items = desk.get(f"/api/v1/cases/{case}/events", params={"limit": 200}).json()["items"]
        missed = [one for one in items if one["type"] == "clock_missed"]
        if slots <= {one["data"]["slot"] for one in missed}:
            return missed
        desk.ended_within(PAUSE_SECONDS)
    pytest.fail(f"not missed within {seconds} s: {slots}\n{desk.log()}")
