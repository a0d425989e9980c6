"""The pages of incidents: a person sees what is suspected and why, and acts on all of its cases from one place."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client

from tests.integration.web.conftest import Call
from tests.integration.web.forms import Form, forms_of

DOWN = "Your service is down, nothing loads for any of us."


def heard() -> None:
    """Let the worker's part be done."""
    from stepladder import bootstrap
    from stepladder.service.reacting import run_reactions

    while run_reactions(bootstrap.desk()):
        pass


def reports(call: Call, customer: str, key: str) -> str:
    signal = {"id": key, "conversation": key, "subject": f"<b>{customer}</b>", "text": DOWN}
    body = {"customer": {"id": customer, "name": customer.title()}, "signal": signal}
    case = str(json.loads(call("post", "signals", body).content)["case"])
    heard()
    return case


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def form(client: Client, incident: str, do: str) -> Form:
    return next(one for one in forms_of(page(client, f"/incidents/{incident}/")) if one.do == do)


@pytest.fixture
def cases(call: Call) -> list[str]:
    """Two customers who report one thing."""
    return [reports(call, "vale", "one"), reports(call, "moor", "two")]


@pytest.fixture
def incident(cases: list[str]) -> str:
    """The incident that the desk suspects then."""
    return f"i-{cases[0]}"


def declared(client: Client, incident: str) -> None:
    asked = form(client, incident, "declare_incident")
    assert client.post(asked.action, asked.filled(title="Nothing loads", features="sync, search")).status_code == 302
    heard()


def told(client: Client, incident: str, text: str) -> None:
    asked = form(client, incident, "update_incident")
    assert client.post(asked.action, asked.filled(text=text, eta="")).status_code == 302
    heard()


def test_without_any_the_list_says_what_will_stand_there(lee: Client) -> None:
    assert "No incident yet" in page(lee, "/incidents/")
    assert "Suspected incident:" not in page(lee, "/")


def test_a_suspicion_stands_on_the_list_on_the_board_and_on_its_cases(
    lee: Client, cases: list[str], incident: str
) -> None:
    link = f'href="/incidents/{incident}/"'
    for path in ("/incidents/", "/", *(f"/cases/{case}/" for case in cases)):
        assert link in page(lee, path), path
    assert "needs a person&#x27;s word" in page(lee, "/incidents/").replace("'", "&#x27;")
    assert "2 customers" in page(lee, "/")
    assert 'data-label="Declared by"><span class="soft">nobody' in page(lee, "/incidents/"), "on a phone, of whom?"


def test_the_board_notices_an_incident_though_no_case_changed_its_place(lee: Client, call: Call) -> None:
    reports(call, "vale", "one")
    before = lee.get("/")["ETag"]
    reports(call, "moor", "two")
    assert lee.get("/", headers={"HX-Request": "true", "If-None-Match": before}).status_code == 200


def test_the_page_says_why_with_the_reason_of_the_policy_and_no_live_markup(
    lee: Client, cases: list[str], incident: str
) -> None:
    shown = page(lee, f"/incidents/{incident}/")
    assert "Several customers, one issue" in shown
    assert "it is seldom about the customer." in shown
    assert "SD-039" in shown
    assert "2 customers had reported it" in shown
    assert 'href="/customers/vale/"' in shown
    for case in cases:
        assert f'href="/cases/{case}/"' in shown
    assert "<b>vale" not in shown


def test_only_a_declaration_opens_the_way_to_the_customers(lee: Client, incident: str) -> None:
    dos = {one.do for one in forms_of(page(lee, f"/incidents/{incident}/"))}
    assert dos == {"declare_incident", "no_incident", "link_incident", "unlink_incident"}


def test_a_person_says_once_that_it_is_none(lee: Client, call: Call, incident: str, cases: list[str]) -> None:
    asked = form(lee, incident, "no_incident")
    assert lee.post(asked.action, asked.filled(because="Two <b>networks</b> of their own.")).status_code == 302
    heard()
    assert json.loads(call("get", f"incidents/{incident}").content)["cases"] == []
    assert "never declared" in page(lee, "/incidents/")
    assert "Suspected incident" not in page(lee, "/")
    for case in cases:
        assert "Two &lt;b&gt;networks" in page(lee, f"/cases/{case}/")


