"""What strangers send costs the desk neither its disk nor all of its threads."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from stepladder.home import SLOW_BODIES, intake_waiting
from stepladder.web.api import one_signal
from stepladder.web.handler import Handler
from tests.integration.web.conftest import JSON
from tests.integration.web.test_one_signal import SIGNAL, environ_of, sent

FORM = "application/x-www-form-urlencoded"


class _Unread(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("the body was read")


def test_what_is_too_large_for_any_page_is_not_read_and_told() -> None:
    """Before the log-in: a file of any size would else lie on the disk until it came to an end."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    environ = environ_of("POST", "/log-in/", b"", content_type="multipart/form-data; boundary=x")
    environ |= {"CONTENT_LENGTH": str(most + 1), "HTTP_COOKIE": f"stepladder_csrf={'a' * 32}"}
    environ["wsgi.input"] = _Unread()
    status, headers, body = sent(environ)
    assert (status, headers["X-Content-Type-Options"]) == (413, "nosniff")
    assert b"32 MiB" in body


def test_a_policy_of_the_size_that_is_taken_is_let_through(workspace: str) -> None:
    environ = environ_of("POST", "/policy/publish/", b"", content_type=FORM, CONTENT_LENGTH=str(9 * 1024 * 1024))
    assert sent(environ)[0] == 403  # It reached the guard of forms.


def test_a_batch_has_no_bound_but_that_of_its_lines(token: Callable[..., str]) -> None:
    lines = b"".join(b'{"signal": {"id": "%d", "text": "hello"}}\n' % number for number in range(3))
    environ = environ_of("POST", f"{one_signal.ADDRESS}/batch", lines, content_type="application/x-ndjson")
    environ |= {"CONTENT_LENGTH": str(10**9), "HTTP_AUTHORIZATION": f"Bearer {token(one_signal.SCOPE)}"}
    status, _, body = sent(environ)
    assert (status, json.loads(body)["accepted"]) == (200, 3)


@pytest.fixture
def full() -> Handler:
    """Slow senders have every place."""
    handler = Handler()
    for awaited in (handler.bodies, handler.bodies_of_peers):
        for _ in range(awaited.most):
            awaited.take()
    return handler


def test_a_page_that_is_only_read_is_there_though_slow_senders_have_every_place(workspace: str, full: Handler) -> None:
    assert sent(environ_of("GET", "/log-in/", b""), full)[0] == 200


def test_a_form_is_told_to_come_again(workspace: str, full: Handler, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.get("/log-in/")
    cookie = client.cookies["stepladder_csrf"].value
    body = f"csrfmiddlewaretoken={cookie}&username=lee&password=x".encode()
    status, headers, page = sent(
        environ_of("POST", "/log-in/", body, content_type=FORM, HTTP_COOKIE=f"stepladder_csrf={cookie}"), full
    )
    assert (status, headers["Retry-After"]) == (503, "2")
    assert b"The desk is busy" in page
    (line,) = [one for one in caplog.records if one.name == "django.request"]
    assert "32 senders have not sent all they announced" in line.getMessage()
    assert line.exc_info is None, "strangers would fill the log"


def test_a_signal_is_told_to_come_again_and_a_stranger_that_it_needs_a_token(
    token: Callable[..., str], full: Handler
) -> None:
    headers = {"content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
    assert sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers), full)[0] == 401
    headers["HTTP_AUTHORIZATION"] = f"Bearer {token(one_signal.SCOPE)}"
    status, answered, body = sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers), full)
    assert (status, answered["Retry-After"], json.loads(body)["type"]) == (503, "2", "urn:stepladder:problem:busy")
    assert sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers))[0] == 201


def test_strangers_take_no_place_from_whoever_has_a_token(token: Callable[..., str]) -> None:
    handler = Handler()
    for _ in range(SLOW_BODIES):
        handler.bodies.take()
    headers = {"content_type": JSON, "HTTP_AUTHORIZATION": f"Bearer {token('policy:read')}"}
    assert sent(environ_of("POST", "/api/v1/decide", SIGNAL, **headers), handler)[0] == 200


def test_as_many_signals_may_be_on_their_way_as_may_wait_for_their_commit(token: Callable[..., str]) -> None:
    handler = Handler()
    for _ in range(intake_waiting() - 1):
        handler.bodies_of_peers.take()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token(one_signal.SCOPE)}", "HTTP_IDEMPOTENCY_KEY": "k"}
    assert sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, content_type=JSON, **headers), handler)[0] == 201
