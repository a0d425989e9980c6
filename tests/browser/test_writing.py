"""What somebody writes is never lost to a reload, a fault or a log-in, and goes out once however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import INVOICES, Send, fits, password_of
from tests.harness.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

HALF = "Half a sentence, with care,"


def writing(send: Send, log_in: Callable[..., Page], name: str) -> tuple[Page, str]:
    """The page of a case, where somebody has begun to write to the customer."""
    page, address = log_in(), f"/cases/{send(INVOICES, subject=name)['case']}/"
    page.goto(address)
    page.fill("#write-text", HALF)
    return page, address


def test_a_draft_stays_through_a_reload_and_a_look_at_the_board(send: Send, log_in: Callable[..., Page]) -> None:
    page, address = writing(send, log_in, "Reloaded")
    page.reload()
    assert page.input_value("#write-text") == HALF
    page.goto("/")
    page.goto(address)
    assert page.input_value("#write-text") == HALF


def test_what_was_sent_stands_there_no_more_and_the_page_says_that_it_is_done(
    send: Send, log_in: Callable[..., Page]
) -> None:
    page, address = writing(send, log_in, "Sent")
    page.click("#write .actions button")
    page.wait_for_selector("text=Done: Lee Okafor: ")
    assert page.input_value("#write-text") == ""
    page.goto(address)
    assert page.input_value("#write-text") == ""


def test_a_log_in_that_ends_takes_no_words_along(send: Send, log_in: Callable[..., Page], served: Desk) -> None:
    page, address = writing(send, log_in, "Logged out")
    page.context.clear_cookies()
    page.wait_for_selector("text=You are logged out, so nothing can be sent from here.")
    assert page.input_value("#write-text") == HALF
    page.click("text=Log in and go on")
    page.fill("#id_username", "lee")
    page.fill("#id_password", password_of(served, "lee"))
    page.click("main button")
    page.wait_for_url(f"**{address}")
    assert page.input_value("#write-text") == HALF


def test_a_form_that_is_clicked_twice_is_sent_once(send: Send, log_in: Callable[..., Page]) -> None:
    page, _address = writing(send, log_in, "Twice")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.evaluate("() => { const one = document.querySelector('#write .actions button'); one.click(); one.click(); }")
    page.wait_for_selector("text=Done: Lee Okafor: ")
    assert len(posts) == 1
    # Another message from the same page goes as ever.
    page.fill("#write-text", "And one more thing.")
    page.click("#write .actions button")
    page.wait_for_selector("text=Done: Lee Okafor: ")
    assert len(posts) == 2


def test_who_logs_out_leaves_nothing_behind(send: Send, log_in: Callable[..., Page]) -> None:
    page, _address = writing(send, log_in, "Left")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length") == 1
    page.click("text=Log out")
    page.wait_for_selector("#id_username")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length") == 0


def test_what_a_rule_says_stands_beside_the_words_with_the_better_line_a_click_away(
    send: Send, log_in: Callable[..., Page]
) -> None:
    page, _address = writing(send, log_in, "Warned")
    page.expected_errors.append("409")  # type: ignore[attr-defined]
    page.fill("#write-text", "Hello. It will be fixed tomorrow. Yours, Lee")
    page.click("#write .actions button")
    assert "a rule of the policy speaks against it" in page.inner_text("#write-fault")
    page.click("text=Use the better line")
    words = page.input_value("#write-text")
    assert words.startswith("Hello. ")
    assert "fixed tomorrow" not in words
    fits(page, "a message that a rule speaks against")


def test_words_that_a_rule_gave_back_are_kept_as_any_others(
    send: Send, log_in: Callable[..., Page], served: Desk
) -> None:
    page, address = writing(send, log_in, "Given back")
    page.expected_errors.append("409")  # type: ignore[attr-defined]
    page.fill("#write-text", "It will be fixed tomorrow.")
    page.click("#write .actions button")
    page.wait_for_selector("#write-fault")
    page.goto("/")
    page.goto(address)
    assert page.input_value("#write-text") == "It will be fixed tomorrow."
    page.goto("/cases/new/")
    page.fill("#text", INVOICES)
    page.click("text=Show the decision")
    page.fill("#subject", "Ours")
    page.context.clear_cookies(name="stepladder_session")
    page.click("text=Decide again")
    page.fill("#id_username", "lee")
    page.fill("#id_password", password_of(served, "lee"))
    page.click("main button")
    page.wait_for_url("**/cases/new/")
    assert (page.input_value("#text"), page.input_value("#subject")) == (INVOICES, "Ours")


def test_what_is_written_for_a_register_outlives_a_log_in_too(log_in: Callable[..., Page], served: Desk) -> None:
    page, words = log_in(), "Who was there, what was said, what we do."
    page.goto("/registers/meetings/")
    page.fill("#enter-title", "Monday round")
    page.fill("#enter-text", words)
    page.context.clear_cookies(name="stepladder_session")
    page.click("#enter .actions button")
    page.fill("#id_username", "lee")
    page.fill("#id_password", password_of(served, "lee"))
    page.click("main button")
    page.wait_for_url("**/registers/meetings/#enter")
    assert (page.input_value("#enter-title"), page.input_value("#enter-text")) == ("Monday round", words)
    page.click("#enter .actions button")
    page.wait_for_url("**/entries/**")
    page.goto("/registers/meetings/")
    assert page.input_value("#enter-text") == "", "what was written down stands there no more"


def test_what_is_written_for_a_register_stays_with_the_case_it_is_about(
    send: Send, log_in: Callable[..., Page], served: Desk
) -> None:
    one, other = (send(INVOICES, subject=subject)["case"] for subject in ("About this", "About that"))
    page, form = log_in(), "/registers/meetings/?case="
    page.goto(form + one)
    page.fill("#enter-title", "They want it in blue")
    page.goto(form + other)
    assert (page.input_value("#enter-title"), page.input_value("#enter-case")) == ("", other)
    page.goto(form + one)
    page.context.clear_cookies(name="stepladder_session")
    page.click("#enter .actions button")
    page.fill("#id_username", "lee")
    page.fill("#id_password", password_of(served, "lee"))
    page.click("main button")
    page.wait_for_url(f"**{form}{one}#enter")
    assert (page.input_value("#enter-title"), page.input_value("#enter-case")) == ("They want it in blue", one)
    page.click("#enter .actions button")
    page.wait_for_url("**/entries/**")
    page.goto(form + one)
    assert page.input_value("#enter-title") == "", "what was written down stands there no more"


def test_enter_asks_the_rule_again_and_a_better_line_is_for_the_words_it_was_shown_with(
    send: Send, log_in: Callable[..., Page]
) -> None:
    page, _address = writing(send, log_in, "Entered")
    page.expected_errors.append("409")  # type: ignore[attr-defined]
    words = "Hello. It will be fixed tomorrow. Yours, Lee"
    page.fill("#write-text", words)
    page.click("#write .actions button")
    page.fill("#write-to", "jo@customer.example")
    page.press("#write-to", "Enter")
    page.wait_for_load_state()
    assert page.input_value("#write-text") == words
    assert page.locator("text=Use the better line").count() == 1
    page.fill("#write-text", "Hello. We are at it. Yours, Lee")
    page.click("text=Use the better line")
    assert "no rule speaks against these words any more" in page.inner_text("#write-fault")
    assert page.input_value("#write-text") == "Hello. We are at it. Yours, Lee"
