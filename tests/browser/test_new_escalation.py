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


def test_ticking_alone_is_enough(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/cases/new/")
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
    said = page.inner_text("[role=alert]")
    assert "5 minutes ahead" in said
    assert "under Received" in said
    assert "`at`" not in said
    assert page.get_attribute("#received", "aria-invalid") == "true"


def test_what_was_changed_since_the_decision_is_decided_first(served: Desk, log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/cases/new/")
    before = _cases(served)
    page.fill("#text", "How do I change my avatar?")
    page.click("text=Show the decision")
    page.fill("#text", INVOICES)
    page.click("text=Store the message")
    assert "It has changed since the decision was shown, so nothing is stored yet." in page.inner_text("#paste")
    assert "Escalate now" in page.inner_text("#preview")
    assert _cases(served) == before
    page.click("text=Open the case")
    page.wait_for_url("**/cases/c-*/")
    assert "The message is in the case." in page.inner_text("main")
    page.goto("/cases/new/")
    assert page.input_value("#text") == ""


def test_a_message_that_joins_a_case_says_so_before(log_in: Callable[..., Page]) -> None:
    page = log_in()
    for button in ("Open the case", "Add it to the case"):
        page.goto("/cases/new/")
        page.fill("#text", INVOICES)
        page.fill("#conversation", "pasted-twice")
        page.click("text=Show the decision")
        page.click(f"text={button}")
        page.wait_for_url("**/cases/c-*/")


def test_who_wrote_is_where_an_answer_goes(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.expected_errors.append("422")  # type: ignore[attr-defined]
    page.goto("/cases/new/")
    page.fill("#text", INVOICES)
    page.fill("#email", "jo")
    page.click("text=Show the decision")
    assert "This is no mail address" in page.inner_text("#paste")
    page.fill("#email", "jo@customer.example")
    page.click("text=Show the decision")
    page.click("text=Open the case")
    page.wait_for_url("**/cases/c-*/")
    assert "Left out, mail goes to jo@customer.example." in page.inner_text("#write")