@pytest.mark.parametrize(("because", "status", "words"), [
    (" ", 422, "Say what it is instead."), ("a\x00b", 422, "control character"),
])  # fmt: skip
def test_without_a_reason_it_stays_suspected(lee: Client, incident: str, because: str, status: int, words: str) -> None:
    answer = lee.post(f"/incidents/{incident}/", {"do": "no_incident", "place": "no-incident", "because": because})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Suspected incident:" in page(lee, "/")


def test_what_a_person_has_declared_is_ended_and_not_said_to_be_none(lee: Client, incident: str) -> None:
    declared(lee, incident)
    assert "no_incident" not in {one.do for one in forms_of(page(lee, f"/incidents/{incident}/"))}
    answer = lee.post(f"/incidents/{incident}/", {"do": "no_incident", "because": "Chance."})
    assert answer.status_code == 409
    assert "End it: everybody it touches is told." in answer.content.decode()
    assert lee.post("/incidents/i-none/", {"do": "no_incident", "because": "x"}).status_code == 404


def test_several_suspicions_are_one_line_on_the_board(lee: Client, call: Call, incident: str) -> None:
    asked = form(lee, incident, "no_incident")
    lee.post(asked.action, asked.filled(because="Chance."))
    heard()
    leak = "The invoice list shows another company's invoices"
    for number, text in enumerate((DOWN, leak, leak)):
        signal = {"id": f"more-{number}", "conversation": f"more-{number}", "text": text}
        call("post", "signals", {"customer": {"id": f"more-{number}"}, "signal": signal})
        heard()
    board = page(lee, "/")
    assert 'Suspected incidents <span class="num">2</span></a>' in board
    assert "Suspected incident:" not in board


def test_it_is_declared_updated_and_ended_for_all_its_cases(lee: Client, call: Call, incident: str) -> None:
    declared(lee, incident)
    shown = page(lee, f"/incidents/{incident}/")
    assert "Nothing loads" in shown
    assert "declared by Lee Okafor" in shown
    asked = form(lee, incident, "update_incident")
    lee.post(asked.action, asked.filled(text="We found <i>it</i>.", eta="2099-01-05T10:00"))
    heard()
    asked = form(lee, incident, "end_incident")
    lee.post(asked.action, asked.filled(text="It works again."))
    heard()
    shown = page(lee, f"/incidents/{incident}/")
    assert "We found &lt;i&gt;it&lt;/i&gt;." in shown
    assert "It works again." in shown
    assert {one.do for one in forms_of(shown)} == set()
    assert "Incident:" not in page(lee, "/")
    found = json.loads(call("get", f"incidents/{incident}").content)
    assert (found["state"], found["features"], found["declared_by"]) == ("ended", ["sync", "search"], "lee")
    assert [(one["by"], one["eta"]) for one in found["updates"]] == [
        ("lee", "2099-01-05T10:00:00-05:00"),
        ("lee", None),
    ]


def test_the_page_names_each_customer_whom_the_news_did_not_reach(
    lee: Client, call: Call, incident: str, cases: list[str]
) -> None:
    declared(lee, incident)
    hold = {"do": "hold", "what": "delivery", "because": "Counsel asked for it."}
    assert call("post", f"cases/{cases[1]}/commands", hold).status_code == 200
    assert "has not got the last of it" not in page(lee, f"/incidents/{incident}/")
    asked = form(lee, incident, "update_incident")
    said = lee.post(asked.action, asked.filled(text="We are at it.", eta=""), follow=True).content.decode()
    assert "Whom it does not reach stands below." in said
    heard()
    shown = page(lee, f"/incidents/{incident}/")
    assert shown.count("a message waits: the delivery is frozen by the hold delivery") == 1
    assert "1 case whose customer has not got the last of it" in shown
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_delivery SET state = 'dead', reason = 'no mail address', due_at = NULL WHERE case_id = %s",
            [cases[0]],
        )
    shown = page(lee, f"/incidents/{incident}/")
    assert re.search(r"not delivered</span> no mail address", shown)
    assert "2 cases whose customers have not got the last of it" in shown


