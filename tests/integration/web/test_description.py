"""The description of the API says what the doors do, and health says whether they are open."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.integration.web.conftest import Call


def _description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get("/api/v1/openapi.json").content)
    return found


def test_every_address_of_the_api_is_described(workspace: str) -> None:
    include = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/")
    routes = {"/api/v1/" + re.sub("<(?:str|path):([a-z]+)>", r"{\1}", str(one.pattern)) for one in include.url_patterns}
    assert routes - {"/api/v1/openapi.json"} == set(_description()["paths"])


def test_every_reference_leads_to_a_schema(workspace: str) -> None:
    described = _description()
    assert described["openapi"].startswith("3.1")
    names = set(re.findall(r'"#/components/schemas/([A-Za-z]+)"', json.dumps(described)))
    assert names
    assert names <= set(described["components"]["schemas"])


def test_every_described_method_is_open_and_every_other_is_not(call: Call) -> None:
    for path, methods in _description()["paths"].items():
        address = path.removeprefix("/api/v1/").replace("{case}", "c-nobody").replace("{incident}", "i-nobody")
        for method in ("get", "post", "put", "patch", "delete"):
            assert (call(method, address).status_code != 405) == (method in methods), f"{method} {path}"


def test_each_operation_says_that_the_database_may_be_away(workspace: str) -> None:
    for path, methods in _description()["paths"].items():
        for operation in methods.values():
            assert {"401", "403", "503"} <= set(operation["responses"]), path


def test_each_operation_names_a_scope_that_exists(workspace: str) -> None:
    from stepladder.users.models import SCOPES

    for methods in _description()["paths"].values():
        for operation in methods.values():
            (scope,) = operation["security"][0]["token"]
            assert scope in SCOPES


def test_the_desk_says_that_it_lives_and_is_ready(workspace: str) -> None:
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").status_code == 200


NOT_READY = {  # claim: what is done to the database
    "without tables": 'ALTER TABLE "django_migrations" RENAME TO "gone"',
    "of an earlier release": "DELETE FROM django_migrations WHERE app = 'store' AND name = '0007_stage_of_training'",
    "without log-ins": "DELETE FROM django_migrations WHERE app = 'users'",
}


def test_a_desk_whose_database_was_prepared_by_a_later_release_is_ready(workspace: str) -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_applied("store", "0999_of_a_later_release")
    assert Client().get("/readyz").status_code == 200


@pytest.mark.parametrize("statement", NOT_READY.values(), ids=NOT_READY)
def test_a_database_that_is_not_prepared_is_not_ready(workspace: str, statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.content)["mend"]


def test_a_host_with_another_key_than_the_history_is_not_ready_and_takes_no_signal(call: Call, settings: Any) -> None:
    signal = {"signal": {"text": "Hello", "id": "k1"}}
    assert call("post", "signals", signal).status_code in (200, 201)
    settings.CHAIN_KEY = "another one"
    answer = Client().get("/readyz")
    assert (answer.status_code, "doctor" in json.loads(answer.content)["mend"]) == (503, True)
    signal["signal"]["id"] = "k2"
    answer = call("post", "signals", signal)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "chain.key" not in answer.content.decode(), "where the key lies is no caller's business"


def test_the_answers_to_an_unknown_policy_are_described_as_they_come(call: Call) -> None:
    answer = call("post", "decide?pack=nobody", {"signal": {"text": "Hello"}})
    described = _description()["paths"]["/api/v1/decide"]["post"]["responses"]
    assert str(answer.status_code) in described
    assert "404" not in described
