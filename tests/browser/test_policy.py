"""The pages of a policy at every width: read by everybody, searched as one types, a new one taken over a candidate."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from stepladder import packfiles
from tests.browser.conftest import barriers, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = ("", "check/", "compare/", "try/", "history/", "publish/")


def candidate(version: str, **changed: tuple[str, str]) -> dict[str, object]:
    """A file for the form: the shipped policy with another version and other words in some file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, text in packfiles.read("support-desk")[1].items():
            text = text.replace('version: "2.3"', f'version: "{version}"') if name == "pack.yaml" else text
            old, new = changed.get(name.partition(".")[0], ("", ""))
            target.writestr(f"support-desk/{name}", text.replace(old, new, 1) if old else text)
    return {"name": f"desk-{version}.zip", "mimeType": "application/zip", "buffer": made.getvalue()}


def put_up(page: Page, file: dict[str, object]) -> None:
    page.goto("/policy/publish/")
    page.set_input_files("#files", [file])  # type: ignore[list-item]
    page.click("text=Put it up and look")
    # What only the next page says: the form has the same heading, and a whole year is looked at before that page comes.
    page.locator("#sum-title").wait_for(timeout=60_000)
    page.wait_for_load_state()  # What stands below its heading may still be on its way.


def test_every_page_of_a_policy_fits_and_shuts_nobody_out(log_in: Callable[..., Page]) -> None:
    page = log_in(who="ana")
    broken = ("kind: first_response, within: 30m", "kind: first_response, within: 20m")
    put_up(page, candidate("9.1", clocks=broken))
    review, digest = page.url, page.url.rstrip("/").rpartition("/")[2]
    shown = (f"check/?version={digest}", f"compare/?to={digest}", f"?version={digest}", "?q=refund", "?q=zebra")
    page.goto("/policy/history/")
    retire = page.locator("main a", has_text="Retire").first.get_attribute("href") or ""
    for path in (*(f"/policy/{one}" for one in (*PAGES, *shown)), review, retire):
        page.goto(path)
        fits(page, path)


def test_the_search_answers_while_one_types_and_the_address_keeps_it(log_in: Callable[..., Page]) -> None:
    page = log_in()
    page.goto("/policy/")
    page.locator("#q").press_sequentially("refund-limit")
    page.locator("#found-title", has_text="1 element holds").wait_for()
    assert page.locator("#found mark").first.inner_text() == "refund-limit"
    assert page.evaluate("document.activeElement.id") == "q"
    page.wait_for_url("**/policy/?q=refund-limit")
    page.click("text=Show the whole policy")
    page.locator("text=What is in the message?").wait_for()


def test_a_message_is_tried_by_both_versions(log_in: Callable[..., Page]) -> None:
    page = log_in("desktop", who="ana")
    put_up(page, candidate("9.2"))
    page.click("main >> text=Try a message >> nth=-1")
    page.fill("#text", "The invoice list shows another company's invoices.")
    page.click("text=Show the decision")
    page.locator("text=Both decide the same.").wait_for()
    assert page.locator(".halves > div").count() == 2
    assert barriers(page) == []


def test_a_file_that_is_no_policy_is_refused_where_the_work_goes_on(log_in: Callable[..., Page]) -> None:
    page = log_in(who="ana")
    page.expected_errors.append("422")
    page.goto("/policy/publish/")
    page.fill("#text", "pack: {id: own}\nnonsense: 1\n")
    page.click("text=Put it up and look")
    assert "It has faults" in page.locator("[role=alert]").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.input_value("#text") == "pack: {id: own}\nnonsense: 1\n"
    assert barriers(page) == []
