"""Holidays are changed in two steps, at every width, by keyboard and by everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import Send, barriers, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

DATES = "2025-03-10\n2025-03-11 09:00-12:00\n2025-03-15 +10:00-14:00"


def test_what_would_move_is_shown_and_can_be_read_and_used(send: Send, log_in: Callable[..., Page]) -> None:
    send("A dark theme would be nice, feature request", customer="tern")
    page = log_in(who="ana")
    page.goto("/policy/")
    page.click("text=Calendars and holidays")
    page.fill("#dates", DATES)
    for step, heading in (("the form", "Calendars"), ("the preview", "What revision 1 would move")):
        page.locator("h1", has_text=heading).wait_for()
        fits(page, step)
        if step == "the form":
            page.click("text=Show what moves")
    assert "open cases would move" in page.locator("section.said").inner_text()
    assert page.locator("td >> text=Tern Coffee").count() >= 1


def test_a_line_that_cannot_be_read_is_named_and_gets_the_attention(log_in: Callable[..., Page]) -> None:
    page = log_in(who="ana")
    page.expected_errors.append("422")
    page.goto("/policy/calendars/")
    page.fill("#dates", "2025-03-10\nxmas")
    page.click("text=Show what moves")
    assert "Line 2: 'xmas' is not a date." in page.locator("[role=alert]").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.input_value("#dates") == "2025-03-10\nxmas"
    assert barriers(page) == []
