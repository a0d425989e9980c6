"""Every time on a page stays true while the page is open, and when it comes back out of the browser's memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import INVOICES, Send
from tests.harness.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

SOON = "2025-03-08T23:17:00-05:00"
"""A message of then is due in less than ten minutes, where the countdown shows seconds."""


def seconds_left(page: Page, pill: str) -> int:
    text = page.inner_text(f"{pill} b")
    minutes, seconds = text.lstrip("+").split(":")
    return (-1 if text.startswith("+") else 1) * (int(minutes) * 60 + int(seconds))


def test_after_a_look_at_a_case_the_board_does_not_count_from_when_it_was_left(
    send: Send, log_in: Callable[..., Page]
) -> None:
    case = send(INVOICES, customer="ludlow", subject="Left and come back to", at=SOON)["case"]
    page, fresh, pill = log_in(), log_in(), f"#row-{case} .pill"
    left_at = seconds_left(page, pill)
    page.goto(f"/cases/{case}/")
    page.wait_for_function(_HAS_COUNTED_TO, arg=left_at - 6)
    page.go_back()
    page.wait_for_function(
        "([pill, was]) => { const text = document.querySelector(`${pill} b`)?.textContent ?? '';"
        " return text && text !== was }",
        arg=[pill, f"{left_at // 60}:{left_at % 60:02}"],
    )
    page.evaluate("new Promise(done => setTimeout(done, 500))")
    fresh.goto("/")
    assert abs(seconds_left(page, pill) - seconds_left(fresh, pill)) <= 2


def test_an_open_page_takes_its_time_from_the_desk_and_not_from_its_machine(
    send: Send, log_in: Callable[..., Page]
) -> None:
    case = send(INVOICES, customer="ludlow", subject="A clock put right", at=SOON)["case"]
    page, pill = log_in(), f"#row-{case} .pill"
    before = seconds_left(page, pill)
    # The clock of the machine is set, by a quarter of an hour.
    page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 900000 })()")
    page.wait_for_function("pill => document.querySelector(`${pill} b`).textContent.startsWith('+')", arg=pill)
    page.wait_for_function("pill => !document.querySelector(`${pill} b`).textContent.startsWith('+')", arg=pill)
    assert before - seconds_left(page, pill) < 60


def test_a_time_that_is_near_is_counted_on_as_the_countdown_beside_it(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Counted on")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    due = page.locator(".area-clocks .clock .due time").first
    before = due.inner_text()
    assert before.startswith("in ")
    for later, words in ((-600, "in "), (-3_000, " min ago"), (-7_200, "Sun ")):
        due.evaluate(
            "(one, by) => { one.dateTime = new Date(Date.parse(one.dateTime) + by * 1000).toISOString() }", later
        )
        page.wait_for_function(
            "([words, was]) => { const said = document.querySelector('.area-clocks .clock .due time').textContent;"
            " return said !== was && said.includes(words) }",
            arg=[words, before],
        )
        before = due.inner_text()


def test_tomorrow_is_no_more_so_called_once_the_day_is_over(
    send: Send, log_in: Callable[..., Page], served: Desk
) -> None:
    case = send(INVOICES, subject="Over midnight")["case"]
    said = served.post(
        f"/api/v1/cases/{case}/commands", json={"do": "send", "channel": "chat", "text": "We are at it."}
    )
    assert said.status_code == 200, said.text
    page = log_in()
    page.goto(f"/cases/{case}/")
    assert "was due tomorrow 00:10" in page.inner_text(".area-clocks")
    page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 3600000 })()")
    page.wait_for_function("() => document.querySelector('.area-clocks').textContent.includes('was due Sun 00:10')")


_HAS_COUNTED_TO = """
wanted => {
    const text = document.querySelector(".area-clocks .pill b").textContent;
    const [minutes, seconds] = text.replace("+", "").split(":").map(Number);
    return (text.startsWith("+") ? -1 : 1) * (minutes * 60 + seconds) <= wanted;
}
"""
