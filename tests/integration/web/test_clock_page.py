"""The clock page, and the working of a case's clocks: what is counted, shown and told is one thing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.integration.web.conftest import Call

DUE = {"ask": "due", "calendar": "office", "counting": "open_hours", "start": "2025-03-07T16:15", "within": "4h"}
WORKED = DUE | {"ask": "worked", "end": "2025-04-04T15:00"}
ALWAYS = DUE | {"calendar": "always", "start": "2025-03-08T23:40"}


def tried(client: Client, asked: Mapping[str, str], status: int = 200) -> str:
    answer = client.get(f"/clock/?{urlencode(asked)}")
    assert answer.status_code == status
    return answer.content.decode()


ANSWERS = {  # claim: (what is asked, what stands on the page)
    "over a weekend": (DUE, ("Due Mon 10 Mar 2025, 11:15", "1 h 45 min", "50% used Mon 10 Mar 2025, 09:15")),
    "working days": (DUE | {"counting": "working_days", "within": "2d"}, ("Due Tue 11 Mar 2025, 16:15",)),
    "elapsed": (DUE | {"counting": "elapsed"}, ("Due Fri 7 Mar 2025, 20:15",)),
    "as ISO 8601": (DUE | {"within": "PT4H"}, ("Due Mon 10 Mar 2025, 11:15",)),
    "the clocks go forward": (ALWAYS, ("Due Sun 9 Mar 2025, 04:40", "Does not exist: clocks go forward by 1 h")),
    "the clocks go back": (
        ALWAYS | {"start": "2025-11-02T00:30"}, ("Due Sun 2 Nov 2025, 03:30", "Comes twice: clocks go back by 1 h")),
    "between two instants": (WORKED, ("178 h 45 min counted", "From start to end it is 669 h 45 min")),
    "nothing between them": (WORKED | {"end": WORKED["start"]}, ("0 s counted", "Nothing counted")),
    "no time at all": (DUE | {"within": "0h"}, ("Due Fri 7 Mar 2025, 16:15",)),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), ANSWERS.values(), ids=ANSWERS)
def test_a_question_in_the_address_is_answered(lee: Client, asked: dict[str, str], said: tuple[str, ...]) -> None:
    page = tried(lee, asked)
    for words in said:
        assert words in page
    assert page.count('<svg class="strip" height=') == 1


def test_the_empty_form_has_the_present_and_no_fault(lee: Client) -> None:
    page = lee.get("/clock/").content.decode()
    assert "What you will see" in page
    assert "said critical" not in page.partition("<main ")[2], "what stands above it is of the desk and not of the form"
    assert re.search(r'name="start" type="datetime-local" step="1" value="\d{4}-\d\d-\d\dT\d\d:\d\d"', page)


def test_a_fault_stands_beside_its_field(lee: Client) -> None:
    page = tried(lee, DUE | {"within": "4 hours"}, 422)
    field = page[page.index('id="within"') : page.index('id="end"')]
    assert "&#x27;4 hours&#x27; is not a duration" in field
    assert 'aria-invalid="true"' in field
    assert "within-fault" in field
    assert 'value="4 hours"' in field


TOO_LONG = {  # claim: what is asked
    "more work than five years hold": DUE | {"within": "900000h"},
    "more working days": DUE | {"counting": "working_days", "within": "5000d"},
    "more hours": DUE | {"counting": "elapsed", "within": "50000h"},
    "instants further apart": WORKED | {"end": "2035-01-01T00:00"},
}


@pytest.mark.parametrize("asked", TOO_LONG.values(), ids=TOO_LONG)
def test_a_question_that_would_keep_the_desk_busy_is_refused(lee: Client, asked: dict[str, str]) -> None:
    assert "This page looks five years ahead at most" in tried(lee, asked, 422)


def test_five_years_are_drawn_and_stay_small(lee: Client) -> None:
    page = tried(lee, WORKED | {"end": "2030-01-01T00:00"})
    assert "more weeks" in page
    assert len(page) < 120_000


def test_what_is_typed_is_never_markup(lee: Client) -> None:
    evil = "<script>alert(1)</script>"
    page = tried(lee, dict.fromkeys(("ask", "calendar", "counting", "start", "within", "end"), evil), 422)
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_without_a_policy_it_says_what_to_do(lee: Client, workspace: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute('UPDATE "store_packversion" SET "in_force" = %s', [False])
    assert "Publish one first" in lee.get("/clock/").content.decode()


def test_the_policy_page_leads_to_the_clock(lee: Client) -> None:
    assert 'href="/clock/"' in lee.get("/policy/").content.decode()


FRIDAY = "2025-03-07T17:00:00-05:00"


@pytest.fixture
def case(call: Call) -> tuple[str, dict[str, str]]:
    """A case of Friday evening under office hours, and the deadlines of its decision by kind."""
    signal = {"id": "one", "text": "Look.", "triggers": ["core-bug"]}
    answer = json.loads(call("post", "signals", {"at": FRIDAY, "customer": {"id": "nobody"}, "signal": signal}).content)
    return str(answer["case"]), {one["kind"]: one["due_at"] for one in answer["decision"]["clocks"]}


def instants(page: str) -> list[datetime]:
    return [datetime.fromisoformat(text) for text in re.findall(r'datetime="([^"]+)"', page)]


def test_t31_the_page_and_the_api_tell_the_deadline_of_the_decision(
    lee: Client, call: Call, case: tuple[str, dict[str, str]]
) -> None:
    identifier, decided = case
    due_at = datetime.fromisoformat(decided["first_response"])
    assert decided["first_response"] == "2025-03-10T12:00:00-04:00"
    told = {one["kind"]: one for one in json.loads(call("get", f"cases/{identifier}").content)["clocks"]}
    assert datetime.fromisoformat(told["first_response"]["due_at"]) == due_at
    page = lee.get(f"/cases/{identifier}/").content.decode()
    clock = page[page.index("First response") :].partition("</details>")[0]
    assert "Due Mon 10 Mar 2025, 12:00" in clock
    # The spans of the table, and what they come to together, are the promise.
    assert re.findall(r"<td>([^<]+)</td></tr>", clock) == ["1 h", "3 h", "4 h"]
    link = re.search(r'href="(/clock/[^"]+)"', clock)
    assert link is not None
    assert "Due Mon 10 Mar 2025, 12:00" in lee.get(link[1].replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Pacific/Apia"])
def test_t16_a_desk_in_another_zone_shows_the_same_instants_and_states(
    lee: Client, case: tuple[str, dict[str, str]], zone: str
) -> None:
    from stepladder import bootstrap
    from stepladder.users.models import Workspace

    identifier, decided = case

    def seen() -> tuple[set[datetime], list[str]]:
        page = lee.get(f"/cases/{identifier}/").content.decode()
        clocks = page[page.index('id="clocks-title"') : page.index('class="area-words"')]
        return set(instants(clocks)), re.findall(r'class="pill is-(\w+)', clocks)

    here = seen()
    Workspace.objects.update(zone=zone)
    bootstrap.desk.cache_clear()
    there = seen()
    assert here == there
    assert datetime.fromisoformat(decided["first_response"]) in there[0]
    assert there[1]
