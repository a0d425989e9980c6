"""A version is retired from the history: by an administrator, with a reason, and its cases say so (T6)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.integration.web.conftest import Call
from tests.integration.web.test_calendars import log_in
from tests.integration.web.test_policy_pages import publish, put_up, text_of

HISTORY = "/policy/history/"
WHY = "It promised <b>too much</b>."


@pytest.fixture
def ana(workspace: str) -> Client:
    return log_in(workspace, "ana", "admin")


def in_force() -> str | None:
    from stepladder.bootstrap import desk

    return desk().store.pack_in_force("main")


def address() -> str:
    """Where the version in force now is retired, though another comes after it."""
    return f"/policy/retire/{(in_force() or '')[:12]}/"


def run() -> None:
    from stepladder.bootstrap import desk
    from stepladder.service.reacting import run_reactions

    run_reactions(desk())


def opened(call: Call, key: str = "k1") -> str:
    signal = {"text": "The invoice list shows another company's invoices", "conversation": key, "channel": "email"}
    answer = call("post", "signals", {"signal": signal}, HTTP_IDEMPOTENCY_KEY=key)
    return str(answer.json()["case"])  # type: ignore[attr-defined]


def test_the_page_says_what_would_stop_and_stops_it_with_the_reason(ana: Client, call: Call) -> None:
    case, old = opened(call), address()
    opened(call, "k2")
    publish(ana, put_up(ana))
    assert f'href="{old}"' in ana.get(HISTORY).content.decode()
    page = text_of(ana.get(old))
    assert "2 open cases: " in page
    assert " running clocks would stop." in page
    assert "It is in force" not in page
    history = ana.post(old, {"because": WHY}, follow=True)
    assert "is retired. 2 open cases are told." in text_of(history)
    assert "retired" in text_of(history)
    assert f"ana: {WHY}".replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in history.content.decode().replace(
        "<bdi>", ""
    )
    assert f'href="{old}"' not in history.content.decode(), "what is retired is not retired again"
    assert "Publish again" in text_of(history)
    run()
    shown = ana.get(f"/cases/{case}/")
    words = text_of(shown)
    assert "The policy of this case is retired" in words
    assert "The case stays open" in words
    assert words.count("Its policy was retired, was due") == words.count("no longer due") > 1
    assert "was due in " not in words
    assert "Stopped now: It promised" in words
    assert "The policy of this case was retired: It promised" in words
    assert "<b>too much</b>" not in shown.content.decode()
    told = text_of(ana.get("/deliveries/"))
    assert "The policy was retired" in told


def test_the_version_in_force_wants_a_word_more(ana: Client) -> None:
    page = ana.get(address())
    assert "No open case goes by it: nothing would stop." in text_of(page)
    assert "It is in force." in text_of(page)
    before = in_force()
    answer = ana.post(address(), {"because": "Enough."})
    assert answer.status_code == 422
    assert "Nothing was retired: it is in force." in text_of(answer)
    assert 'value="Enough."' in answer.content.decode()
    assert in_force() == before
    ana.post(address(), {"because": "Enough.", "in_force_too": "1"})
    assert in_force() is None
    assert "No policy is in force" in text_of(ana.get("/policy/"))


def test_a_reason_is_asked_for(ana: Client) -> None:
    old = address()
    publish(ana, put_up(ana))
    answer = ana.post(old, {"because": "  "})
    assert answer.status_code == 422
    assert "a reason is missing" in text_of(answer)


def test_a_retired_version_is_marked_wherever_it_is_read_and_can_be_published_again(ana: Client) -> None:
    old = address()
    digest = old.rstrip("/").rpartition("/")[2]
    publish(ana, put_up(ana))
    ana.post(old, {"because": WHY})
    assert "Retired" in text_of(ana.get("/policy/", {"version": digest}))
    assert "This version is retired: It promised" in text_of(ana.get(old))
    assert f"{digest} · retired" in text_of(ana.get(HISTORY))
    publish(ana, f"/policy/publish/{digest}/")
    assert (in_force() or "").startswith(digest)
    assert WHY not in text_of(ana.get(HISTORY))


def test_nobody_else_may_retire_or_sees_how(lee: Client, ana: Client) -> None:
    path = address()
    assert lee.get(path).status_code == 403
    assert lee.post(path, {"because": WHY, "in_force_too": "1"}).status_code == 403
    assert path not in lee.get(HISTORY).content.decode()
    assert Client().post(path, {"because": WHY, "in_force_too": "1"}).status_code == 302
    assert address() == path, "it is still in force"


def test_a_form_from_elsewhere_retires_nothing(workspace: str) -> None:
    checked = log_in(workspace, "eve", "admin", checked=True)
    assert checked.post(address(), {"because": WHY, "in_force_too": "1"}).status_code == 403
    assert in_force() is not None


def test_what_is_unknown_or_a_candidate_has_no_such_page(ana: Client) -> None:
    review = put_up(ana)
    candidate = review.rstrip("/").rpartition("/")[2]
    for digest in ("0" * 12, candidate, "x"):
        assert ana.get(f"/policy/retire/{digest}/").status_code == 404
        assert ana.post(f"/policy/retire/{digest}/", {"because": WHY}).status_code == 404


def test_the_case_over_http_says_so(ana: Client, call: Call) -> None:
    case = opened(call)
    ana.post(address(), {"because": "Enough.", "in_force_too": "1"})
    run()
    found = call("get", f"cases/{case}").json()  # type: ignore[attr-defined]
    assert found["policy_retired"]["because"] == "Enough."
    assert {one["cancelled_because"] for one in found["clocks"] if one["state"] == "cancelled"} == {"Enough."}
    answer = call(
        "post", "signals", {"signal": {"text": "All is down", "conversation": "new"}}, HTTP_IDEMPOTENCY_KEY="k9"
    )
    assert answer.status_code == 503
    assert answer.json()["mend"].endswith("that was retired.")  # type: ignore[attr-defined]
