"""A case that was archived: its address says where it went and how it comes back, to people and to programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from stepladder import bootstrap
from stepladder.store import archived_rows, models
from stepladder.store.belonging_rows import read, take_out
from stepladder.store.sql import Database
from tests.integration.web.conftest import Call

FILE = "main-20250609T000000Z.ndjson.gz"


@pytest.fixture
def archived(call: Call, workspace: str) -> str:
    """A case that is in a file alone."""
    text = "We want to become a partner and resell your product."
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", "conversation": "one", "text": text}}
    case = str(json.loads(call("post", "signals", body).content)["case"])
    call("post", f"cases/{case}/commands", {"do": "resolve", "text": "Done."})
    call("post", f"cases/{case}/commands", {"do": "close", "outcome": {"resolved_by_team": True}})
    now = datetime(2025, 6, 9, tzinfo=UTC)
    bootstrap.desk().proof.seal(workspace, now, 500)
    database = Database()
    with database.transaction():
        one = read(database, workspace, case)
        assert one is not None
        database.insert(models.ArchivedCase, [archived_rows.made(workspace, one, FILE, now)])
        take_out(database, workspace, one)
    return case


ADDRESSES: dict[str, tuple[str, str, Any]] = {
    "the case": ("get", "", None),
    "its events": ("get", "/events", None),
    "a command": ("post", "/commands", {"do": "note", "text": "Too late."}),
}


@pytest.mark.parametrize(("method", "path", "body"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_program_is_told_that_it_is_gone_and_where_it_went(
    call: Call, archived: str, method: str, path: str, body: Any
) -> None:
    answer = call(method, f"cases/{archived}{path}", body)
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/problem+json"
    found = json.loads(answer.content)
    assert (found["type"], found["file"]) == ("urn:stepladder:problem:archived", FILE)
    assert found["archived_at"] == "2025-06-09T00:00:00+00:00"
    assert found["command"] == f"stepladder archive restore {FILE} {archived}"


def test_it_is_listed_no_more_and_its_key_answers_as_before(call: Call, archived: str) -> None:
    assert json.loads(call("get", "cases").content)["items"] == []
    text = "We want to become a partner and resell your product."
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", "conversation": "one", "text": text}}
    again = call("post", "signals", body)
    assert (again.status_code, json.loads(again.content)["case"]) == (201, archived)
    assert again["Idempotency-Replayed"] == "true"


def test_its_page_says_so_and_how_it_comes_back(lee: Client, archived: str) -> None:
    for answer in (
        lee.get(f"/cases/{archived}/"),
        lee.post(f"/cases/{archived}/do/", {"do": "note", "text": "Too late."}),
    ):
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "<h1>This case is archived</h1>" in page
        assert f"stepladder archive restore {FILE} {archived}" in page
    assert lee.get("/cases/c-nobody/").status_code == 404


def test_nothing_is_linked_to_it_or_merged_into_it(call: Call, archived: str) -> None:
    text = "We also want to become a partner and resell your product."
    body = {"customer": {"id": "harbor"}, "signal": {"id": "two", "conversation": "two", "text": text}}
    case = json.loads(call("post", "signals", body).content)["case"]
    merged = call("post", f"cases/{case}/commands", {"do": "merge", "into": archived})
    assert (merged.status_code, json.loads(merged.content)["what"]) == (422, f"the case {archived} is archived")
    entered = call(
        "post", "registers/commands", {"do": "enter", "register": "feedback", "title": "A", "case": archived}
    )
    told = json.loads(entered.content)
    assert (entered.status_code, told["reason"]) == (409, f"it is closed and was archived, into the file {FILE}")
    assert f"stepladder archive restore {FILE} {archived}" in told["detail"]


def test_who_has_its_page_open_hears_of_it(lee: Client, archived: str) -> None:
    told = lee.get(f"/cases/{archived}/changed/?version=3")
    assert told.status_code == 200
    assert "it was archived" in told.content.decode()
    assert f'href="/cases/{archived}/"' in told.content.decode()
    assert lee.get("/cases/c-nobody/changed/?version=3").status_code == 204
