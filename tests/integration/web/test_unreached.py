"""The page of a case says each reason for which somebody was not reached once, with all whom it concerns."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from stepladder.service.reading.case_views import TimelineEntry
from stepladder.web.pages.unreached import gathered

Call = Callable[..., HttpResponse]
REFUSED = "the mail server refused the message (550)"
MUCH = "I am a journalist. My account was hacked. I was charged twice 900 USD. I want to speak to your manager."
START = datetime(2025, 3, 9, 4, 40, tzinfo=UTC)


@pytest.fixture
def case(call: Call) -> str:
    body = {"signal": {"id": "k1", "conversation": "k1", "channel": "email", "text": MUCH}}
    return str(json.loads(call("post", "signals", body).content)["case"])


def stand(case: str, state: str, reason: str, where: str = "1 = 1") -> int:
    """All messages of the case stand so from now on; how many they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE store_delivery SET state = %s, reason = %s, due_at = NULL WHERE case_id = %s AND {where}",
            [state, reason, case],
        )
        return int(cursor.rowcount)


def follows(lee: Client, case: str) -> str:
    page = " ".join(lee.get(f"/cases/{case}/").content.decode().split())
    return page.partition('id="duties"')[2].partition("</section>")[0]


def test_one_refusal_of_many_messages_is_said_once_with_all_whom_it_concerns(lee: Client, case: str) -> None:
    assert stand(case, "dead", REFUSED) >= 4
    said = follows(lee, case)
    assert said.count(REFUSED) == 1
    block = said.partition(REFUSED)[2].partition("</div>")[0]
    assert all(name in block for name in ("Security", "Billing", "Escalations", "by e-mail"))
    assert "/deliveries/?state=dead" in block
    assert said.count("not delivered") >= 4, "each notice still says how it stands"
    assert "security was not" not in said


def test_two_reasons_are_told_apart_and_the_gravest_comes_first(lee: Client, case: str) -> None:
    stand(case, "failed", "the mail server was not reached")
    stand(case, "dead", REFUSED, "addressee = 'billing'")
    said = follows(lee, case)
    assert (said.count("the mail server was not reached"), said.count(REFUSED)) == (1, 1)
    assert said.index("Not delivered:") < said.index("Trying again:")


def test_what_was_sent_again_and_arrived_is_no_trouble_any_more(lee: Client, case: str) -> None:
    stand(case, "dead", REFUSED)
    assert REFUSED in follows(lee, case)
    stand(case, "sent", REFUSED)
    assert REFUSED not in lee.get(f"/cases/{case}/").content.decode()


def entry(version: int, seconds: int, type_: str, **data: str) -> TimelineEntry:
    at = START + timedelta(seconds=seconds)
    return TimelineEntry(
        version=version, at=at, noticed_at=at, late=False, type=type_, by="desk", by_name="", automatic=True,
        data=dict(data), text=None,
    )  # fmt: skip


def test_failures_in_a_row_for_one_reason_are_one_entry() -> None:
    entries = [
        entry(1, 0, "delivery_failed", to="security", reason="no"),
        entry(2, 1, "delivery_failed", to="billing", reason="no"),
        entry(3, 2, "delivery_failed", to="billing", reason="another"),
        entry(4, 3, "note_added"),
        entry(5, 4, "delivery_failed", to="security", reason="another"),
        entry(6, 70, "delivery_failed", to="duty", reason="another"),
    ]
    found = [(one.version, one.data.get("to")) for one in gathered(entries)]
    assert found == [(1, ["security", "billing"]), (3, "billing"), (4, None), (5, "security"), (6, "duty")]
    assert list(gathered([])) == []
