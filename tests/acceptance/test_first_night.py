"""A Saturday night in New York, the night the clocks go forward: a customer sees the invoices of a stranger."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tests.acceptance.stored import Stored
from tests.acceptance.visitor import visiting
from tests.harness.desk import Desk, StartDesk
from tests.harness.mail import Mail, MailPeer

Night = tuple[Desk, Stored]
NIGHT = "2025-03-08T23:40:00-05:00"
MESSAGE: dict[str, Any] = {
    "at": NIGHT,
    "customer": {"id": "harbor"},
    "contact": {"id": "u-17", "name": "Mae Lindqvist", "email": "mae@harborpine.example"},
    "signal": {
        "id": "night-1",
        "conversation": "thread-night-1",
        "channel": "email",
        "subject": "Invoices",
        "text": "The invoice list shows another company's invoices.",
    },
}
# Of a quieter sort, and older: it must not stand above the one that falls due first.
EARLIER = {
    "at": "2025-03-08T20:00:00-05:00",
    "customer": {"id": "quill"},
    "signal": {
        "id": "night-0",
        "conversation": "thread-night-0",
        "text": "I am locked out of my account, the reset mail never comes and I have tried three times.",
    },
}
DUE = {  # slot: (due, calendar, team)
    "first_response": ("2025-03-09T00:10:00-05:00", "always", None),
    "team_response:security": ("2025-03-09T00:10:00-05:00", "always", "security"),
    # Four hours by any watch; on the wall the hour from two to three is missing.
    "resolution": ("2025-03-09T04:40:00-04:00", "always", None),
}


@pytest.fixture
def night(desk: StartDesk, mailing: dict[str, str]) -> Night:
    """A desk whose clock starts at that night, and its database."""
    one = desk(clock=NIGHT, demo=True, environment=mailing)
    return one, Stored(one)


def test_a_stranger_s_invoices_wake_security_once_and_in_time(night: Night, mail_peer: MailPeer) -> None:
    desk, stored = night
    assert desk.post("/api/v1/signals", json=EARLIER).status_code == 201
    earlier = len(stored.settled())
    answer = desk.post("/api/v1/signals", json=MESSAGE)
    assert answer.status_code == 201, answer.text
    decision, case = answer.json()["decision"], answer.json()["case"]

    assert decision["levels"] == {"priority": "critical"}
    assert [one["id"] for one in decision["triggers"]] == ["cross-user-data"]
    assert decision["triggers"][0]["evidence"][0]["quote"] == "another company's invoices"
    assert {(one["kind"], one["due_at"]) for one in decision["clocks"]} == {
        (slot.partition(":")[0], due) for slot, (due, _, _) in DUE.items()
    }
    assert all(one["source"] and one["because"] for one in decision["clocks"])
    assert [(one["to"], one["channel"], one["state"]) for one in decision["routes"]] == [("security", "email", "due")]

    read = desk.get(f"/api/v1/cases/{case}").json()
    assert read["levels"] == {"priority": "critical"}
    assert {one["slot"]: (one["due_at"], one["calendar"], one["team"]) for one in read["clocks"]} == DUE
    assert {one["state"] for one in read["clocks"]} == {"running"}

    told = stored.settled()[earlier:]
    assert [(one.case, one.purpose, one.to, one.state) for one in told] == [(case, "route", "security", "sent")]
    mails = to_security(mail_peer)
    assert len(mails) == 1
    assert mails[0].recipients == ("security@desk.example",)
    fields = decision["fields"]["required"]
    assert {one["id"] for one in fields if one["scope"] == "security"} == {"user_id", "timestamp", "description"}
    # A field that may stay empty is not asked for until somebody fills it.
    asked = mails[0].text.partition("- Not known yet: ")[2].partition("\r\n")[0].split(", ")
    assert set(asked) == {one["title"] for one in fields if not one["known"] and not one["optional"]}
    for one in fields:
        assert (f"- {one['title']}: " in mails[0].text) == one["known"], one
    assert "- Description: The invoice list shows another company's invoices." in mails[0].text
    assert "- Customer e-mail: mae@harborpine.example" in mails[0].text
    assert "first response by Sun 9 Mar 2025, 00:10 EST" in mails[0].text
    assert "resolution by Sun 9 Mar 2025, 04:40 EDT" in mails[0].text
    assert f"{desk.url}/cases/{case}" in mails[0].text

    with visiting(desk) as visitor:
        assert "shifted clock" in visitor.words("/"), "nobody may take this for the time of day"
        rows = visitor.board()
        assert len(rows) == 2
        assert rows[0].case == case
        assert rows[0].due is not None
        assert datetime.fromisoformat(rows[0].due) == datetime.fromisoformat("2025-03-09T00:10:00-05:00")
        assert "Critical" in rows[0].words
        assert "Harbor & Pine" in rows[0].words
        words = visitor.words(f"/cases/{case}/")
    for clock in decision["clocks"]:
        assert clock["because"] in words
    assert "another company's invoices" in words


def test_the_program_says_the_same_and_twice_in_the_same_bytes(night: Night) -> None:
    desk, stored = night
    # The program knows no customers of this desk, so it is told what the desk would look up.
    whole = MESSAGE | {"customer": {"id": "harbor", "name": "Harbor & Pine", "plan": "pro", "zone": "America/New_York"}}
    decided = desk.post("/api/v1/signals", json=MESSAGE).json()["decision"]
    said = [
        desk.run("decide", "--pack", "support-desk", "--json", "-", input=json.dumps(whole)).stdout for _ in range(2)
    ]
    assert said[0] == said[1]
    assert json.loads(said[0]) == decided
    asked = desk.post("/api/v1/decide", params={"pack": "support-desk"}, json=whole)
    assert asked.status_code == 200
    assert asked.json() == decided
    assert stored.count("case") == 1


def test_the_same_key_makes_nothing_new_and_is_closed_to_another_body(night: Night, mail_peer: MailPeer) -> None:
    desk, stored = night
    first = desk.post("/api/v1/signals", json=MESSAGE)
    assert "Idempotency-Replayed" not in first.headers
    stored.settled()
    before = stored.counts()

    # The same request in another order of its keys is the same request.
    turned = json.dumps(dict(reversed(MESSAGE.items())), indent=2)
    for body in (json.dumps(MESSAGE), turned):
        again = desk.post("/api/v1/signals", content=body, headers={"Content-Type": "application/json"})
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["Idempotency-Replayed"] == "true"

    other = MESSAGE | {"signal": MESSAGE["signal"] | {"text": "The invoice list is empty."}}
    refused = desk.post("/api/v1/signals", json=other)
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    problem = refused.json()
    assert problem["status"] == 409
    assert problem["where"] == "Idempotency-Key"
    assert problem["mend"]

    stored.settled()
    assert stored.counts() == before
    assert len(desk.get("/api/v1/cases").json()["items"]) == 1
    assert len(to_security(mail_peer)) == 1

    # A key in the header counts before the id of the signal.
    mine = desk.post("/api/v1/signals", json=MESSAGE, headers={"Idempotency-Key": "mine"})
    again = desk.post("/api/v1/signals", json=MESSAGE, headers={"Idempotency-Key": "mine"})
    assert "Idempotency-Replayed" not in mine.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.content == mine.content
    assert mine.json()["case"] == first.json()["case"], "it belongs to the same conversation"
    assert stored.count("signal") == 2


def to_security(peer: MailPeer) -> list[Mail]:
    return [mail for mail in peer.mails if mail.recipients == ("security@desk.example",)]
