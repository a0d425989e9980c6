"""Pasting a message: the decision comes first, and nothing is stored before somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import INVOICES
from tests.harness.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page


def _cases(served: Desk) -> list[str]:
    return [one["id"] for one in served.get("/api/v1/cases?limit=200").json()["items"]]


def test_the_decision_is_shown_first_and_the_case_opened_after(served: Desk, log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.click("text=New escalation >> nth=0")
    before = _cases(served)
    page.fill("#text", INVOICES)
    page.fill("#customer", "quill")
    page.fill("#conversation", "pasted-1")
    page.click("text=Show the decision")
    shown = page.inner_text("#preview")
    for words in ("Critical", "Escalate now", "Sees a stranger's data", "First response", "Security", "at once"):
        assert words in shown
    assert page.inner_text("#preview mark >> nth=0") in INVOICES
    assert _cases(served) == before
    assert page.input_value("#text") == INVOICES
    page.click("text=Open the case")
    page.wait_for_url("**/cases/c-*/")
    assert len(_cases(served)) == len(before) + 1


def test_a_ticked_trigger_counts_without_any_words_of_it(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/cases/new/")
    page.fill("#text", "Please call me back.")
    page.click("text=Tick what you know is the matter")
    page.check("[name=trigger][value=breach]")
    page.click("text=Show the decision")
    assert "ticked" in page.inner_text("#preview")


def test_a_message_that_matters_to_no_rule_is_stored_without_a_case(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/cases/new/")
    page.fill("#text", "Have a nice week.")
    page.click("text=Show the decision")
    assert "Nothing to escalate" in page.inner_text("#preview")
    page.click("text=Store the message")
    assert "no" in page.inner_text(".said.good")


def test_an_instant_ahead_of_the_clock_is_refused_at_its_field(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.expected_errors.append("422")  # type: ignore[attr-defined]
    page.goto("/cases/new/")
    page.fill("#text", INVOICES)
    page.fill("#received", "2031-01-01T10:00:00")
    page.click("text=Show the decision")
    assert "5 minutes ahead" in page.inner_text("[role=alert]")
    assert page.get_attribute("#received", "aria-invalid") == "true"
