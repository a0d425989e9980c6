"""Whoever tries one password after the other has to wait, and keeps nobody else out by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from stepladder.web.pages.log_in import WRONG_TRIES
from stepladder.web.pages.wrong_tries import FREE_FOR_A_NAME, FREE_FOR_AN_ADDRESS

RIGHT, HERE, ELSEWHERE = "a long password", "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def kim(workspace: str) -> Iterator[None]:
    from stepladder.users.models import User

    User.objects.create_user("kim", RIGHT, name="Kim", workspace_id=workspace)
    WRONG_TRIES.clear()
    yield
    WRONG_TRIES.clear()


def _try(password: str, name: str = "kim", address: str = HERE, **headers: str) -> HttpResponse:
    return Client().post("/log-in/", {"username": name, "password": password}, REMOTE_ADDR=address, **headers)


def _try_wrong(times: int, name: str = "kim", address: str = HERE, **headers: str) -> None:
    for _ in range(times):
        assert _try("a long passwort", name, address, **headers).status_code == 200


def test_after_many_wrong_tries_not_even_the_right_password_is_looked_at() -> None:
    _try_wrong(FREE_FOR_A_NAME)
    answer = _try(RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 30
    said = answer.content.decode()
    assert f"Too many wrong tries: wait {answer['Retry-After']} seconds." in said
    assert 'value="kim"' in said
    assert "aria-invalid" not in said, "nobody has looked whether it is right"
    assert "stepladder_session" not in answer.cookies


def test_who_comes_from_elsewhere_is_let_in_meanwhile() -> None:
    _try_wrong(FREE_FOR_A_NAME)
    assert _try(RIGHT, address=ELSEWHERE).status_code == 302


def test_a_right_password_takes_the_wrong_ones_away() -> None:
    for _ in range(3):
        _try_wrong(FREE_FOR_A_NAME - 1)
        assert _try(RIGHT).status_code == 302


def test_one_password_tried_at_many_names_waits_too() -> None:
    for number in range(FREE_FOR_AN_ADDRESS):
        _try_wrong(1, name=f"somebody-{number}")
    assert _try(RIGHT).status_code == 429
    assert _try(RIGHT, address=ELSEWHERE).status_code == 302


def test_a_log_in_that_is_written_otherwise_is_the_same_log_in() -> None:
    """The form makes one of them: `\uff4bim` logs in as `kim`."""
    assert _try(RIGHT, name="\uff4bim").status_code == 302
    _try_wrong(FREE_FOR_A_NAME - 1)
    _try_wrong(1, name=" \uff4b\uff49m")
    assert _try(RIGHT).status_code == 429
    assert _try(RIGHT, name="\uff4bi\uff4d").status_code == 429


def test_whoever_has_a_whole_network_of_addresses_waits_as_with_one() -> None:
    for number in range(FREE_FOR_A_NAME):
        _try_wrong(1, address=f"2001:db8::{number:x}")
    assert _try(RIGHT, address="2001:db8::ffff").status_code == 429
    assert _try(RIGHT, address="2001:db8:0:1::ffff").status_code == 302


def test_behind_a_proxy_that_is_believed_nobody_keeps_others_waiting(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    forged = {"HTTP_X_FORWARDED_FOR": f"{ELSEWHERE}, 198.51.100.1"}  # The last place is the proxy's own word.
    for number in range(FREE_FOR_AN_ADDRESS):
        _try_wrong(1, name=f"somebody-{number}", **forged)
    assert _try(RIGHT, **forged).status_code == 429
    assert _try(RIGHT, HTTP_X_FORWARDED_FOR=ELSEWHERE).status_code == 302


def test_where_no_proxy_is_believed_nobody_says_where_they_come_from() -> None:
    for number in range(FREE_FOR_A_NAME):
        _try_wrong(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert _try(RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.1").status_code == 429