def test_whom_the_last_news_did_not_reach_is_named_though_the_one_before_did(
    lee: Client, call: Call, incident: str, cases: list[str]
) -> None:
    declared(lee, incident)
    told(lee, incident, "We are at it.")
    assert "has not got the last of it" not in page(lee, f"/incidents/{incident}/")
    hold = {"do": "hold", "what": "delivery", "because": "Counsel asked for it."}
    assert call("post", f"cases/{cases[1]}/commands", hold).status_code == 200
    told(lee, incident, "We found it.")
    shown = page(lee, f"/incidents/{incident}/")
    assert shown.count("a message waits: the delivery is frozen by the hold delivery") == 1
    with connection.cursor() as cursor:
        dead = "UPDATE store_delivery SET state = 'dead' WHERE case_id = %s AND purpose = 'message'"
        cursor.execute(dead, [cases[0]])
    besides = {"do": "send", "channel": "email", "text": "A word besides."}
    assert call("post", f"cases/{cases[0]}/commands", besides).status_code == 200
    shown = page(lee, f"/incidents/{incident}/")
    assert "2 cases whose customers have not got the last of it" in shown, "other words are no news"


def test_the_case_on_which_the_news_was_written_is_told_however_late_the_incident_hears_of_it(
    lee: Client, call: Call, incident: str, cases: list[str]
) -> None:
    declared(lee, incident)
    told(lee, incident, "We are at it.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_delivery SET created_at = created_at - 5000000 WHERE case_id = %s", [cases[0]])
    assert "has not got the last of it" not in page(lee, f"/incidents/{incident}/")


def test_a_case_is_added_by_its_number_and_taken_out_with_a_reason(
    lee: Client, call: Call, incident: str, cases: list[str]
) -> None:
    quiet = {"id": "k", "conversation": "k", "text": "The invoice list shows another company's invoices"}
    other = json.loads(call("post", "signals", {"customer": {"id": "harbor"}, "signal": quiet}).content)["case"]
    asked = form(lee, incident, "link_incident")
    assert lee.post(asked.action, asked.filled(case=f" {other} ")).status_code == 302
    heard()
    assert json.loads(call("get", f"incidents/{incident}").content)["cases"] == [*cases, other]
    for one in forms_of(page(lee, f"/incidents/{incident}/")):
        if one.do == "unlink_incident":
            lee.post(one.action, one.filled(because="Their own network."))
    heard()
    assert json.loads(call("get", f"incidents/{incident}").content)["cases"] == []
    assert "never declared" in page(lee, "/incidents/")
    assert "Suspected incident:" not in page(lee, "/")


@pytest.mark.parametrize(("do", "said", "status", "words"), [
    ("declare_incident", {"title": "\x00"}, 422, "control character"),
    ("declare_incident", {"title": "   "}, 422, "Not done:"),
    ("link_incident", {"incident": "i-none", "case": "c-nobody"}, 404, "there is no such case"),
    ("unlink_incident", {"because": "\x00"}, 422, "control character"),
    ("acknowledge", {}, 422, "no command of an incident"),
    ("update_incident", {"text": "We know."}, 409, "only suspected"),
])  # fmt: skip
def test_what_is_refused_is_said_and_changes_nothing(
    lee: Client, incident: str, cases: list[str], do: str, said: dict[str, str], status: int, words: str
) -> None:
    more = {"case": cases[0], "place": do.replace("_", "-")}
    answer = lee.post(f"/incidents/{incident}/", more | {"do": do} | said)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert "Suspected incident:" in page(lee, "/")


