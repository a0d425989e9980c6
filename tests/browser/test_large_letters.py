"""Whoever has the browser show letters at twice the size reads every word, and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import INVOICES, Send, password_of
from tests.harness.browser import SIZES, find_browser
from tests.harness.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LETTERS = "--blink-settings=defaultFontSize=32"


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    """A browser of its own, with the setting that people make in theirs."""
    kind, path = browser.browser_type, find_browser()
    launched = kind.launch(executable_path=path, headless=True, chromium_sandbox=False, args=[LETTERS])
    yield launched
    launched.close()


@pytest.mark.parametrize("size", SIZES)
def test_large_letters_are_all_there(size: str, large: Browser, send: Send, served: Desk) -> None:
    case = send(INVOICES, subject="In large letters", at="2025-03-08T23:05:00-05:00")["case"]
    page = logged_in(large, size, served)
    for path in (
        "/",
        f"/cases/{case}/",
        "/incidents/",
        "/deliveries/",
        "/people/",
        "/policy/calendars/",
        "/cases/new/",
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SIZES[size][0], f"{path} is {wide} wide"
    page.goto("/")
    for part in (".level", ".pill", ".kind"):
        found = page.locator(f"#row-{case} {part}")
        assert found.evaluate("one => one.scrollWidth <= one.clientWidth + 1"), f"{part} is cut off"
    late, owner = (page.locator(f"#row-{case} {part}").bounding_box() for part in (".late", ".owner"))
    assert late is not None
    assert owner is not None
    beside = late["x"] + late["width"] <= owner["x"] or late["y"] + late["height"] <= owner["y"]
    assert beside, "the owner lies under the countdown"
    page.context.close()


def logged_in(browser: Browser, size: str, served: Desk) -> Page:
    width, height = SIZES[size]
    page = browser.new_context(base_url=served.url, viewport={"width": width, "height": height}).new_page()
    page.goto("/")
    page.fill("#id_username", "lee")
    page.fill("#id_password", password_of(served, "lee"))
    page.click("main button")
    page.wait_for_url(served.url + "/")
    return page
