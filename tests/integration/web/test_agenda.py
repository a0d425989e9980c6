"""The page of the agenda shows what is due and what comes next, and is where a person settles a turn."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.integration.web.conftest import Call

REVIEW = "header/review"
"""The shipped policy was to be read again in April 2025, so by the time of day its review is overdue."""


def come_up() -> None:
    """Let the worker's part be done."""
    from stepladder import bootstrap
    from stepladder.service.ticking import tick_aggregates

    while tick_aggregates(bootstrap.desk()).ticked:
        pass


def turn(page: str, item: str) -> str:
    """The turn that the page offers to settle."""
    found = re.search(rf'name="item" value="{item}"><input type="hidden" name="due_at" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def page(lee: Client) -> str:
    come_up()
    return lee.get("/agenda/").content.decode()


@pytest.fixture
def ask(lee: Client, page: str) -> Callable[..., HttpResponse]:
    """Sends a form: `ask("complete_item", note="...")`."""

    def send(do: str, *, item: str = REVIEW, **more: str) -> HttpResponse:
        return lee.post("/agenda/", {"do": do, "item": item, "due_at": turn(page, REVIEW)} | more)

    return send


def test_it_shows_what_is_due_whose_it_is_and_what_comes_next(page: str) -> None:
    due, coming = page.split('id="next-title"')
    assert "Review of the policy" in due
    assert '<span class="tag critical">overdue</span>' in due
    assert "earlier ones were missed" in due
    assert "Learning of the week" in coming
    assert "<strong>Team lead</strong>" in coming
    assert "every 3 months" in coming


def test_what_fell_due_before_the_desk_was_there_was_told_when_it_was_noticed(lee: Client, page: str) -> None:
    from stepladder import bootstrap

    history = page.partition('id="history-title"')[2]
    entries = [one for one in history.split("<li>") if "; told " in one]
    assert entries
    today = f'<time datetime="{bootstrap.desk().time.now():%Y-%m-%d}'
    for one in entries:
        told, late, was_due = one.partition("noticed late</span>")
        assert today in told
        assert late
        assert '<time datetime="202' in was_due.partition("it was due")[2]
        assert today not in was_due


def test_the_way_to_it_stands_in_the_navigation(lee: Client) -> None:
    assert '<a href="/agenda/">Agenda</a>' in lee.get("/").content.decode()


def test_a_turn_is_done_with_a_note_that_shows_no_live_markup(lee: Client, ask: Callable[..., HttpResponse]) -> None:
    answer = ask("complete_item", note="<b>Read</b> together.")
    assert (answer.status_code, answer["Location"]) == (302, "/agenda/")
    after = lee.get("/agenda/").content.decode()
    assert "Nothing is due" in after
    assert "&lt;b&gt;Read&lt;/b&gt; together." in after
    assert "Done: Review of the policy, <strong>Lee" in after


def test_a_second_click_is_not_a_mistake(ask: Callable[..., HttpResponse]) -> None:
    ask("complete_item")
    assert ask("complete_item").status_code == 302


def test_a_turn_is_left_out_with_a_reason(lee: Client, ask: Callable[..., HttpResponse]) -> None:
    assert ask("skip_item", because="We meet in May.").status_code == 302
    after = lee.get("/agenda/").content.decode()
    assert "Left out this time: Review of the policy" in after
    assert "We meet in May." in after


@pytest.mark.parametrize(("do", "more", "status"), [
    ("skip_item", {"because": " "}, 409), ("complete_item", {"item": "agenda/none"}, 409),
    ("complete_item", {"note": "a\x00b"}, 422), ("complete_item", {"due_at": "soon"}, 422),
    ("complete_item", {"due_at": "2026-01-01T00:00:00+00:00", "item": "agenda/team-sync"}, 409),
])  # fmt: skip
def test_what_is_refused_is_said_and_changes_nothing(
    lee: Client, ask: Callable[..., HttpResponse], do: str, more: dict[str, str], status: int
) -> None:
    answer = ask(do, **more)
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert '<span class="tag critical">overdue</span>' in lee.get("/agenda/").content.decode()


def test_words_that_were_refused_are_kept(ask: Callable[..., HttpResponse]) -> None:
    assert 'value="We meet."' in ask("skip_item", because="We meet.", due_at="2026-01-01").content.decode()


def test_a_policy_without_recurring_work_says_what_will_stand_there(lee: Client, tmp_path: Path) -> None:
    from stepladder import bootstrap
    from stepladder.service.publishing import publish

    levels = "scales: [{id: priority, levels: [{id: high, calendar: always}]}]"
    text = 'pack: {id: bare, title: Bare, version: "1"}\n' + levels
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    publish(bootstrap.desk(), "main", tmp_path, "lee")
    assert "The policy asks for nothing that comes again" in lee.get("/agenda/").content.decode()


def test_notices_of_the_agenda_stand_among_the_deliveries(lee: Client, page: str) -> None:
    deliveries = lee.get("/deliveries/").content.decode()
    assert '<a href="/agenda/">Recurring work is overdue' in deliveries


def test_a_stranger_sees_nothing(workspace: str) -> None:
    assert Client().get("/agenda/")["Location"].startswith("/log-in/")


def test_programs_read_it(call: Call) -> None:
    come_up()
    answer = json.loads(call("get", "agenda").content)
    assert answer["policy"] == "support-desk"
    review = answer["items"][0]
    assert (review["id"], review["state"], review["kind"], review["every"]) == (REVIEW, "overdue", "review", "3 months")
    assert {one["state"] for one in answer["items"][1:]} == {"next"}
    assert call("get", "agenda?limit=1").status_code == 422


def test_a_program_needs_the_scope(call: Call, token: Callable[..., str]) -> None:
    secret = token("policy:read")
    assert call("get", "agenda", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 403


def test_programs_settle_a_turn(lee: Client, call: Call) -> None:
    come_up()
    items = {one["id"]: one for one in json.loads(call("get", "agenda").content)["items"]}
    assert items[REVIEW]["state"] == "overdue"
    asked = {"do": "complete_item", "item": REVIEW, "due_at": items[REVIEW]["due_at"], "note": "Read."}
    answer = call("post", "agenda/commands", asked)
    assert answer.status_code == 200
    after = {one["id"]: one for one in json.loads(answer.content)["items"]}
    assert (after[REVIEW]["state"], after[REVIEW]["done_by"] is not None) == ("next", True)


@pytest.mark.parametrize(("body", "status"), [
    ({"do": "skip_item", "item": REVIEW, "due_at": "2026-01-01T00:00:00Z", "because": " "}, 409),
    ({"do": "complete_item", "item": "agenda/none", "due_at": "2026-01-01T00:00:00Z"}, 409),
    ({"do": "complete_item", "item": REVIEW}, 422), ({"do": "plan", "digest": "d", "fallback": "f"}, 422), (b"{", 400),
])  # fmt: skip
def test_programs_are_told_what_is_wrong(lee: Client, call: Call, body: object, status: int) -> None:
    come_up()
    answer = call("post", "agenda/commands", body)
    assert answer.status_code == status
    assert json.loads(answer.content)["mend"]


def test_an_instant_of_a_turn_needs_no_seconds_and_an_offset(lee: Client, call: Call) -> None:
    come_up()
    (due_at,) = [one["due_at"] for one in json.loads(call("get", "agenda").content)["items"] if one["id"] == REVIEW]
    assert due_at[16:19] == ":00"
    asked = {"do": "complete_item", "item": REVIEW, "due_at": due_at[:16]}
    for wrong, said in ((due_at[:16], "offset"), ("soon", "is not an instant"), ("", "is not an instant")):
        told = json.loads(call("post", "agenda/commands", asked | {"due_at": wrong}).content)
        assert (told["status"], told["where"]) == (422, "due_at")
        assert said in told["what"]
    assert call("post", "agenda/commands", asked | {"due_at": due_at[:16] + due_at[19:]}).status_code == 200
