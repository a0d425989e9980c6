"""Above every page stands what keeps the desk from its work, for as long as it lasts, and nobody else sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from stepladder import bootstrap
from stepladder.service.ports_due import DueRecord
from stepladder.service.ports_outbox import IllPeer
from stepladder.service.time_port import SystemTime
from stepladder.store.due_records import DueRecordAdapter
from tests.integration.web.conftest import Call

PAGES = ("/", "/cases/new/", "/incidents/", "/customers/", "/agenda/", "/registers/", "/deliveries/", "/people/",
         "/policy/", "/policy/calendars/", "/clock/", "/nowhere/")  # fmt: skip
GONE = "No worker has been at work since"
HTMX = {"HTTP_HX_REQUEST": "true"}


def beat(**ago: float) -> None:
    bootstrap.watch_port().keep_beat("one:1", SystemTime().now() - timedelta(**ago), b"{}")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_nobody_works_and_what_to_do(lee: Client, path: str) -> None:
    beat(hours=1)
    page = lee.get(path).content.decode()
    assert GONE in page
    assert "nothing falls due, nobody is told" in page
    assert "<code>stepladder doctor</code>" in page
    assert 'role="alert"' in page
    beat(seconds=1)
    assert GONE not in lee.get(path).content.decode()


def test_a_desk_that_nobody_ever_worked_for_says_so(lee: Client) -> None:
    assert "No worker has ever been at work on this desk." in lee.get("/").content.decode()


def test_a_desk_that_does_not_keep_up_is_no_desk_without_a_worker(lee: Client) -> None:
    beat(hours=1)
    now = SystemTime().now()
    DueRecordAdapter().keep(DueRecord(worker="one/1", started_at=now, seen_at=now))
    page = lee.get("/").content.decode()
    assert "The desk has not kept up since" in page
    assert GONE not in page


def test_a_page_that_stays_open_hears_of_a_change_and_of_nothing_else(lee: Client) -> None:
    beat(seconds=1)
    part = lee.get("/troubles/", **HTMX)
    well = part.content.decode().partition('data-etag="')[2].partition('" ')[0].replace("&quot;", '"')
    assert 'class="said' not in part.content.decode()
    assert lee.get("/troubles/", HTTP_IF_NONE_MATCH=well, **HTMX).status_code == 304
    beat(hours=1)
    said = lee.get("/troubles/", HTTP_IF_NONE_MATCH=well, **HTMX)
    assert (said.status_code, GONE in said.content.decode()) == (200, True)


def test_strangers_are_told_nothing_and_no_page_of_theirs_is_taken_away(workspace: str) -> None:
    beat(hours=1)
    assert GONE not in Client().get("/log-in/").content.decode()
    answer = Client().get("/troubles/", **HTMX)
    assert (answer.status_code, answer.content, "HX-Refresh" in answer.headers) == (204, b"", False)


def ill(lane: str) -> None:
    reason = "the mail server refuses the desk's own sender address desk@localhost (550). Set STEPLADDER_SMTP_FROM."
    place = bootstrap.desk()
    place.outbox.keep_ill(IllPeer(lane=lane, since=place.time.now(), reason=reason))


@pytest.mark.parametrize("path", ["/", "/deliveries/", "/nowhere/"])
def test_every_page_says_that_no_mail_goes_out_why_and_how_much_waits(
    lee: Client, call: Call, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("STEPLADDER_SMTP_URL", "smtp://127.0.0.1:9")
    bootstrap.desk.cache_clear()
    beat(seconds=1)
    leak = "The invoice list shows another company's invoices."
    call("post", "signals", {"signal": {"id": "k1", "channel": "email", "text": leak}})
    assert "has gone out" not in lee.get(path).content.decode()
    ill("email")
    page = " ".join(lee.get(path).content.decode().split())
    assert re.search(r"No mail has gone out since \d\d:\d\d\. 1 message waits\.</strong>", page)
    assert "The mail server refuses the desk&#x27;s own sender address" in page
    assert "goes out by itself once this is mended" in page
    assert bootstrap.desk().outbox.forget_ill("email")
    assert "has gone out" not in lee.get(path).content.decode()


def test_a_way_out_that_the_desk_no_longer_has_is_not_spoken_of(lee: Client) -> None:
    beat(seconds=1)
    ill("pager")
    assert "has gone out" not in lee.get("/").content.decode()
