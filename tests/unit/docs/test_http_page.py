"""The page about HTTP says what the API's own description says."""

import re

from stepladder.service.requests import LARGEST_BODY, LONGEST_ID, LONGEST_LINE, LONGEST_TEXT
from stepladder.users.models import SCOPES
from stepladder.web.api.bodies import MOST_BYTES
from stepladder.web.api.openapi import description
from stepladder.web.api.urls import urlpatterns
from tests.unit.docs.pages import REFERENCE, sections, text_of

PAGE = REFERENCE / "http.md"
ROW = re.compile(r"^\| \[?`(/api/v1/[^`]+)`[^|]*\| (GET|POST) \| `?([a-z:]+)`? \| (\d{3}) \|$", re.MULTILINE)


def test_every_address_has_a_row_with_its_scope_and_answer() -> None:
    described = []
    for address, methods in description()["paths"].items():
        for method, operation in methods.items():
            (need,) = operation["security"]
            (scope,) = need["token"]
            described.append((address, method.upper(), scope, min(operation["responses"])))
    rows = [row for row in ROW.findall(text_of(PAGE)) if row[2] != "none"]
    assert sorted(rows) == sorted(described)
    assert ("/api/v1/openapi.json", "GET", "none", "200") in ROW.findall(text_of(PAGE))


def test_the_description_names_the_addresses_that_are_served() -> None:
    served = {"/api/v1/" + re.sub(r"<(?:str|path):(\w+)>", r"{\1}", str(one.pattern)) for one in urlpatterns}
    assert served == {*description()["paths"], "/api/v1/openapi.json"}


def test_every_scope_has_a_row() -> None:
    rows = re.findall(r"^\| `([a-z:]+)` \|", sections(PAGE)["Tokens and scopes"], re.MULTILINE)
    assert rows == list(SCOPES)


def test_the_sizes_are_those_that_are_kept() -> None:
    said = sections(PAGE)["Sizes"]
    assert MOST_BYTES == LARGEST_BODY == 1024 * 1024
    assert "| a JSON body | 1 MiB |" in said
    assert f"| a line of a batch | {LONGEST_LINE // 1024} KiB |" in said
    assert f"{LONGEST_TEXT:,} characters" in said
    assert f"{LONGEST_ID} characters" in said
