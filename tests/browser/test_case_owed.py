"""What a case owes is brought on from its page alone: gates, proof, approval, and a refusal that leads on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import Send, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOCKED = "I am locked out after too many wrong codes."


def state_of(page: Page, title: str) -> str:
    return page.locator(f"#owed li.pair:has(.what:text-is('{title}')) .tag").first.inner_text()


def test_a_gate_opens_with_the_attempt_that_it_waits_for(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(LOCKED, subject="Gates")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    row = page.locator("#gates li.pair:has(.what:text-is('Searched the knowledge base'))")
    assert row.locator(".tag").inner_text() == "closed"
    row.locator("summary:has-text('Log the attempt')").click()
    row.locator("textarea").fill("Two articles, neither about this")
    row.locator("button").first.click()
    page.click("#gates .settled > summary")
    assert state_of(page, "Searched the knowledge base") == "open"
    assert "Tried: Searched the knowledge base" in page.inner_text("#timeline")


def test_a_refusal_says_what_opens_the_way_and_leads_there(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(LOCKED, subject="Way")["case"]
    page = log_in()
    page.expected_errors.append("409")  # type: ignore[attr-defined]
    page.goto(f"/cases/{case}/")
    row = page.locator("#gates li.pair:has(.what:text-is('Told the customer when to expect an answer'))")
    row.locator("summary:has-text('It is there')").click()
    row.locator("button").first.click()
    said = page.locator("#gates .said.critical")
    assert "is shown by a message that went out" in said.inner_text()
    said.locator("a").click()
    assert page.evaluate("document.activeElement.id") == "write-text"


def test_a_link_to_a_folded_form_opens_all_that_it_stands_in(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(LOCKED, subject="Fold")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/#hand_over")
    assert page.locator("#do-pass").get_attribute("open") is not None
    assert page.locator("#hand_over-to").is_visible()


def test_the_page_can_be_read_and_used_with_every_form_open(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(LOCKED, subject="Open")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    fits(page, "a case with every form open")
