"""An incident is found from the board, declared on its page, told to all, and ended; and its cases tell of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser.conftest import Send, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

CRASH = "The app crashes with an error"
DOWN = "Your service is down, nothing loads for any of us."
LONG = "Synchronisationsfehlermeldungsanzeige " * 3


def reported(send: Send, text: str) -> list[str]:
    """The cases of two customers who report one thing."""
    return [str(send(text, customer=one, subject=f"{one}: {LONG}")["case"]) for one in ("tern", "ludlow")]


def opened(page: Page, case: str) -> None:
    """Go to the incident of a case, as soon as the worker has found it."""
    link = page.locator("#incident a.what")
    for _ in range(20):
        page.goto(f"/cases/{case}/")
        if link.count():
            break
        page.wait_for_timeout(250)
    link.click()
    page.wait_for_url("**/incidents/**")


def until_it_says(page: Page, words: str) -> None:
    """The page says by itself that it changed; then it is shown anew."""
    if page.locator(f".facts-line .tag:text-is('{words}')").count() == 0:
        page.click("text=Show it as it is now")
    page.wait_for_selector(f".facts-line .tag:text-is('{words}')")


def test_an_incident_is_declared_told_and_ended_from_its_page(send: Send, log_in: Callable[..., Page]) -> None:
    cases, page = reported(send, CRASH), log_in()
    opened(page, cases[1])
    path = urlsplit(page.url).path
    fits(page, "suspected")
    page.goto("/")
    fits(page, "board")
    # By its own name, or in one line with others that are suspected.
    link = page.locator(f"#board .said a:is([href='{path}'], [href='/incidents/'])").first
    way = link.get_attribute("href")
    link.click()
    if way != path:
        page.click(f"main a[href='{path}']")
    page.fill("#declare-incident-title", "The app crashes")
    page.click("#declare-incident button")
    until_it_says(page, "declared")
    fits(page, "declared")
    page.goto(f"/cases/{cases[0]}/")
    assert page.inner_text("#incident .tag") == "declared"
    fits(page, "case")
    page.goto(path)
    page.click("#end-incident > summary")
    page.fill("#end-incident-text", "It works again.")
    page.click("#end-incident button")
    until_it_says(page, "over")
    assert "It works again." in page.inner_text("main")
    fits(page, "over")
    page.goto("/incidents/")
    assert page.locator(f"a[href='{path}']").count() == 1
    fits(page, "list")


def test_a_refusal_stands_in_its_form_with_what_was_typed(send: Send, log_in: Callable[..., Page]) -> None:
    cases, page = reported(send, DOWN), log_in()
    page.expected_errors.append("404")  # type: ignore[attr-defined]
    opened(page, cases[1])
    page.click("#link-incident > summary")
    page.fill("#link-incident-case", "c-nobody")
    page.click("#link-incident button")
    assert "there is no such case" in page.inner_text("#link-incident .said.critical")
    assert page.input_value("#link-incident-case") == "c-nobody"
