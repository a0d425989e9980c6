"""The clock page by hand: no script is needed, and the working unfolds on the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import INVOICES, Send, barriers

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_question_is_asked_and_its_address_can_be_sent_on(log_in: Callable[..., Page]) -> None:
    page, other = log_in(java_script_enabled=False), log_in("phone")
    page.goto("/policy/")
    page.click("text=Try a clock")
    page.fill("#start", "2025-03-07T16:15")
    page.fill("#within", "4h")
    page.click(".clock-form button")
    assert page.inner_text("#answer-title") == "Due Mon 10 Mar 2025, 11:15"
    other.goto(page.url)
    assert other.inner_text("#answer-title") == "Due Mon 10 Mar 2025, 11:15"


def test_the_other_question_shows_its_own_field(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/clock/")
    assert (page.is_visible("#within"), page.is_visible("#end")) == (True, False)
    page.check("[name=ask][value=worked]")
    assert (page.is_visible("#within"), page.is_visible("#end")) == (False, True)
    page.fill("#start", "2025-03-07T16:15")
    page.fill("#end", "2025-03-10T11:15")
    page.click(".clock-form button")
    assert page.inner_text("#answer-title") == "4 h counted"


def test_a_fault_has_the_focus_and_shuts_nobody_out(log_in: Callable[..., Page]) -> None:
    page = log_in("phone")
    page.expected_errors.append("422")  # type: ignore[attr-defined]
    page.goto("/clock/?ask=due&calendar=office&start=2025-03-07T16%3A15&within=soon")
    assert page.evaluate("document.activeElement.id") == "within"
    assert "'soon' is not a duration" in page.inner_text("#within-fault")
    assert barriers(page) == []


def test_the_working_of_a_case_leads_to_the_same_count(send: Send, log_in: Callable[..., Page]) -> None:
    case = send(INVOICES, subject="Working")["case"]
    page = log_in()
    page.goto(f"/cases/{case}/")
    clock = ".area-clocks li:has-text('Resolution')"
    page.click(f"{clock} summary")
    assert page.locator(f"{clock} svg.strip rect.counted").count() > 1
    due = page.inner_text(f"{clock} .legend li:has-text('Due')")
    page.click(f"{clock} >> text=Try it with other hours")
    assert page.inner_text("#answer-title") == due


def test_t16_a_browser_in_another_zone_sees_the_same_instants_and_states(
    send: Send, log_in: Callable[..., Page]
) -> None:
    case = send(INVOICES, subject="Zones")["case"]
    seen = []
    for zone in ("America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"):
        page = log_in(timezone_id=zone)
        page.goto(f"/cases/{case}/")
        states = "all => all.map(one => [...one.classList].filter(name => name.startsWith('is-')).join())"
        instants = "all => all.map(one => [one.dateTime, one.textContent])"
        seen.append(
            (
                page.eval_on_selector_all(".area-clocks .pill", states),
                page.eval_on_selector_all(".area-clocks .due time", "all => all.map(one => one.dateTime)"),
                page.eval_on_selector_all(".area-clocks .spans time", instants),
            )
        )
        # On hover the reader's own clock stands beside it.
        assert "On your clock" in (page.get_attribute(".area-clocks .due time >> nth=0", "title") or "")
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0][2]) >= 4
