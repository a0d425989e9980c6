"""Whoever tries one password after the other has to wait, and keeps nobody else out by it."""

from __future__ import annotations

from collections.abc import Iterator

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


def _try(password: str, name: str = "kim", address: str = HERE) -> HttpResponse:
    return Client().post("/log-in/", {"username": name, "password": password}, REMOTE_ADDR=address)


def _try_wrong(times: int, name: str = "kim", address: str = HERE) -> None:
    for _ in range(times):
        assert _try("a long passwort", name, address).status_code == 200


def test_after_many_wrong_tries_not_even_the_right_password_is_looked_at() -> None:
    _try_wrong(FREE_FOR_A_NAME)
    answer = _try(RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 30
    assert f"Too many wrong tries: wait {answer['Retry-After']} seconds." in answer.content.decode()
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
