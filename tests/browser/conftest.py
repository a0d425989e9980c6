"""A desk at a fixed hour for all pages, somebody logged in, and a check of how a page can be read and used."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.browser import SIZES, NewPage
from tests.harness.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLOCK = "2025-03-08T23:40:00-05:00"
AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
INVOICES = "The invoice list shows another company's invoices."
Send = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk with its demonstration workspace, on a Saturday night in New York."""
    program = (sys.executable, "-m", "stepladder")
    options = ("--demo", "--clock", CLOCK)
    one = Desk(tmp_path_factory.mktemp("browser"), options=options, environment={}, program=program)
    try:
        yield one.wait_until_ready()
    finally:
        one.stop()


@pytest.fixture(scope="session")
def send(served: Desk) -> Send:
    """Sends a signal: `send("text", subject=..., customer=..., at=...)`; answers what the desk answered."""
    numbers = iter(range(10_000))

    def one(text: str, *, customer: str = "harbor", **more: Any) -> dict[str, Any]:
        at = more.pop("at", CLOCK)
        number = next(numbers)
        signal = {
            "id": f"browser-{number}",
            "conversation": f"thread-{number}",
            "channel": "email",
            "text": text,
        } | more
        answer = served.post("/api/v1/signals", json={"at": at, "customer": {"id": customer}, "signal": signal})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return one


@pytest.fixture
def log_in(served: Desk, new_page: NewPage) -> Callable[..., Page]:
    """Opens a page as Lee: `log_in("phone")`, or as Ana, who may change the calendars: `log_in(who="ana")`."""

    def open_page(size: str = "desktop", *, who: str = "lee", **options: Any) -> Page:
        page = new_page(size, base_url=served.url, **options)
        page.goto("/")
        page.fill("#id_username", who)
        page.fill("#id_password", password_of(served, who))
        page.click("main button")
        page.wait_for_url(served.url + "/")
        return page

    return open_page


def password_of(served: Desk, who: str) -> str:
    """As the desk keeps it for its owner."""
    kept = json.loads((served.data / "log-ins.json").read_text(encoding="utf-8"))
    return str(next(one["password"] for one in kept if one["username"] == who))


def fits(page: Page, name: str) -> None:
    """Nothing scrolls sideways and nobody is shut out, at any width, with all that can be unfolded open.

    Takes: name - of what the page shows. SHOTS=folder keeps a picture of each under it. What follows in a test is done
    at the least width.
    """
    page.evaluate(_UNFOLD)
    for size in ("desktop", "phone", "narrow"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide at {width}"
        if os.environ.get("SHOTS"):
            file = f"{name.strip('/').replace('/', '-') or 'board'}-{size}.png"
            page.screenshot(path=f"{os.environ['SHOTS']}/{file}", full_page=True)
        assert barriers(page) == [], f"{name} at {width}"


def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical on a page, each with the first place it stands."""
    if page.evaluate("typeof axe === 'undefined'"):
        # Through the debugger and not as a script of the page: the page's own policy forbids scripts from elsewhere.
        page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.evaluate(_RUN)
    return [
        f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


# Of details with one name only one may be open.
_UNFOLD = """
for (const one of document.querySelectorAll('main details')) { one.removeAttribute('name'); one.open = true }
"""
# What a rule finds has the weight of the rule, where that has one: those of little weight need not look.
_RUN = """
(async () => {
    const light = axe._audit.rules.filter(one => ["minor", "moderate"].includes(one.impact));
    const off = Object.fromEntries(light.map(one => [one.id, {enabled: false}]));
    return (await axe.run(document, {resultTypes: ["violations"], rules: off})).violations;
})()
"""
