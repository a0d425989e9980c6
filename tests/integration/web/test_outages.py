"""F14: while the database does not answer, senders are told to come back, and afterwards nothing is half there."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from stepladder.web.api import one_signal
from tests.harness.databases import URL, connected_to, settings_for
from tests.harness.postgres import server_in
from tests.integration.web.conftest import JSON, Call, demonstration
from tests.integration.web.test_one_signal import SIGNAL, Answer, environ_of, sent

TABLES = ("signal", "case", "event", "intakekey", "text", "delivery")


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM store_{table}")
            found[table] = int(cursor.fetchone()[0])
        return found


def assert_told_to_come_back(answer: Answer) -> None:
    status, headers, body = answer
    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert int(headers["Retry-After"]) >= 1
    assert json.loads(body)["type"].endswith("busy")


def test_a_page_whose_database_is_busy_says_so_and_loses_no_words(call: Call, lee: Client) -> None:
    answer = call("post", "signals", {"signal": {"id": "a", "text": "I am locked out after too many wrong codes."}})
    case = json.loads(answer.content)["case"]
    lee.raise_request_exception = False
    lee.get("/")
    connection.connection.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = lee.post(f"/cases/{case}/do/", {"do": "note", "text": "Looked into it.", "place": "note"})
        other.execute("ROLLBACK")
    page = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert "The database does not answer" in page
    assert "what you wrote stands there still" in page


def test_f14_a_locked_sqlite_is_answered_by_503_with_retry_after_and_nothing_is_half_stored(
    workspace: str, token: Callable[..., str], call: Call
) -> None:
    secret = token(one_signal.SCOPE)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": "k"}
    before = counts()
    assert call("post", "decide", {"signal": {"text": "Hello"}}).status_code == 200
    connection.connection.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            assert_told_to_come_back(sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers)))
        lines = call("post", "signals/batch", b'{"signal": {"id": "b", "text": "Hello"}}', content_type=LINES)
        assert (lines.status_code, lines["Retry-After"]) == (503, "2")
        assert counts() == before
        other.execute("ROLLBACK")
    status, heads, _ = sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **headers))
    assert (status, "Idempotency-Replayed" in heads) == (201, False)
    assert counts()["signal"] == before["signal"] + 1


LINES = "application/x-ndjson"


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short name, since a socket lies in it."""
    made = Path(tempfile.mkdtemp(prefix="stepladder-pg-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_f14_a_stopped_postgresql_is_answered_by_503_with_retry_after_until_it_is_back(
    folder: Path, django_db_blocker: Any
) -> None:
    from django.core.management import call_command

    from stepladder import bootstrap

    with server_in(folder) as server:
        settings = settings_for(**{URL: server.get_uri()})
        with django_db_blocker.unblock(), connected_to(settings):
            call_command("migrate", verbosity=0, interactive=False)
            with demonstration() as workspace:
                secret = bootstrap.new_token(name="sender", scopes=[one_signal.SCOPE], workspace=workspace)
                headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": JSON}

                def post(key: str) -> Answer:
                    given = headers | {"HTTP_IDEMPOTENCY_KEY": key}
                    return sent(environ_of("POST", one_signal.ADDRESS, SIGNAL, **given))

                first = post("before")
                assert first[0] == 201
                before = counts()
                server.cleanup()
                for _ in range(2):
                    assert_told_to_come_back(post("during"))
                with server_in(folder):
                    again = post("before")
                    assert (again[0], again[2]) == (201, first[2])
                    assert counts() == before
                    assert post("during")[0] == 201
                    connection.close()