def test_a_word_that_a_guard_holds_back_stays_in_its_form(lee: Client, incident: str) -> None:
    declared(lee, incident)
    asked = form(lee, incident, "update_incident")
    answer = lee.post(asked.action, asked.filled(text="We will refund you all of it.", eta="tomorrow"))
    assert answer.status_code == 409
    assert "We will refund you all of it." in answer.content.decode()


def test_what_a_rule_that_warns_says_is_read_before_everybody_is_written_to(
    lee: Client, call: Call, incident: str, cases: list[str]
) -> None:
    declared(lee, incident)
    asked = form(lee, incident, "update_incident")
    said = asked.filled(text="We are at it. It will be fixed tomorrow.", eta="")
    answer = lee.post(asked.action, said)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "a rule of the policy speaks against it" in shown
    assert "incident_updated" not in json.dumps(json.loads(call("get", f"cases/{cases[0]}/events?limit=200").content))
    mark = re.search(r'name="all_the_same" value="(\w+)"', shown)
    assert mark is not None
    assert lee.post(asked.action, said | {"all_the_same": mark[1]}).status_code == 302


def test_without_an_open_case_it_says_so_and_takes_one_in(lee: Client, call: Call, incident: str) -> None:
    declared(lee, incident)
    for one in forms_of(page(lee, f"/incidents/{incident}/")):
        if one.do == "unlink_incident":
            lee.post(one.action, one.filled(because="Their own network."))
    heard()
    shown = page(lee, f"/incidents/{incident}/")
    assert "None of its cases is open" in shown
    assert {one.do for one in forms_of(shown)} == {"link_incident"}
    answer = lee.post(f"/incidents/{incident}/", {"do": "end_incident", "text": "It is over."})
    assert answer.status_code == 409
    assert "Add a case that is open first." in answer.content.decode()


def test_a_reader_is_told_that_it_changed_and_loses_nothing(lee: Client, incident: str) -> None:
    path = f"/incidents/{incident}/changed/"
    assert lee.get(path, {"version": "1"}).status_code == 204
    assert lee.get(path, {"version": "nonsense"}).status_code == 204
    assert "Show it as it is now" in lee.get(path, {"version": "0"}).content.decode()


def test_an_incident_nobody_knows_has_no_page(lee: Client) -> None:
    assert lee.get("/incidents/i-none/").status_code == 404
    assert lee.post("/incidents/i-none/", {"do": "end_incident", "text": "x"}).status_code == 404


def test_a_stranger_changes_nothing(workspace: str, incident: str) -> None:
    answer = Client().post(f"/incidents/{incident}/", {"do": "declare_incident", "title": "x"})
    assert answer["Location"].startswith("/log-in/")


def test_programs_list_them_newest_first_in_pages(call: Call, lee: Client, cases: list[str], incident: str) -> None:
    call("post", f"cases/{cases[1]}/commands", {"do": "unlink_incident", "because": "Another matter."})
    heard()
    call("post", f"cases/{cases[1]}/commands", {"do": "declare_incident", "title": "Search is down"})
    heard()
    first = json.loads(call("get", "incidents?limit=1").content)
    second = json.loads(call("get", f"incidents?limit=1&cursor={first['next']}").content)
    assert [one["title"] for one in (*first["items"], *second["items"])] == ["Search is down", ""]
    assert second["items"][0]["id"] == incident
    assert second["next"] is None
    chosen = json.loads(call("get", "incidents?state=declared").content)
    assert [one["title"] for one in chosen["items"]] == ["Search is down"]


@pytest.mark.parametrize("query", ["state=new", "cursor=i-none", "limit=0", "customer=vale"])
def test_what_cannot_be_asked_of_the_list_is_refused(call: Call, query: str) -> None:
    assert call("get", f"incidents?{query}").status_code == 422


def test_a_program_without_the_scope_reads_none(token: object, call: Call) -> None:
    assert callable(token)
    secret = token("signals:write")
    for path in ("incidents", "incidents/i-none"):
        assert call("get", path, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 403
    assert call("get", "incidents/i-none").status_code == 404
