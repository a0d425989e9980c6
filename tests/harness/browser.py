"""The distribution's Chromium, driven for real. What a page throws or logs as an error fails its test."""

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.harness.loud import cannot_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {  # name: (width, height); the widths at which the pages change their layout
    "desktop": (1280, 800),
    "tablet": (900, 1000),
    "phone": (390, 844),
    "narrow": (320, 640),
}
NewPage = Callable[..., "Page"]
_finder = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "browser.py"))
find_browser: Callable[[], str | None] = _finder["find_browser"]


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for the worker's whole run."""
    path = find_browser()
    if path is None:
        cannot_run("No Chromium was found", _finder["MEND"])
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop on this thread until the run ends, and Django would take every later test of this
        # process that uses the database for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Chromium's own sandbox cannot start as root, and the pages it is shown are ours.
        launched = playwright.chromium.launch(executable_path=path, headless=True, chromium_sandbox=False)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: "Browser") -> Iterator[NewPage]:
    """Makes a page in a browser profile of its own: `new_page("phone")`; further words go to playwright.

    At the end of the test each page must have run without an error: none thrown, none in its console. An answer of 400
    and above counts as one too. A test that means to see one says so: `page.expected_errors.append("404")` allows every
    error that holds the text.
    """
    contexts, complaints = [], []

    def make(size: str = "desktop", **options: object) -> "Page":
        width, height = SIZES[size]
        settings = {
            "locale": "en-GB",
            "timezone_id": "America/New_York",
            "viewport": {"width": width, "height": height},
        }
        context = browser.new_context(**(settings | options))
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.expected_errors = []
        page.on("pageerror", lambda error: complaints.append((page, f"thrown: {error}")))
        page.on("console", lambda said: said.type == "error" and complaints.append((page, f"console: {said.text}")))
        return page

    yield make
    for context in contexts:
        context.close()
    unexpected = [said for page, said in complaints if not any(known in said for known in page.expected_errors)]
    assert not unexpected, "the page had errors: " + "; ".join(unexpected)


@pytest.fixture
def page(new_page: NewPage) -> "Page":
    """A page at 1280 x 800."""
    return new_page("desktop")
