"""The board: what falls due first stands first, and it stays true while it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser.conftest import INVOICES, Send, fits
from tests.harness.browser import SIZES

if TYPE_CHECKING:
    from playwright.sync_api import Page

REFUND = "I was charged twice and want a refund of 612.40 USD."
RESELL = "We want to become a partner and resell your product."


def test_what_falls_due_first_stands_first(send: Send, log_in: Callable[..., Page]) -> None:
    later = send(RESELL, customer="tern", subject="Reselling")["case"]
    sooner = send(INVOICES, customer="harbor", subject="Strange invoices")["case"]
    page = log_in()
    places = page.eval_on_selector_all("a.row", "rows => rows.map(row => row.id)")
    assert places.index(f"row-{sooner}") < places.index(f"row-{later}")
    row = page.inner_text(f"#row-{sooner}")
    for word in ("Critical", "Harbor & Pine", "Strange invoices", "Security and privacy", "First response"):
        assert word in row
    headings = page.eval_on_selector_all(".group h2", "all => all.map(one => one.textContent)")
    assert headings == [
        one
        for one in (
            "Overdue",
            "Due within the hour",
            "Due later today",
            "Due after today",
            "Following up",
            "No clock runs",
        )
        if one in headings
    ]


def test_the_countdown_runs_and_moves_nothing(send: Send, log_in: Callable[..., Page]) -> None:
    # Due in under ten minutes, where seconds are shown.
    case = send(INVOICES, customer="ludlow", subject="Soon", at="2025-03-08T23:17:00-05:00")["case"]
    page = log_in()
    pill = page.locator(f"#row-{case} .pill")
    first, boxes = pill.locator("b").inner_text(), page.locator("a.row").evaluate_all(_BOXES)
    page.wait_for_function(
        "([id, was]) => document.querySelector(`#${id} .pill b`).textContent !== was", arg=[f"row-{case}", first]
    )
    assert pill.locator("b").inner_text() != first
    assert page.locator("a.row").evaluate_all(_BOXES) == boxes
    assert "at risk" in pill.inner_text()


def test_a_poll_that_finds_nothing_new_leaves_everything_where_it_is(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(REFUND, customer="vale", subject="Stays")["case"]
    page = log_in()
    for part, path in (("#board", "/"), ("#troubles", "/troubles/")):
        with page.expect_response(lambda one, path=path: one.status == 304 and urlsplit(one.url).path == path):
            pass
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.locator(part).count() == 1, f"{part} is gone"
    assert page.locator(f"#row-{case}").is_visible()


def test_a_new_case_comes_in_by_itself_and_is_marked(send: Send, log_in: Callable[..., Page]) -> None:
    page = log_in()
    case = send(REFUND, customer="vale", subject="Twice")["case"]
    page.wait_for_selector(f"#row-{case}")
    assert "fresh" in (page.locator(f"li:has(#row-{case})").get_attribute("class") or "")


def test_the_keys_move_open_and_acknowledge(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(REFUND, customer="osprey", subject="By keyboard")["case"]
    page = log_in()
    rows = page.eval_on_selector_all("a.row", "rows => rows.map(row => row.id)")
    for _ in range(rows.index(f"row-{case}") + 1):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == f"row-{case}"
    page.keyboard.press("a")
    page.wait_for_function(
        "id => document.querySelector(`#${id} .owner`)?.textContent.includes('Lee')", arg=f"row-{case}"
    )
    page.focus(f"#row-{case}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case}/")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()


def test_what_was_folded_stays_folded(send: Send, log_in: Callable[..., Page]) -> None:
    send(RESELL, customer="quill", subject="Folded")
    page = log_in()
    page.click(".group.later > summary")
    page.reload()
    assert page.get_attribute(".group.later", "open") is None


def test_without_scripts_everything_works_too(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(REFUND, customer="tern", subject="Plain")["case"]
    page = log_in(java_script_enabled=False)
    page.click(f"#row-{case}")
    page.click("text='Acknowledge'")
    assert "Owner: Lee" in page.inner_text(".facts-line")


_BOXES = (
    "rows => rows.map(row => { const box = row.getBoundingClientRect(); return [box.x, box.y, box.width, box.height] })"
)


def test_what_comes_next_is_told_at_every_width(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, customer="harbor", subject="A list that shows the invoices of others")["case"]
    page = log_in()
    for size in ("desktop", "phone", "narrow"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        kind = page.locator(f"#row-{case} .kind")
        assert kind.is_visible(), size
        assert "First response" in kind.inner_text(), size
        assert kind.evaluate("one => one.scrollWidth <= one.clientWidth"), f"it is cut off at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_search_is_reached_by_its_key_and_finds_a_case(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(REFUND, customer="vale", subject="A needle in the stack")["case"]
    page = log_in()
    page.keyboard.press("/")
    page.keyboard.type("NEEDLE vale")
    page.keyboard.press("Enter")
    page.wait_for_selector(".page >> text=Open cases with")
    assert page.eval_on_selector_all("a.row", "rows => rows.map(row => row.id)") == [f"row-{case}"]
    fits(page, "what a search found")
    page.fill("#q", "no such words")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=No open case holds these words")
    page.fill("#q", case)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case}/")
