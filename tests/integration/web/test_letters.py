"""The letters of the policy stand on the page of a case with what is known in them, and a person sends them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.integration.web.conftest import Call

LEAK = {"channel": "email", "text": "The invoice list shows another company's invoices"}
WISH = {"channel": "email", "text": "A dark theme would be nice.", "triggers": ["feature-request"]}


def opened(call: Call, signal: dict[str, Any]) -> str:
    request = {"signal": signal, "customer": {"id": "harbor"}}
    return str(json.loads(call("post", "signals", request, HTTP_IDEMPOTENCY_KEY="k1").content)["case"])


@pytest.fixture
def case(call: Call) -> str:
    return opened(call, LEAK)


def sent(page: str, template: str) -> str:
    """The form of a letter."""
    return page.split(f'id="letter-{template}"')[1].split("</form>")[0]


def test_what_is_known_stands_in_its_place_and_the_words_around_it_are_shown(lee: Client, case: str) -> None:
    form = sent(lee.get(f"/cases/{case}/").content.decode(), "customer-urgent")
    assert 'name="template" value="customer-urgent"' in form
    assert "<blockquote" in form
    assert f">{case}</textarea>" in form or f'value="{case}"' in form


def test_a_letter_goes_out_in_the_words_of_the_policy_under_its_subject(lee: Client, case: str) -> None:
    from stepladder import bootstrap

    page = lee.get(f"/cases/{case}/").content.decode()
    names = [one.split('"')[0] for one in sent(page, "customer-urgent").split('name="slots.')[1:]]
    form = {"do": "send", "place": "letter-customer-urgent", "template": "customer-urgent", "channel": "email"}
    answer = lee.post(f"/cases/{case}/do/", form | {f"slots.{one}": f"the {one}" for one in names})
    assert answer.status_code == 302
    store = bootstrap.desk().store
    (text,) = [
        one for event in store.events("main", case) if event.type == "message_sent" for one in [json.loads(event.data)]
    ]
    assert text["template"] == "customer-urgent"
    words = store.texts("main", [text["text"]])[text["text"]]
    assert words.subject == "We are on it"
    assert all(f"the {one}" in words.body for one in names)


def test_a_letter_with_a_gap_is_refused_beside_its_form_with_the_rest_kept(lee: Client, call: Call) -> None:
    case = opened(call, WISH)
    form = {"do": "send", "place": "letter-customer-standard", "template": "customer-standard", "channel": "email"}
    answer = lee.post(f"/cases/{case}/do/", form | {"slots.issue": "They work at night"})
    part = sent(answer.content.decode(), "customer-standard")
    assert answer.status_code == 409
    assert "slots are empty: need" in part
    assert "They work at night" in part
