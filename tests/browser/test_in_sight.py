"""What matters stays in sight: news of a page for who is far down it, and what has the cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import INVOICES, Send

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LOCKED = "I am locked out after too many wrong codes."


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_what_changed_is_told_to_whoever_writes_far_down(size: str, send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Far down")["case"]
    page, other = log_in(size), log_in()
    page.goto(f"/cases/{case}/")
    page.click("#note > summary")
    page.fill("#note-text", "Half a sentence")
    # The field stands at the very top of the screen, where the news comes in.
    page.evaluate("scrollBy(0, document.activeElement.getBoundingClientRect().top - 4)")
    for words in ("Called the database team.", "Called them again.", "Called the night shift of the network."):
        other.goto(f"/cases/{case}/#note")
        other.fill("#note-text", words)
        other.click("#note button")
        other.wait_for_selector(f"#timeline >> text={words}")
    told = page.locator("text=This case has changed since you opened it")
    told.wait_for()
    assert page.evaluate(_COVERED) == "", "the news covers what is written"
    box = page.locator(".news > *").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] <= 120
    page.click("text=Show it as it is now")
    page.wait_for_selector("#timeline >> text=Called the night shift of the network.")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_that_the_desk_does_not_answer_is_told_far_down(size: str, send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="No answer")["case"]
    page = log_in(size)
    page.expected_errors += ["ERR_FAILED", "htmx:"]  # type: ignore[attr-defined]
    page.goto(f"/cases/{case}/")
    page.route("**/changed/**", lambda route: route.abort())
    page.click("#note > summary")
    page.fill("#note-text", "Half a sentence")
    page.evaluate("scrollBy(0, document.activeElement.getBoundingClientRect().top - 4)")
    page.wait_for_selector("#stale:not([hidden])")
    box = page.locator("#stale").bounding_box()
    assert box is not None
    assert box["y"] == 0
    assert page.evaluate(_COVERED) == ""


def test_on_a_phone_the_bar_of_the_next_step_covers_nothing_that_has_the_cursor(
    send: Send, log_in: Callable[..., Page]
) -> None:
    case = send(LOCKED, subject="Tab by tab")["case"]
    page = log_in("phone")
    page.goto(f"/cases/{case}/")
    covered = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(_COVERED)
        if found:
            covered.append(found)
    assert covered == []


def test_on_paper_no_heading_stands_over_nothing(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Printed", customer="nobody-we-know")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    shown = ("What was said", "Timeline", "Clocks", "What must follow")
    asks = ("Do", "Right?", "Still to find out")
    for words in (*shown, *asks):
        assert heading(page, words).is_visible(), words
    page.emulate_media(media="print")
    for words in shown:
        assert heading(page, words).is_visible(), words
    for words in asks:
        assert not heading(page, words).is_visible(), words


def heading(page: Page, words: str) -> Locator:
    return page.locator(f"main h2:has-text('{words}'), main .right strong:has-text('{words}')").first


def test_on_a_phone_the_name_of_a_rule_breaks_into_no_pieces(log_in: Callable[..., Page]) -> None:
    page = log_in("phone")
    page.goto("/policy/check/")
    lines = page.locator(".findings summary code").evaluate_all(
        "all => all.map(one => [one.textContent, one.getClientRects().length])"
    )
    assert lines
    assert [name for name, count in lines if count > 1] == []


# Empty where what has the cursor lies under nothing that stands still over the page.
_COVERED = """
(() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    for (const over of document.querySelectorAll(".next, .news, #stale:not([hidden])")) {
        if (over.contains(at) || !["fixed", "sticky"].includes(getComputedStyle(over).position)) continue;
        const bar = over.getBoundingClientRect();
        if (bar.height && box.top < bar.bottom - 1 && box.bottom > bar.top + 1) {
            return `${at.id || at.textContent.trim()} under ${over.className}`;
        }
    }
    return "";
})()
"""
