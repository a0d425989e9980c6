"""Pages without a browser: who may see what, what a poll costs, and that words of customers stay words."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from stepladder.web.pages.words import slot_name
from tests.integration.web.conftest import Call


@pytest.fixture
def case(call: Call) -> str:
    text = "<script>alert(1)</script> The invoice list shows another company's invoices."
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", "subject": "<b>Invoices</b>", "text": text}}
    return str(json.loads(call("post", "signals", body).content)["case"])


POLICY = ("", "calendars/", "check/", "compare/", "try/", "history/", "publish/")
PAGES = [
    "/",
    "/agenda/",
    "/registers/",
    "/cases/new/",
    "/clock/",
    "/customers/",
    "/deliveries/",
    *(f"/policy/{one}" for one in POLICY),
]


@pytest.mark.parametrize("path", ["/clock/", "/policy/", "/policy/calendars/", "/policy/compare/"])
def test_a_page_of_the_policy_says_where_it_belongs(lee: Client, path: str) -> None:
    page = lee.get(path).content.decode()
    assert '<a href="/policy/" aria-current="page">' in page.partition('class="nav"')[2].partition("</nav>")[0]
    assert page.partition('class="tabs"')[2].partition("</nav>")[0].count('aria-current="page"') == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_log_in(workspace: str, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/log-in/")


def test_a_poll_of_somebody_logged_out_loads_the_page_anew(workspace: str) -> None:
    answer = Client().get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_somebody_without_a_workspace_is_told_whom_to_ask(workspace: str) -> None:
    from stepladder.users.models import User

    client = Client()
    client.force_login(User.objects.create_user("kim", "not-a-secret", name="Kim"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Ask an administrator" in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_forbids_scripts_and_styles_from_elsewhere(lee: Client, path: str) -> None:
    answer = lee.get(path)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script defer src="/static/')


def test_an_unchanged_board_is_not_sent_again(lee: Client, case: str) -> None:
    first = lee.get("/", headers={"HX-Request": "true"})
    assert case in first.content.decode()
    assert "<html" not in first.content.decode()
    again = lee.get("/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    lee.post(f"/cases/{case}/do/", {"do": "acknowledge"})
    assert lee.get("/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]}).status_code == 200


def test_a_customers_words_are_never_markup(lee: Client, case: str) -> None:
    page = lee.get(f"/cases/{case}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>Invoices</b>" not in page


def test_a_long_text_is_folded_after_its_beginning(call: Call, lee: Client) -> None:
    text = "Our invoice list shows another company's invoices. " + "And so on. " * 3000
    case = json.loads(call("post", "signals", {"signal": {"id": "long", "text": text}}).content)["case"]
    timeline = lee.get(f"/cases/{case}/").content.decode().partition('id="timeline"')[2].partition("</section>")[0]
    begins, _folded, whole = timeline.partition('<details class="fold"><summary>')
    assert begins.count("And so on.") < 40
    assert whole.count("And so on.") == 3000


def test_the_board_is_empty_in_words(lee: Client) -> None:
    page = lee.get("/").content.decode()
    assert "Nothing is open" in page
    assert "/cases/new/" in page


def test_a_refused_policy_is_shown_with_its_places_and_the_last_good_one_stays(lee: Client, tmp_path: object) -> None:
    from pathlib import Path

    from stepladder import bootstrap
    from stepladder.core.values import PackFaults
    from stepladder.service.publishing import publish

    folder = Path(str(tmp_path)) / "support-desk"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "pack: {id: support-desk, title: A, version: '3'}\nclockz: []\n", encoding="utf-8"
    )
    with pytest.raises(PackFaults):
        publish(bootstrap.desk(), "main", folder, "lee")
    page = lee.get("/policy/").content.decode()
    assert "pack.yaml:2" in page
    assert "the last good version stays in force" in page
    assert "The last policy was refused" in lee.get("/").content.decode()


def test_a_fault_of_ours_says_that_it_is_ours(lee: Client, case: str) -> None:
    from django.db import connection

    lee.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "store_delivery" RENAME TO "store_gone"')
    answer = lee.get("/deliveries/")
    assert answer.status_code == 500
    assert "The desk could not do this" in answer.content.decode()


@pytest.mark.parametrize(
    ("slot", "name"),
    [
        ("resolution", "Resolution"),
        ("next_reply", "Next reply"),
        ("resolution:limit", "Resolution, at the latest"),
        ("team_response:legal:target", "Answer from legal, aimed at"),
        ("team_response:legal", "Answer from legal"),
    ],
)
def test_every_clock_has_a_name_of_its_own(slot: str, name: str) -> None:
    assert slot_name(slot) == name


@pytest.mark.parametrize("path", ["/customers/harbor/", "/deliveries/", *PAGES])
def test_no_cache_keeps_a_page_of_the_desk(lee: Client, case: str, path: str) -> None:
    assert lee.get(path)["Cache-Control"] == "private, no-cache"
