"""A case: what was read can be confirmed or put right, and what is refused says why beside its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import INVOICES, Send

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_first_screen_holds_the_next_step_and_the_clocks(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="First screen")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    for selector in ("h1", ".next button", ".area-clocks .clock >> nth=0"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    assert page.inner_text(".words mark") in INVOICES
    page.click(".area-clocks summary >> nth=0")
    assert "30 min" in page.inner_text(".area-clocks .clock >> nth=0")


def test_a_yes_confirms_what_was_read(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Confirm")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    page.click("#trigger-cross-user-data .right button >> nth=0")
    assert "confirmed" in page.inner_text("#trigger-cross-user-data .tag")
    assert "Confirmed: Sees a stranger's data" in page.inner_text("#timeline")


def test_a_no_takes_back_what_followed(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Correct")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    page.select_option("#is-cross-user-data", "none")
    page.click("text=Correct it")
    assert "taken back" in page.inner_text("#trigger-cross-user-data .tag")
    assert "taken back" in page.inner_text("#duties")


def test_an_answer_to_a_question_is_stored(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Question", customer="nobody-we-know")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    before = page.locator("#questions li").count()
    page.fill("#questions input[name=value]", "enterprise")
    page.click("#questions li:has(input[name=value]) button >> nth=0")
    assert page.locator("#questions li").count() < before


def test_a_refusal_stands_beside_its_form_and_keeps_the_words(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Refused")["case"]
    page, other = log_in(), log_in()
    for one in (page, other):
        one.goto(f"/cases/{case}/")
    for one in (page, other):
        one.expected_errors.append("409")  # type: ignore[attr-defined]
        one.click("#resolve > summary")
        one.fill("#resolve-text", "The list was mended.")
        one.click("#resolve button")
    assert "Not done: the case is resolved" in other.inner_text("main")
    assert page.locator("text=Not done").count() == 0


def test_what_somebody_else_does_is_shown_and_no_draft_is_lost(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Two people")["case"]
    page, other = log_in(), log_in()
    page.goto(f"/cases/{case}/")
    page.fill("#write-text", "Half a sentence")
    other.goto(f"/cases/{case}/")
    other.click("#note > summary")
    other.fill("#note-text", "Called the database team.")
    other.click("#note button")
    page.wait_for_selector("text=This case has changed since you opened it")
    assert page.input_value("#write-text") == "Half a sentence"


def test_from_acknowledged_to_closed(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="To the end")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    page.click(".next button")
    page.fill("#write-text", "We are on it.")
    page.click("#write button")
    assert "met" in page.inner_text(".area-clocks li:has-text('First response') .pill")
    page.click("#resolve > summary")
    page.fill("#resolve-text", "The list was mended.")
    page.click("#resolve button")
    assert "Ask whether it is over" in page.inner_text(".next")
    page.click(".next a")
    page.fill("#confirms-text", "All good, thank you.")
    page.click("#confirms button")
    assert "The customer has confirmed that it is over." in page.inner_text(".next")
    page.click(".next a")
    page.select_option("#close-resolved_by_team", "true")
    page.click("#close button")
    assert "The case is closed" in page.inner_text(".next")
    page.goto("/")
    assert page.locator(f"#row-{case}").count() == 0
