"""The doors of a desk on a database of the test's own, reached without a server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from stepladder.store.far_bell import FarRinger

Call = Callable[..., HttpResponse]
JSON = "application/json"


@contextmanager
def demonstration() -> Iterator[str]:
    """A workspace with the shipped policy and the demonstration's people and customers, on the database there is."""
    from stepladder import bootstrap
    from stepladder.service.workspace import create_workspace, fill_demo
    from stepladder.web.api.tokens import forget_tokens

    bootstrap.desk.cache_clear()
    forget_tokens()
    desk = bootstrap.desk()
    create_workspace(desk, "main", name="Support desk", pack="support-desk")
    fill_demo(desk, "main")
    yield "main"
    forget_tokens()
    bootstrap.desk.cache_clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """What makes a stolen table of passwords useless costs a moment each time; `test_passwords` has the real thing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nobody_listens_afar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its thread may connect when the test is over and has no leave to any more; `test_far_bell` has the real one."""
    monkeypatch.setattr(FarRinger, "__call__", lambda _self: None)


@pytest.fixture
def workspace(sqlite_database: str) -> Iterator[str]:
    """The demonstration on SQLite."""
    with demonstration() as name:
        yield name


@pytest.fixture
def token(workspace: str) -> Callable[..., str]:
    """Makes tokens: `token("cases:read")`."""
    from stepladder import bootstrap

    numbers = iter(range(1000))

    def make(*scopes: str) -> str:
        return bootstrap.new_token(name=f"token-{next(numbers)}", scopes=scopes, workspace=workspace)

    return make


@pytest.fixture
def call(token: Callable[..., str]) -> Call:
    """Calls the API as a program with every scope: `call("post", "signals", {...})`; headers as `HTTP_...`."""
    client, secret = Client(raise_request_exception=False), token("admin")

    def one(method: str, path: str, body: Any = None, **headers: Any) -> HttpResponse:
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON} | headers
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return client.generic(method.upper(), f"/api/v1/{path}", data, **headers)

    return one


@pytest.fixture
def lee(workspace: str) -> Client:
    """Somebody who is logged in."""
    from stepladder.users.models import User

    user = User.objects.create_user("lee", "not-a-secret", name="Lee Okafor", workspace_id=workspace)
    client = Client()
    client.force_login(user)
    return client
