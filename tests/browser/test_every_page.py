"""What holds for every page at every width: nothing scrolls sideways, and everybody can read and use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import INVOICES, Send, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = "Öffentlich-rechtliche Donaudampfschifffahrtsgesellschaft: " + "Rechnungslistenanzeigefehler" * 3
TRIED = "/clock/?ask=due&calendar=office&start=2025-03-07T16%3A15&within="
ARABIC = "قائمة الفواتير تعرض فواتير شركة أخرى"


def test_nothing_scrolls_sideways_and_nobody_is_shut_out(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(f"{INVOICES} {ARABIC} {LONG}", subject=LONG)["case"]
    page = log_in()
    tried = ("/clock/", TRIED + "4h", TRIED + "400h")
    for path in (
        "/",
        f"/cases/{case}/",
        "/cases/new/",
        "/incidents/",
        "/customers/",
        "/agenda/",
        "/registers/",
        "/registers/announcements/",
        "/deliveries/",
        "/people/",
        "/policy/",
        "/policy/calendars/",
        *tried,
    ):
        page.goto(path)
        fits(page, path)


def test_on_a_narrow_screen_the_place_one_is_at_stands_in_sight(log_in: Callable[..., Page]) -> None:
    page = log_in("phone")
    page.goto("/policy/")
    left, right = page.evaluate(
        "(() => { const box = document.querySelector('.nav [aria-current]').getBoundingClientRect();"
        " return [box.left, box.right] })()"
    )
    assert left >= 0
    assert right <= 390
    assert page.evaluate("scrollY") == 0
