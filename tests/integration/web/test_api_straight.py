"""The API's way past the middleware of the pages: what that middleware kept out stays out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.integration.web.conftest import Call

TAKEN = {"signal": {"id": "one", "text": "Have a nice week."}}


def test_an_answer_of_the_api_says_its_type_and_length_and_sets_no_cookie(call: Call) -> None:
    answer = call("post", "signals", TAKEN)
    assert answer.status_code == 201
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(answer.content))
    assert not answer.cookies
    assert "Vary" not in answer


@pytest.mark.parametrize(("host", "status"), [("desk.example", 201), ("elsewhere.example", 400)])
def test_a_host_that_is_not_ours_is_refused(call: Call, settings: Any, host: str, status: int) -> None:
    settings.ALLOWED_HOSTS = ["desk.example"]
    assert call("post", "signals", TAKEN, HTTP_HOST=host).status_code == status


def test_an_address_the_api_does_not_know_is_not_found(call: Call) -> None:
    assert call("get", "nothing-here").status_code == 404
    assert call("get", "nothing-here").status_code == 404


def test_pages_keep_their_protection(workspace: str) -> None:
    answer = Client().get("/log-in/")
    assert answer.status_code == 200
    assert answer["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in answer
