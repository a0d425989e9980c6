"""The short way of one signal answers what the long way answers; what is out of the ordinary takes the long one."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.core.signals import request_finished
from django.db import connection, connections
from django.test import Client, RequestFactory

from stepladder.store.lending import Lending
from stepladder.web.api import one_signal
from stepladder.web.handler import Handler, for_many_threads
from tests.integration.web.conftest import JSON, Call, demonstration

SIGNAL = json.dumps({"signal": {"text": "The invoice list shows another company's invoices."}}).encode()
Answer = tuple[int, dict[str, str], bytes]
Way = Callable[..., Answer]


def environ_of(method: str, path: str, body: bytes, **headers: str) -> dict[str, Any]:
    """As the web server makes it."""
    given = {"HTTP_HOST": "testserver", "CONTENT_LENGTH": str(len(body))} | headers
    return {**RequestFactory().generic(method, path, body, **given).META, "wsgi.input": io.BytesIO(body)}


def sent(environ: dict[str, Any], handler: Handler | None = None) -> Answer:
    """What the web server would send."""
    heads: list[tuple[int, dict[str, str]]] = []
    body = (handler or Handler())(environ, lambda status, headers: heads.append((int(status[:3]), dict(headers))))
    assert isinstance(body, list)
    return *heads[0], b"".join(body)


@pytest.fixture
def secret(token: Callable[..., str]) -> str:
    return token(one_signal.SCOPE)


@pytest.fixture
def short(secret: str) -> Way:
    def way(body: bytes = SIGNAL, **headers: str) -> Answer:
        given = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
        environ = environ_of("POST", one_signal.ADDRESS, body, **given | headers)
        assert one_signal.is_one_signal(environ)
        return sent(environ)

    return way


@pytest.fixture
def long(secret: str) -> Way:
    def way(body: bytes = SIGNAL, **headers: str) -> Answer:
        given = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
        answer = Client(raise_request_exception=False).generic("POST", one_signal.ADDRESS, body, **given | headers)
        return answer.status_code, dict(answer.items()), answer.content

    return way


def test_a_signal_that_came_one_way_is_known_on_the_other(short: Way, long: Way) -> None:
    status, headers, body = short()
    assert (status, json.loads(body)["case"] is not None) == (201, True)
    assert "Idempotency-Replayed" not in headers
    again = short()
    assert again == long()
    assert again == (201, headers | {"Idempotency-Replayed": "true"}, body)


REFUSED: dict[str, tuple[int, dict[str, Any]]] = {
    "no token": (401, {"HTTP_AUTHORIZATION": ""}),
    "an unknown token": (401, {"HTTP_AUTHORIZATION": "Bearer sl_nothing"}),
    "another type": (415, {"content_type": "text/plain"}),
    "no JSON": (400, {"body": b"{"}),
    "an empty body": (400, {"body": b"", "CONTENT_TYPE": JSON}),
    "an unknown key": (422, {"body": b'{"signal": {"txet": "?"}}'}),
    "a large body": (413, {"body": b" " * (1024 * 1024 + 1)}),
    "a name that is too long": (422, {"HTTP_IDEMPOTENCY_KEY": "k" * 201}),
    "the key of another body": (409, {"body": b'{"signal": {"text": "Another."}}'}),
}


@pytest.mark.parametrize(("status", "given"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_refused_alike(short: Way, long: Way, status: int, given: dict[str, Any]) -> None:
    short()
    answer = short(**given)
    assert answer == long(**given)
    assert answer[0] == status
    assert answer[1]["Content-Type"] == "application/problem+json"


def test_a_token_without_the_scope_is_refused_alike(short: Way, long: Way, token: Callable[..., str]) -> None:
    reader = {"HTTP_AUTHORIZATION": f"Bearer {token('cases:read')}"}
    answer = short(**reader)
    assert answer == long(**reader)
    assert answer[0] == 403


def test_a_body_ends_where_its_length_says(secret: str) -> None:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
    environ = environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers)
    environ["wsgi.input"] = io.BytesIO(SIGNAL + b"POST /another HTTP/1.1")
    assert sent(environ)[0] == 201


def test_a_connection_that_the_database_dropped_is_replaced_for_the_next_request(postgres_database: str) -> None:
    from stepladder import bootstrap

    with demonstration() as workspace:
        secret = bootstrap.new_token(name="sender", scopes=[one_signal.SCOPE], workspace=workspace)
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}

        def status() -> int:
            return sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers))[0]

        assert status() == 201
        mine = connection.connection.info.backend_pid
        with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        assert [status(), status()] == [503, 201]


@pytest.mark.parametrize("database", ["sqlite_database", "postgres_database"])
def test_a_thread_of_the_web_server_is_left_without_a_connection(database: str, request: pytest.FixtureRequest) -> None:
    """Whatever becomes of a signal, its thread asks for no connection besides those that are lent to it."""
    from stepladder import bootstrap

    request.getfixturevalue(database)
    talk = {"conversation": "one talk", "text": "The invoice list shows another company's invoices."}
    bodies = {
        "it opens a case": {"signal": talk, "customer": {"id": "harbor"}},
        "it joins it": {"signal": {**talk, "text": "Two more of them do."}},
        "it opens none": {"signal": {"text": "Thank you!"}},
        "it is refused": {"signal": {"text": "?", "facts": {"no_such_fact": 1}}},
    }
    with demonstration() as workspace:
        secret = bootstrap.new_token(name="sender", scopes=[one_signal.SCOPE], workspace=workspace)
        handler = for_many_threads()
        answers: list[tuple[int, object]] = []
        left: list[object] = []

        def send() -> None:
            for key, body in [*bodies.items(), *bodies.items()]:
                headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": key}
                environ = environ_of("POST", one_signal.ADDRESS, json.dumps(body).encode(), **headers)
                status, _, answer = sent(environ, handler)
                answers.append((status, json.loads(answer).get("case")))
                left.extend(connections.all(initialized_only=True))

        thread = threading.Thread(target=send)
        thread.start()
        thread.join(60)
        for lending in (handler.signals, handler.tokens_of_signals, handler.others):
            assert isinstance(lending, Lending)
            lending.close()
        (_, opened), *others = answers[: len(bodies)]
        assert opened is not None
        assert others == [(201, opened), (201, None), (422, None)]
        assert answers[len(bodies) :] == answers[: len(bodies)]
        assert left == []


LONG: dict[str, tuple[int, dict[str, Any]]] = {
    "another method": (405, {"method": "GET"}),
    "another address": (200, {"path": "/api/v1/signals/batch", "CONTENT_TYPE": "application/x-ndjson"}),
    "a host that is not ours": (400, {"HTTP_HOST": "else where"}),
}


@pytest.mark.parametrize(("status", "given"), LONG.values(), ids=LONG)
def test_the_long_way_is_open_to_all_others(secret: str, status: int, given: dict[str, Any]) -> None:
    given = {"method": "POST", "path": one_signal.ADDRESS, "HTTP_AUTHORIZATION": f"Bearer {secret}"} | given
    environ = environ_of(given.pop("method"), given.pop("path"), b"", **given)
    assert not one_signal.is_one_signal(environ)
    assert sent(environ)[0] == status


def test_a_parameter_is_not_passed_over(secret: str) -> None:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
    assert sent(environ_of("POST", f"{one_signal.ADDRESS}?pack=starter", SIGNAL, **headers))[0] == 422


def test_a_body_in_chunks_is_taken_all_the_same(secret: str) -> None:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
    environ = environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers, HTTP_TRANSFER_ENCODING="chunked")
    del environ["CONTENT_LENGTH"]
    assert not one_signal.is_one_signal(environ)
    assert sent(environ)[0] == 201


def test_a_page_goes_out_in_one_piece_and_is_closed(workspace: str) -> None:
    closed: list[object] = []

    def count(sender: object, **_: object) -> None:
        closed.append(sender)

    request_finished.connect(count)
    status, headers, body = sent(environ_of("GET", "/log-in/", b""))
    assert (status, headers["X-Frame-Options"]) == (200, "DENY")
    assert b"</html>" in body
    assert closed == [Handler]


def test_the_api_answers_its_other_addresses_in_one_piece(call: Call, secret: str) -> None:
    environ = environ_of("GET", "/api/v1/openapi.json", b"")
    assert sent(environ)[0] == 200
