"""Somebody who works at the desk: logs in and reads its pages, as a browser without scripts would."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.harness import asking
from tests.harness.desk import Desk

_FORM_KEY = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_BOARD_ROW = re.compile(r'<a class="row" id="row-(?P<case>[^"]+)".*?</a>', re.DOTALL)
_DUE = re.compile(r'data-due="(?P<due>[^"]+)"')
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of the board: its words, and the instant that its countdown runs to, None where none runs."""

    case: str
    words: str
    due: str | None


class Visitor:
    """A logged-in session."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def page(self, path: str) -> str:
        """The HTML of a page that must be there."""
        answer = self._client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.text

    def words(self, path: str) -> str:
        """The same as words: no tags, spaces made plain."""
        return words_of(self.page(path))

    def board(self) -> list[BoardRow]:
        """The rows of the board from top to bottom."""
        rows = []
        for found in _BOARD_ROW.finditer(self.page("/")):
            due = _DUE.search(found[0])
            rows.append(BoardRow(found["case"], words_of(found[0]), due["due"] if due else None))
        return rows


def words_of(page: str) -> str:
    """HTML as words."""
    return " ".join(html.unescape(_TAGS.sub(" ", page)).split())


@contextmanager
def visiting(desk: Desk) -> Iterator[Visitor]:
    """Log in as the first person whom the desk made a log-in for."""
    log_in = json.loads((desk.data / "log-ins.json").read_text(encoding="utf-8"))[0]
    with asking.client(base_url=desk.url, follow_redirects=True, timeout=30) as client:
        found = _FORM_KEY.search(client.get("/").text)
        assert found, "the log-in page has no form"
        form = {
            "csrfmiddlewaretoken": found[1],
            "username": log_in["username"],
            "password": log_in["password"],
            "next": "/",
        }
        answer = client.post("/log-in/", data=form)
        assert answer.url.path == "/", f"the log-in was refused: {words_of(answer.text)[:300]}"
        yield Visitor(client)
