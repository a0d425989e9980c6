"""The deliveries page and its API: what did not arrive, why, what happens next, and sending it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from stepladder.web.pages import deliveries

Call = Callable[..., HttpResponse]
LATER = 1_900_000_000_000_000
LEAK = "The invoice list shows another company's invoices."


@pytest.fixture
def dead(call: Call) -> str:
    """The id of a notice that was refused for good."""
    return _one(call, "k1", "dead", "the mail server refused the address security@desk.example (550)")


def _one(call: Call, key: str, state: str, reason: str, **more: Any) -> str:
    body = {"signal": {"id": key, "conversation": key, "channel": "email", "text": LEAK}}
    case = json.loads(call("post", "signals", body).content)["case"]
    found = {"state": state, "reason": reason, "due_at": None} | more
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE store_delivery SET {', '.join(f'{name} = %s' for name in found)} WHERE case_id = %s",
            [*found.values(), case],
        )
        cursor.execute("SELECT id FROM store_delivery WHERE case_id = %s", [case])
        (delivery,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO store_attempt (workspace_id, delivery_id, fence, started_at, ended_at, state, reason) "
            "VALUES ('main', %s, 1, 1741495200000000, 1741495201000000, %s, %s)",
            [delivery, state, reason],
        )
    return str(delivery)


def text(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def state_of(call: Call, delivery: str) -> Any:
    items = json.loads(call("get", "deliveries").content)["items"]
    return next(one["state"] for one in items if one["id"] == delivery)


def test_what_was_not_delivered_has_a_view_with_reason_attempts_and_what_comes_next(lee: Client, dead: str) -> None:
    shown = text(lee.get("/deliveries/?state=dead"))
    assert "refused the address security@desk.example (550)" in shown
    assert "1 attempt" in shown
    assert "Nobody tries these any more." in shown
    assert "Send 1 again" in shown
    assert "Not delivered <strong>1</strong>" in text(lee.get("/deliveries/"))


def test_each_view_shows_its_own_and_an_empty_one_says_so(lee: Client, call: Call, dead: str) -> None:
    _one(
        call, "k2", "waiting", "no message got through", due_at=1_900_000_000_000_000, held_since=1_741_495_200_000_000
    )
    _one(call, "k3", "uncertain", "hung up after the message")
    for key, words in (("back", "no message got through"), ("uncertain", "hung up after the message")):
        shown = text(lee.get(f"/deliveries/?state={key}"))
        assert words in shown
        assert "refused the address" not in shown
    assert "held back" in text(lee.get("/deliveries/?state=back"))
    assert "Nothing was kept from being sent" in text(lee.get("/deliveries/?state=held"))


def test_a_line_has_the_title_of_its_case_however_many_are_newer(
    lee: Client, call: Call, dead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_LISTED", 1)
    call("post", "signals", {"signal": {"id": "k9", "conversation": "k9", "text": "We will leave you."}})
    assert "<bdi>The invoice list shows another company&#x27;s invoices.</bdi>" in text(
        lee.get("/deliveries/?state=dead")
    )


def test_one_is_sent_again_from_the_page_and_the_way_leads_back_to_the_view(lee: Client, call: Call, dead: str) -> None:
    answer = lee.post(f"/deliveries/{dead}/send/", {"view": "dead"})
    assert (answer.status_code, answer["Location"]) == (302, "/deliveries/?state=dead")
    assert state_of(call, dead) == "waiting"
    again = lee.post(f"/deliveries/{dead}/send/", {"view": "dead"}, follow=True)
    assert "Nothing was changed" in text(again)
    assert lee.post("/deliveries/c-0/1/1/send/").status_code == 404


def test_all_that_are_shown_are_sent_again_and_those_that_went_meanwhile_are_told(
    lee: Client, call: Call, dead: str
) -> None:
    other = _one(call, "k2", "dead", "the webhook answered 503")
    gone = _one(call, "k3", "sent", "")
    answer = lee.post("/deliveries/send/", {"view": "dead", "delivery": [dead, other, gone]}, follow=True)
    assert "2 deliveries go out again. The others went out meanwhile or are not needed any more." in text(answer)
    assert [state_of(call, one) for one in (dead, other, gone)] == ["waiting", "waiting", "sent"]


def test_programs_list_what_is_dead_with_each_attempt(call: Call, dead: str) -> None:
    _one(call, "k2", "sent", "")
    found = json.loads(call("get", "deliveries?state=dead").content)
    (one,) = found["items"]
    assert (one["id"], one["state"], one["to"], one["channel"]) == (dead, "dead", "security", "email")
    assert one["attempts"] == [
        {
            "started_at": "2025-03-09T04:40:00+00:00",
            "ended_at": "2025-03-09T04:40:01+00:00",
            "state": "dead",
            "reason": "the mail server refused the address security@desk.example (550)",
            "provider_ref": None,
        }
    ]
    assert LEAK not in json.dumps(found)


def test_programs_read_page_by_page_and_slips_are_told(call: Call, dead: str) -> None:
    _one(call, "k2", "sent", "")
    first = json.loads(call("get", "deliveries?limit=1").content)
    second = json.loads(call("get", f"deliveries?limit=1&cursor={first['next']}").content)
    assert {first["items"][0]["id"], second["items"][0]["id"]} > {dead}
    assert second["next"] is None
    for slip in ("state=gone", "cursor=c-0/1/1", "limit=0", "sate=dead"):
        assert call("get", f"deliveries?{slip}").status_code == 422


def test_programs_send_one_again_once(call: Call, dead: str) -> None:
    answer = call("post", f"deliveries/{dead}/resend")
    assert (answer.status_code, json.loads(answer.content)["state"]) == (200, "waiting")
    assert call("post", f"deliveries/{dead}/resend").status_code == 409
    assert call("post", "deliveries/c-0/1/1/resend").status_code == 404
    assert call("post", f"deliveries/{dead}/resend", {"to": "me"}).status_code == 422


def test_sending_again_needs_the_right_to_write(token: Callable[..., str], dead: str) -> None:
    secret = token("cases:read")
    client = Client()
    header = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert client.get("/api/v1/deliveries", **header).status_code == 200  # type: ignore[arg-type]
    assert client.post(f"/api/v1/deliveries/{dead}/resend", **header).status_code == 403  # type: ignore[arg-type]


def test_the_deliveries_of_another_workspace_are_not_there(lee: Client, call: Call, dead: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_delivery SET workspace_id = 'elsewhere'")
    assert json.loads(call("get", "deliveries").content)["items"] == []
    assert call("post", f"deliveries/{dead}/resend").status_code == 404
    assert lee.post(f"/deliveries/{dead}/send/").status_code == 404


FALLBACK = {  # how the notice to the fallback role stands: what the page says
    "sent": "Team leads was told instead.",
    "delivered": "The notice that tells Team leads instead is kept here.",
    "failed": "Team leads is not told instead yet: that notice is still on its way.",
    "dead": "Team leads could not be told instead: that notice is not delivered either.",
    "uncertain": "Team leads may have been told instead",
}


@pytest.mark.parametrize(("state", "said"), FALLBACK.items())
def test_what_is_dead_says_whether_somebody_else_has_heard_of_it(lee: Client, dead: str, state: str, said: str) -> None:
    details = json.dumps({"delivery": f"{dead}/1", "to": "security", "channel": "email", "reason": "refused"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_delivery (workspace_id, id, case_id, event, purpose, addressee, channel, is_copy, "
            "details, urgency, state, attempts, fence, doubts, created_at) "
            "SELECT workspace_id, id || '-f', case_id, event, 'failure', 'team-leads', channel, is_copy, "
            "%s, urgency, %s, 1, 1, 0, created_at FROM store_delivery WHERE id = %s",
            [details, state, dead],
        )
    shown = text(lee.get("/deliveries/?state=dead"))
    assert said in shown
    assert ("It is itself the notice to the fallback role, so nobody else was told." in shown) == (state == "dead")


def test_what_is_dead_without_a_notice_about_it_claims_none(lee: Client, dead: str) -> None:
    assert "Nobody else was told." in text(lee.get("/deliveries/?state=dead"))


def test_what_is_being_tried_says_so_and_calls_its_reason_that_of_the_attempt_before(lee: Client, call: Call) -> None:
    _one(call, "k1", "sending", "the mail server did not answer within 20 s", attempts=3, due_at=LATER)
    shown = text(lee.get("/deliveries/?state=open"))
    assert "It is being tried now, attempt 3." in shown
    assert "The attempt before: the mail server did not answer within 20 s" in shown
