"""People and duty can be read and used at every width, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import fits

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_rota_and_an_absence_are_kept_and_shown(log_in: Callable[..., Page]) -> None:
    page = log_in(who="ana")
    page.goto("/people/")
    page.click("text=Set a rota")
    page.select_option("#rota-role", label="Security")
    page.fill("#rota-people", "lee\nana")
    page.fill("#rota-starts", "2025-03-03")
    page.click("text=Keep the rota")
    page.locator("text=The rota of Security is kept.").wait_for()
    page.select_option("#away-person", "lee")
    page.fill("#away-to", "2025-03-10T09:00")
    page.select_option("#away-deputy", "ana")
    page.click("text=Keep the absence")
    page.locator("text=Ana Ferreira gets the notices now.").wait_for()
    fits(page, "people")
    page.click("text=End the absence")
    page.locator("text=The absence of Lee Okafor has ended.").wait_for()
    page.click("text=Remove the rota")
    page.locator("text=No role has a rota.").wait_for()


def test_what_cannot_be_gets_the_attention_and_the_form_stays_open(log_in: Callable[..., Page]) -> None:
    page = log_in(who="ana")
    page.expected_errors.append("422")
    page.goto("/people/")
    page.click("text=Set a rota")
    page.select_option("#rota-role", label="Security")
    page.fill("#rota-people", "kim")
    page.click("text=Keep the rota")
    assert "nobody here is called 'kim'" in page.locator("[role=alert]").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.input_value("#rota-people") == "kim"
    assert page.locator("#rota-people").is_visible()


def test_an_absence_is_kept_by_keyboard_alone(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/people/")
    page.focus("#away-to")
    page.keyboard.type("03202025")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    page.focus("#away-deputy")
    page.keyboard.type("Ana")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("text=Ana Ferreira gets the notices now.").wait_for()
    page.get_by_role("button", name="End the absence").focus()
    page.keyboard.press("Enter")
    page.locator("text=The absence of Lee Okafor has ended.").wait_for()
