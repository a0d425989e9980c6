"""Passwords as the desk keeps them, and what becomes of those that it kept before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from stepladder import settings as of_the_desk

if TYPE_CHECKING:
    from stepladder.users.models import User

BEFORE = "pbkdf2_sha256"


@pytest.fixture(autouse=True)
def real_passwords(settings: Settings, quick_passwords: None) -> None:
    settings.PASSWORD_HASHERS = of_the_desk.PASSWORD_HASHERS


def _log_in(password: str) -> bool:
    answer = Client().post("/log-in/", {"username": "kim", "password": password})
    return answer.status_code == 302


def _user() -> User:
    from stepladder.users.models import User

    return User.objects.get(username="kim")


def _kept() -> str:
    return str(_user().password)


def _make(password: str) -> None:
    from stepladder.users.models import User

    User.objects.create_user("kim", password, name="Kim", workspace_id="main")


def _make_as_before(password: str) -> None:
    from stepladder.users.models import User

    User.objects.create(
        username="kim", name="Kim", workspace_id="main", password=make_password(password, hasher=BEFORE)
    )


def test_a_password_is_kept_so_that_each_guess_takes_19_mib_and_two_passes(workspace: str) -> None:
    _make("a long password")
    assert _kept().startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert "long" not in _kept()
    assert _log_in("a long password")
    assert not _log_in("a long passwort")


def test_what_was_kept_by_pbkdf2_is_right_still_and_kept_anew_once_its_owner_logs_in(workspace: str) -> None:
    _make_as_before("a long password")
    before = _kept()
    assert before.startswith(f"{BEFORE}$")
    assert not _log_in("a long passwort")
    assert _kept() == before
    assert _log_in("a long password")
    assert _kept().startswith("argon2$argon2id$")
    assert _log_in("a long password")


def test_a_log_in_that_keeps_the_password_anew_ends_the_other_sessions_of_its_owner(workspace: str) -> None:
    _make_as_before("a long password")
    elsewhere = Client()
    elsewhere.force_login(_user())
    assert elsewhere.get("/").status_code == 200
    assert _log_in("a long password")
    assert elsewhere.get("/").status_code == 302
    elsewhere.force_login(_user())
    assert _log_in("a long password")
    assert elsewhere.get("/").status_code == 200
