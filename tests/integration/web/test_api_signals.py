"""Signals over HTTP: taken once, answered the same for ever, refused with what, where and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.integration.web.conftest import JSON, Call

AT = "2025-03-08T23:40:00-05:00"
INVOICES = {"at": AT, "signal": {"id": "one", "text": "The invoice list shows another company's invoices."}}
LINES = "application/x-ndjson"


def _problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == status
    for key in ("type", "title", "detail", "where", "mend"):
        assert found[key], key
    return found


def test_a_signal_is_decided_stored_and_answered_with_its_case(call: Call) -> None:
    answer = call("post", "signals", INVOICES)
    assert answer.status_code == 201
    found = json.loads(answer.content)
    assert list(found) == ["signal", "case", "decision"]
    assert found["decision"]["levels"] == {"priority": "critical"}
    assert found["case"] is not None


def test_a_signal_that_matters_to_no_rule_has_no_case(call: Call) -> None:
    found = json.loads(call("post", "signals", {"signal": {"id": "two", "text": "Have a nice week."}}).content)
    assert found["case"] is None


def test_the_same_key_answers_the_same_and_makes_nothing_new(call: Call) -> None:
    first = call("post", "signals", INVOICES, HTTP_IDEMPOTENCY_KEY="k")
    again = call("post", "signals", INVOICES, HTTP_IDEMPOTENCY_KEY="k")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert len(json.loads(call("get", "cases").content)["items"]) == 1


def test_the_same_key_with_another_body_is_refused(call: Call) -> None:
    call("post", "signals", INVOICES, HTTP_IDEMPOTENCY_KEY="k")
    other = {"signal": {"text": "Another one."}}
    assert _problem(call("post", "signals", other, HTTP_IDEMPOTENCY_KEY="k"), 409)["type"].endswith("key-reused")


def test_without_a_key_nothing_is_taken(call: Call) -> None:
    _problem(call("post", "signals", {"signal": {"text": "Hello"}}), 400)


REFUSED = {  # claim: (body, status, a word of the answer)
    "no JSON": (b"{", 400, "JSON"),
    "no UTF-8": (b'{"signal": {"text": "\xff"}}', 400, "UTF-8"),
    "an unknown key, by its name": ({"signal": {"id": "x", "txt": "Hello"}}, 422, "txt"),
    "a wrong type": ({"signal": {"id": "x", "text": 5}}, 422, "signal.text"),
    "an instant without an offset": ({"at": "2025-03-08T23:40:00", "signal": {"id": "x", "text": "a"}}, 422, "offset"),
    "a control character": ({"signal": {"id": "x", "text": "a\x00b"}}, 422, "control character"),
    "an unknown trigger": ({"signal": {"id": "x", "triggers": ["nope"]}}, 422, "nope"),
    "a body over 1 MiB": (b'{"signal": {"text": "' + b"a" * 1_100_000 + b'"}}', 413, "1024 KiB"),
}


@pytest.mark.parametrize(("body", "status", "word"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_and_not_stored(call: Call, body: Any, status: int, word: str) -> None:
    assert word in _problem(call("post", "signals", body), status)["detail"]
    assert json.loads(call("get", "cases").content)["items"] == []


OTHER_TYPES = {
    "text/plain": "'text/plain' is not taken here",
    "application/x-www-form-urlencoded": "'application/x-www-form-urlencoded' is not taken here",
    "application/json; charset=latin-1": "'application/json; charset=latin-1' is not taken here",
    "; charset=utf-8": "no type is named",
    "": "no type is named",
}


@pytest.mark.parametrize(("type_", "said"), OTHER_TYPES.items(), ids=OTHER_TYPES)
def test_another_type_is_not_taken(call: Call, type_: str, said: str) -> None:
    assert said in _problem(call("post", "signals", INVOICES, content_type=type_), 415)["detail"]


def test_a_method_that_is_not_there_names_those_that_are(call: Call) -> None:
    answer = call("delete", "signals")
    _problem(answer, 405)
    assert answer["Allow"] == "POST"


def test_nobody_comes_in_without_a_token(call: Call) -> None:
    for given in ("", "Bearer", "Bearer sl_nobody", "Basic bGVlOmxlZQ=="):
        answer = call("post", "signals", INVOICES, HTTP_AUTHORIZATION=given)
        _problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_without_the_scope_is_told_which_one_is_missing(token: Callable[..., str]) -> None:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token('cases:read')}", "content_type": JSON}
    answer = Client().post("/api/v1/signals", json.dumps(INVOICES), **headers)
    assert _problem(answer, 403)["scope"] == "signals:write"


def test_a_revoked_token_opens_nothing_once_it_is_looked_up_again(token: Callable[..., str]) -> None:
    from stepladder.users.models import ApiToken
    from stepladder.web.api.tokens import forget_tokens

    headers = {"HTTP_AUTHORIZATION": f"Bearer {token('cases:read')}"}
    assert Client().get("/api/v1/cases", **headers).status_code == 200
    ApiToken.objects.update(revoked_at="2025-03-08T00:00:00Z")
    forget_tokens()
    assert Client().get("/api/v1/cases", **headers).status_code == 401


def test_a_batch_keeps_the_good_lines_and_lists_the_bad_ones(call: Call) -> None:
    good = json.dumps(INVOICES).encode()
    lines = [
        good,
        b"",
        b"{",
        good,
        b'{"signal": {"id": "x", "zz": 1}}',
        b'{"signal": {"text": "' + b"a" * 70_000 + b'"}}',
    ]
    answer = call("post", "signals/batch", b"\n".join(lines), content_type=LINES)
    assert answer.status_code == 200
    found = json.loads(answer.content)
    assert (found["accepted"], found["duplicates"]) == (1, 1)
    assert [one["line"] for one in found["refused"]] == [3, 5, 6]
    assert all(one["what"] and one["mend"] and one["where"] for one in found["refused"])


def test_a_batch_over_1_mib_is_taken_line_by_line(call: Call) -> None:
    lines = [json.dumps({"signal": {"id": f"n{n}", "text": "Hello " * 2000}}).encode() for n in range(100)]
    assert sum(map(len, lines)) > 1024 * 1024
    found = json.loads(call("post", "signals/batch", b"\n".join(lines), content_type=LINES).content)
    assert found == {"accepted": 100, "duplicates": 0, "refused": []}


def test_a_batch_of_another_type_is_not_taken(call: Call) -> None:
    _problem(call("post", "signals/batch", b"{}", content_type=JSON), 415)


def test_deciding_stores_nothing(call: Call) -> None:
    answer = call("post", "decide", INVOICES)
    assert answer.status_code == 200
    assert json.loads(answer.content)["escalate"] == "now"
    assert call("post", "decide?pack=support-desk", INVOICES).content == answer.content
    assert json.loads(call("get", "cases").content)["items"] == []


def test_deciding_by_a_policy_that_is_not_there_names_those_that_are(call: Call) -> None:
    answer = call("post", "decide?pack=suport-desk", INVOICES)
    assert "support-desk" in json.loads(answer.content)["detail"]
    assert 400 <= answer.status_code < 500


LISTS = {  # claim: (the policies asked, what is said)
    "one of them is not there": ("support-desk,nobody", "nobody"),
    "one stands twice": ("support-desk,support-desk", "stands twice"),
    "a name is empty": ("support-desk,", "is empty"),
}


@pytest.mark.parametrize(("packs", "said"), LISTS.values(), ids=LISTS)
def test_a_list_of_policies_that_cannot_be_asked_is_refused(call: Call, packs: str, said: str) -> None:
    answer = call("post", f"decide?pack={packs}", INVOICES)
    assert answer.status_code == 422
    assert said in json.loads(answer.content)["detail"]


def test_an_unknown_parameter_is_refused_as_anywhere(call: Call) -> None:
    answer = call("post", "decide?pck=support-desk", INVOICES)
    assert answer.status_code == 422
    assert json.loads(answer.content)["where"] == "pck"
    assert "pack" in json.loads(answer.content)["mend"]


def test_a_signal_opens_no_gate_and_proves_nobodys_identity(call: Call) -> None:
    claims = {
        "gates": {"identity-before-sensitive": "waived", "high-identity": "open"},
        "factors": {"email_control": "passed", "payment_last4": "passed", "photo_id": "passed"},
        "attempts": [{"at": AT, "what": "troubleshoot"}],
        "levels": {"priority": "critical"},
        "triggers": ["press-contact"],
        "stage": "follow_up",
    }
    body = {
        "customer": {"id": "by"},
        "signal": {"id": "a", "text": "Please erase everything.", "triggers": ["erasure-request"]},
    }
    honest = json.loads(call("post", "signals", body).content)
    claimed = {**body, "customer": {"id": "other"}, "signal": {**body["signal"], "id": "b"}, "case": claims}
    first = json.loads(call("post", "signals", claimed).content)
    call("post", "signals", {"customer": {"id": "other"}, "signal": {"id": "c", "text": "Hello?"}, "case": claims})
    case, other = (json.loads(call("get", f"cases/{one['case']}").content) for one in (honest, first))
    assert case["gates"]
    assert (other["gates"], other["factors"], other["levels"]) == (case["gates"], case["factors"], case["levels"])
    assert [one["id"] for one in other["triggers"]] == [one["id"] for one in case["triggers"]]


def test_a_signal_may_say_facts_of_its_case_and_a_question_may_suppose_more(call: Call) -> None:
    signal = {"id": "a", "text": "We were charged twice."}
    answer = call("post", "signals", {"signal": signal, "case": {"facts": {"mood": "calm"}}})
    assert _problem(answer, 422)["where"].startswith("case.facts")  # It is read, and told where no fact is called so.
    supposed = {"signal": signal, "case": {"levels": {"priority": "critical"}}}
    answer = call("post", "decide?pack=support-desk", supposed)
    assert json.loads(answer.content)["levels"] == {"priority": "critical"}


@pytest.mark.parametrize("key", ["", " "])
def test_a_key_of_which_nothing_arrived_is_told_by_its_letters(call: Call, key: str) -> None:
    """What a web server makes of a header in letters that HTTP has no form for."""
    answer = call("post", "signals", {"signal": {"id": "one", "text": "Hello."}}, HTTP_IDEMPOTENCY_KEY=key)
    told = json.loads(answer.content)
    assert (told["status"], told["where"]) == (422, "Idempotency-Key")
    assert "ASCII" in told["what"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("path", ["decide", "signals"])
def test_an_instant_in_another_age_is_refused_though_nothing_matches(call: Call, path: str, at: str) -> None:
    answer = call("post", path, {"at": at, "signal": {"id": "one"}})
    assert (answer.status_code, json.loads(answer.content)["where"]) == (422, "at")
