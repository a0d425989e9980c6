"""Where the cursor stands after a page has come: where the work goes on, and never nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import INVOICES, Send

if TYPE_CHECKING:
    from playwright.sync_api import Page

REFUND = "I was charged twice and want a refund of 612.40 USD."
LOCKED = "I am locked out after too many wrong codes."


def focused(page: Page) -> str:
    """The id of what has the cursor once the page has come to rest, BODY where nothing has it."""
    page.wait_for_load_state("load")
    return str(page.evaluate(_AT_REST))


def test_a_refused_form_keeps_the_cursor_at_what_it_says(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(LOCKED, subject="Refused focus")["case"]
    page = log_in()
    page.expected_errors.append("409")  # type: ignore[attr-defined]
    page.goto(f"/cases/{case}/")
    row = page.locator("#gates li.pair:has(.what:text-is('Told the customer when to expect an answer'))")
    row.locator("summary:has-text('It is there')").click()
    row.locator("button").first.click()
    page.wait_for_selector("#gates [data-focus]")
    assert focused(page) == page.locator("#gates [data-focus]").get_attribute("id")


def test_a_form_that_was_done_leaves_the_cursor_where_it_stood(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Done focus")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    page.click("#note > summary")
    page.fill("#note-text", "Called the database team.")
    page.click("#note button")
    page.wait_for_selector("#timeline >> text=Called the database team.")
    assert focused(page) == "note-text"


def test_a_next_step_that_was_done_leaves_the_cursor_at_the_one_after(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Next focus")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    page.click(".next button")
    page.wait_for_selector(".facts-line >> text=Owner: Lee")
    focused(page)
    assert page.evaluate("document.activeElement.matches('.next a, .next button')")


def test_acknowledging_on_the_board_goes_on_to_the_next_row(send: Send, log_in: Callable[..., Page]) -> None:
    cases = [send(REFUND, customer="vale", subject=f"In a row {number}")["case"] for number in range(3)]
    page = log_in()
    rows = page.eval_on_selector_all("a.row", "rows => rows.map(row => row.id)")
    at = min(rows.index(f"row-{case}") for case in cases)
    page.focus(f"#{rows[at]}")
    page.keyboard.press("a")
    page.wait_for_function("id => document.querySelector(`#${id} .owner`)?.textContent.includes('Lee')", arg=rows[at])
    assert focused(page) == rows[at + 1]
    page.keyboard.press("k")
    after = page.eval_on_selector_all("a.row", "rows => rows.map(row => row.id)")
    assert focused(page) == after[after.index(rows[at + 1]) - 1]


@pytest.mark.parametrize("part", ["resolve", "hand_over", "questions"])
def test_an_address_that_names_a_part_of_the_page_leads_into_it(
    part: str, send: Send, log_in: Callable[..., Page]
) -> None:
    case = send(INVOICES, subject="Straight to it", customer="nobody-we-know")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/#{part}")
    focused(page)
    assert page.evaluate("part => document.activeElement.closest(`#${part}`) !== null", part)


# The browser's own step to the part that an address names comes with one of the first pictures it draws.
_AT_REST = """
new Promise(done => {
    const drawn = left => requestAnimationFrame(() => left ? drawn(left - 1) : done());
    drawn(20);
}).then(() => document.activeElement.id || document.activeElement.tagName)
"""
