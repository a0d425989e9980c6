"""Coming in, and being turned away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import barriers
from tests.harness.browser import NewPage
from tests.harness.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_wrong_password_is_told_and_the_log_in_is_kept(served: Desk, new_page: NewPage) -> None:
    page = new_page("phone", base_url=served.url)
    page.goto("/deliveries/")
    assert "/log-in/" in page.url
    page.fill("#id_username", "lee")
    page.fill("#id_password", "not this one")
    page.click("main button")
    assert "do not belong together" in page.inner_text("[role=alert]")
    assert page.input_value("#id_username") == "lee"
    assert barriers(page) == []


def test_whoever_comes_in_sees_the_board_and_the_time_it_goes_by(log_in: Callable[..., Page]) -> None:
    page = log_in()
    assert page.inner_text("h1").startswith("Board")
    assert "shifted clock" in page.inner_text(".banner")
    assert "Sat 8 Mar 2025" in page.inner_text(".banner")


def test_logging_out_ends_it(served: Desk, log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.click("text=Log out")
    page.goto("/")
    assert "/log-in/" in page.url


def test_a_form_that_stood_open_too_long_says_what_to_do(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.expected_errors.append("403")  # type: ignore[attr-defined]
    page.goto("/cases/new/")
    page.fill("#text", "Hello")
    page.evaluate("document.querySelector('#paste [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    page.click("button[value=preview]")
    assert page.inner_text("h1") == "The form had expired"
    assert "Nothing was changed" in page.inner_text("main")


def test_an_address_without_a_page_says_so_and_leads_back(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.expected_errors.append("404")  # type: ignore[attr-defined]
    page.goto("/cases/c-nobody/")
    assert page.inner_text("h1") == "There is nothing here"
    page.click("text=Open the board")
    assert page.inner_text("h1").startswith("Board")
