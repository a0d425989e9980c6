"""The pages of the registers write, link and move entries, and the API does the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from stepladder.core.register.registers import REGISTERS
from tests.integration.web.conftest import Call

WISH = {
    "signal": {"text": "A dark theme would be nice.", "triggers": ["feature-request"]},
    "customer": {"id": "harbor"},
}


@pytest.fixture
def case(call: Call) -> str:
    answer = call("post", "signals", WISH, HTTP_IDEMPOTENCY_KEY="k1")
    return str(json.loads(answer.content)["case"])


def settle() -> None:
    """Let the worker's part be done."""
    from stepladder import bootstrap
    from stepladder.service.reacting import run_reactions

    while run_reactions(bootstrap.desk()):
        pass


def written(lee: Client, **more: str) -> str:
    """The address of a new entry."""
    form = {"do": "enter", "place": "enter", "register": "feedback", "title": "A dark theme", **more}
    answer = lee.post(f"/registers/{form['register']}/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.mark.parametrize("register", REGISTERS)
def test_each_register_has_its_page(lee: Client, register: str) -> None:
    page = lee.get(f"/registers/{register}/").content.decode()
    assert 'aria-current="page"' in page
    assert "Write it down" in page


def test_an_entry_stands_in_its_register_with_its_state(lee: Client) -> None:
    place = written(lee, title="<b>A dark theme</b>")
    page = lee.get("/registers/").content.decode()
    assert f'<a href="{place}"><bdi>&lt;b&gt;A dark theme&lt;/b&gt;</bdi></a>' in page
    assert '<span class="tag info">logged</span>' in page


def test_a_case_leads_to_the_form_that_names_it_and_shows_the_entry(lee: Client, case: str) -> None:
    assert f"/registers/?case={case}" in lee.get(f"/cases/{case}/").content.decode()
    assert f'value="{case}"' in lee.get(f"/registers/?case={case}").content.decode()
    place = written(lee, case=case)
    settle()
    assert f'href="{place}"' in lee.get(f"/cases/{case}/").content.decode()
    assert f'href="/cases/{case}/"' in lee.get(place).content.decode()


def test_an_entry_is_moved_and_tells_what_happened(lee: Client) -> None:
    place = written(lee)
    entry = place.split("/")[2]
    form = {"do": "move_entry", "place": "move", "entry": entry, "to": "declined", "because": "Nobody else asked."}
    assert lee.post(place, form).status_code == 302
    page = lee.get(place).content.decode()
    assert "logged, now declined" in page
    assert "Nobody else asked." in page


def test_a_refusal_stands_beside_its_form_with_the_words_kept(lee: Client) -> None:
    answer = lee.post(
        "/registers/feedback/",
        {"do": "enter", "place": "enter", "register": "feedback", "title": "Mine", "case": "c-none"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "no case is called &#x27;c-none&#x27;" in page
    assert 'value="Mine"' in page


def test_whoever_reads_an_announcement_confirms_it(lee: Client) -> None:
    place = written(lee, register="announcements", title="New refund rule")
    entry = place.split("/")[2]
    assert "Confirm that I read it" in lee.get(place).content.decode()
    assert lee.post(place, {"do": "confirm_entry", "place": "confirm", "entry": entry}).status_code == 302
    page = lee.get(place).content.decode()
    assert "Confirm that I read it" not in page
    assert "Lee" in page.split('id="who-title"')[1].split("</section>")[0]


def test_what_is_not_there_is_a_404(lee: Client) -> None:
    for path in ("/registers/none/", "/entries/e-none/"):
        assert lee.get(path).status_code == 404


def test_programs_write_list_and_read(call: Call, case: str) -> None:
    asked: dict[str, Any] = {"do": "enter", "register": "feedback", "title": "A dark theme", "case": case}
    made = call("post", "registers/commands", asked)
    assert made.status_code == 200
    entry = json.loads(made.content)
    assert (entry["state"], entry["title"], entry["customers"]) == ("logged", "A dark theme", ["harbor"])
    moved = call("post", "registers/commands", {"do": "move_entry", "entry": entry["id"], "to": "planned"})
    assert json.loads(moved.content)["state"] == "planned"
    listed = json.loads(call("get", "registers/feedback?state=planned").content)
    assert ([one["id"] for one in listed["items"]], listed["next"]) == ([entry["id"]], None)
    read = call("get", f"entries/{entry['id']}")
    assert (json.loads(read.content)["cases"], read["ETag"]) == ([case], '"3"')


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "registers/none", None, 404),
        ("get", "registers/feedback?state=shipped", None, 422),
        ("get", "registers/feedback?cursor=none", None, 422),
        ("get", "entries/e-none", None, 404),
        ("post", "registers/commands", {"do": "enter", "register": "feedback"}, 422),
        ("post", "registers/commands", {"do": "burn"}, 422),
        ("post", "registers/commands", {"do": "move_entry", "entry": "e-none", "to": "planned"}, 404),
        ("post", "registers/commands", b"{", 400),
    ],
)
def test_programs_are_told_what_is_wrong(call: Call, method: str, path: str, body: Any, status: int) -> None:
    answer = call(method, path, body)
    assert answer.status_code == status
    assert json.loads(answer.content)["mend"]
