"""The pages of a policy: read and searched, checked, compared, tried; published by an administrator and nobody else."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stepladder import packfiles
from tests.integration.web.conftest import Call
from tests.integration.web.test_calendars import log_in

PUT_UP = "/policy/publish/"


@pytest.fixture
def ana(workspace: str) -> Client:
    return log_in(workspace, "ana", "admin")


def text_of(answer: object) -> str:
    """A page as one reads it: without its marks, spaces as one."""
    content = html.unescape(answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", "", content).split())


def packed(policy: str = "support-desk", /, **changed: tuple[str, str]) -> SimpleUploadedFile:
    """A shipped policy as a zip of its folder, some words of some files replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in packfiles.read(policy)[1].items():
            old, new = changed.get(name.partition(".")[0].replace("-", "_"), ("", ""))
            assert old in text
            target.writestr(f"{policy}/{name}", text.replace(old, new, 1) if old else text)
    return SimpleUploadedFile(f"{policy}.zip", made.getvalue())


NEWER = {"pack": ('version: "2.3"', 'version: "2.4"'), "clocks": ("A critical case hears", "Each critical case hears")}
BROKEN = {"clocks": ("kind: first_response, within: 30m", "kind: first_response, within: 20m")}


def put_up(client: Client, file: SimpleUploadedFile | None = None) -> str:
    """The address of the page on which a candidate is looked at."""
    answer = client.post(PUT_UP, {"files": file or packed(**NEWER)})
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def publish(client: Client, review: str, on_top_of: str | None = None) -> str:
    seen = re.search(r'name="on_top_of" value="(\w*)"', client.get(review).content.decode())
    assert seen is not None
    given = {"action": "publish", "on_top_of": seen[1] if on_top_of is None else on_top_of}
    return text_of(client.post(review, given, follow=True))


def in_force() -> str:
    from stepladder.bootstrap import desk

    return desk().packs.in_force("main").version


# Read


def test_the_page_shows_the_tree_the_weeks_and_where_each_rule_comes_from(lee: Client) -> None:
    page = lee.get("/policy/").content.decode()
    assert "What is in the message?" in page
    assert page.count('<svg class="strip"') == 4
    assert re.search(r'First answer within 30 minutes <span class="cite">SD-256</span>', page)
    assert re.search(r'role="img" aria-labelledby="([\w-]+)"', page)[1] in re.findall(r'figcaption id="([\w-]+)"', page)  # type: ignore[index]


def test_ladders_are_steps_in_order(ana: Client) -> None:
    publish(ana, put_up(ana, packed("contract-care")))
    page = ana.get("/policy/").content.decode()
    assert [int(depth) for depth in re.findall(r'class="stair d(\d)"', page)] == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3]
    assert "30% of contract outstanding" in page


SEARCHED = {
    "an id": ("refund-limit", "1 element holds “refund-limit”"),
    "a source": ("SD-017", "1 element holds “SD-017”"),
    "nothing": ("zebra", "Nothing holds “zebra”"),
    "marks": ("<b>&", "Nothing holds “<b>&”"),
}


@pytest.mark.parametrize(("query", "said"), SEARCHED.values(), ids=SEARCHED)
def test_the_search_works_as_a_plain_page_and_says_how_many(lee: Client, query: str, said: str) -> None:
    answer = lee.get("/policy/", {"q": query})
    page = html.unescape(answer.content.decode()).replace("<q>", "“").replace("</q>", "”")
    assert said in page
    assert "<b>&" not in answer.content.decode()
    assert f'value="{html.escape(query)}"' in answer.content.decode()


def test_the_search_marks_what_was_found_and_answers_htmx_with_a_part(lee: Client) -> None:
    answer = lee.get("/policy/", {"q": "refund above"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert "<mark>Refund</mark> <mark>above</mark> the limit" in page
    assert "triggers-critical-service.yaml:" in page
    assert answer["Vary"].count("HX-Request") == 1
    assert "What is in the message?" in lee.get("/policy/", headers={"HX-Request": "true"}).content.decode()


def test_an_unknown_version_is_a_page_that_says_so(lee: Client) -> None:
    for version in ("0" * 12, "23b", "../../etc"):
        answer = lee.get("/policy/", {"version": version})
        assert answer.status_code == 404
        assert "The history lists every one." in text_of(answer)


# Check


def test_the_check_is_empty_in_words(ana: Client) -> None:
    digest = put_up(ana, packed("starter")).rstrip("/").rpartition("/")[2]
    page = text_of(ana.get("/policy/check/", {"version": digest}))
    assert "Nothing found." in page
    assert "Warnings" not in page


def test_the_check_plays_a_whole_year_where_it_is_asked_to(lee: Client) -> None:
    page = text_of(lee.get("/policy/check/"))
    assert "Nothing found." not in page
    assert "The rules that play a whole year have not looked." in page
    assert "have looked too." in text_of(lee.get("/policy/check/", {"year": "1"}))


def test_errors_stand_first_with_place_and_mend(ana: Client) -> None:
    review = put_up(ana, packed(**BROKEN))
    digest = review.rstrip("/").rpartition("/")[2]
    page = text_of(ana.get("/policy/check/", {"version": digest}))
    assert re.search(r"\b\d+ errors", page)
    assert "examples-clocks.yaml:5:5" in page
    assert "Mend the rule or the example, whichever is wrong." in page
    assert re.search(r"\b\d+ errors", text_of(ana.get("/policy/check/count/", {"version": digest})))


def test_what_the_policy_accepts_stands_apart_with_its_reason(ana: Client) -> None:
    accepted = "accepted:\n  - {id: known, rule: holidays-end, until: 2099-01-01, because: We know and live with it.}\n"
    text = (
        'pack: {id: own, title: Own, version: "1"}\ncalendars:\n'
        '  - {id: office, hours: {mon: ["09:00-17:00"]}, holidays: [2024-12-25], because: We work on Mondays.}\n'
    )
    answer = ana.post(PUT_UP, {"text": text + accepted})
    assert answer.status_code == 302, text_of(answer)
    digest = str(answer["Location"]).rstrip("/").rpartition("/")[2]
    page = text_of(ana.get("/policy/check/", {"version": digest}))
    assert "Accepted until 2099-01-01: We know and live with it." in page


# Compare


def test_with_one_version_there_is_nothing_to_compare(lee: Client) -> None:
    alone = text_of(lee.get("/policy/compare/"))
    assert "There is only one version" in alone
    assert "Put up a policy" not in alone, "Lee may not"


def test_a_candidate_is_compared_with_what_is_in_force(ana: Client) -> None:
    put_up(ana)
    page = text_of(ana.get("/policy/compare/"))
    assert "2.3 → 2.4" in page
    assert "A critical case hears from a person within half an hour. → Each critical case" in page


def test_what_changes_for_people_is_asked_for_once_the_page_stands_or_shown_on_a_page_of_its_own(ana: Client) -> None:
    candidate = put_up(ana, packed(clocks=("kind: resolution, within: 4h", "kind: resolution, within: 3h")))
    page = ana.get("/policy/compare/").content.decode()
    asked = re.search(r'hx-get="([^"]+)" hx-trigger="load"', page)
    assert asked is not None, candidate
    assert "1 hour shorter" not in page
    said = "Solution where the level is Critical: 3 hours instead of 4 hours (1 hour shorter). SD-257"
    assert said in text_of(ana.get(html.unescape(asked[1])))
    alone = re.search(r'<a href="([^"]+people=1)"', page)
    assert alone is not None
    assert said in text_of(ana.get(html.unescape(alone[1])))
    assert ana.get("/policy/compare/people/", {"from": "0" * 12, "to": "0" * 12}).status_code == 404


def test_two_versions_can_be_named_and_the_same_one_differs_in_nothing(ana: Client) -> None:
    digest = put_up(ana).rstrip("/").rpartition("/")[2]
    page = text_of(ana.get("/policy/compare/", {"from": digest, "to": digest}))
    assert "No element differs." in page
    assert ana.get("/policy/compare/", {"from": "0" * 12}).status_code == 404


# Try


def test_a_message_is_decided_and_nothing_is_stored(lee: Client) -> None:
    from stepladder.bootstrap import desk
    from stepladder.service.rows import CaseFilter

    given = {"text": "<script>x</script> The invoice list shows another company's invoices.", "customer": "harbor"}
    page = lee.post("/policy/try/", {**given, "one": in_force().partition("+")[2]})
    assert page.status_code == 200
    assert "Sees a stranger's data" in text_of(page)
    assert "<script>x" not in page.content.decode()
    assert desk().store.cases(CaseFilter(workspace="main")) == ()


def test_both_versions_decide_side_by_side_and_the_page_says_what_differs(ana: Client) -> None:
    file = packed(pack=("2.3", "2.4"), triggers_critical_service=("money('500 USD')", "money('900 USD')"))
    other = put_up(ana, file).rstrip("/").rpartition("/")[2]
    asked = {"one": in_force().partition("+")[2], "other": other, "facts": "refund_amount = 600 USD"}
    page = text_of(ana.post("/policy/try/", asked))
    assert "They differ in: when it is escalated" in page
    same = text_of(ana.post("/policy/try/", {**asked, "facts": "refund_amount = 1000 USD"}))
    assert "Both decide the same." in same


FAULTS = {
    "nothing": ({}, "There are no words"),
    "a line without a value": ({"facts": "refund_amount"}, "Line 1 is no fact"),
    "a record that there is not": ({"facts": "\nweather.wind = 3"}, "Line 2 is no fact"),
    "a fact of another type": ({"facts": "refund_amount = much"}, "much"),
    "a version that was discarded": ({"text": "hello", "one": "0" * 12}, "no policy has the digest"),
}


@pytest.mark.parametrize(("given", "said"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_tried_is_said_beside_the_form(lee: Client, given: dict[str, str], said: str) -> None:
    answer = lee.post("/policy/try/", {"one": in_force().partition("+")[2], **given})
    assert answer.status_code == 422, text_of(answer)
    assert said in text_of(answer)


# History and publish


def test_a_policy_goes_from_candidate_to_in_force_and_the_history_keeps_both(ana: Client, call: Call) -> None:
    call("post", "signals", {"signal": {"id": "one", "text": "A dark theme would be nice, this is a feature request."}})
    review = put_up(ana)
    page = text_of(ana.get(review))
    assert "would take the place of 2.3+" in page
    assert "1 open case keeps the version it was opened with." in page
    assert "is in force for every new case." in publish(ana, review)
    assert in_force().startswith("2.4+")
    history = text_of(ana.get("/policy/history/"))
    assert history.index("2.4+") < history.index("2.3+")
    assert "Publish again" in history
    assert "no longer in force" in text_of(ana.get("/policy/", {"version": packfiles.load("support-desk").digest[:12]}))


def test_of_two_who_publish_at_once_the_second_looks_again(ana: Client, workspace: str) -> None:
    before = packfiles.load("support-desk").digest
    first, second = put_up(ana), put_up(ana, packed("starter"))
    publish(ana, first)
    kim = log_in(workspace, "kim", "admin")
    said = publish(kim, second, on_top_of=before)
    assert "Nothing was published: somebody else published a policy meanwhile." in said
    assert in_force().startswith("2.4+")


def test_a_policy_with_errors_has_no_way_into_force(ana: Client) -> None:
    review = put_up(ana, packed(**BROKEN))
    assert re.search(r"It has \d+ errors, so it cannot come into force", text_of(ana.get(review)))
    assert 'value="publish" disabled' in ana.get(review).content.decode()
    assert re.search(r"Nothing was published: it has \d+ errors\.", publish(ana, review))
    assert in_force().startswith("2.3+")


def test_faults_are_listed_with_file_and_line_and_the_text_stays_in_the_form(ana: Client) -> None:
    text = 'pack: {id: own, title: "<b>", version: "1"}\nroutes:\n  - {id: a, to: nobody, channel: email}\nclockz: []\n'
    answer = ana.post(PUT_UP, {"text": text})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "It has faults, so it was not put up." in page
    assert "pack.yaml:3" in page
    assert "pack.yaml:4" in page
    assert html.escape(text.rstrip()) in answer.content.decode()


REFUSED = {
    "nothing": ({}, "There is nothing in it"),
    "a broken zip": ({"files": SimpleUploadedFile("x.zip", b"PK\x03\x04 nonsense")}, "no zip file that can be opened"),
    "too large": ({"files": SimpleUploadedFile("a.yaml", b" " * (8 * 1024 * 1024 + 1))}, "It is too large"),
    "another kind of file": ({"files": SimpleUploadedFile("a.pdf", b"%PDF")}, "neither .yaml, .ics nor .zip"),
    "no text": ({"files": SimpleUploadedFile("a.yaml", b"\xff\xfe")}, "a.yaml:1:1"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_policy_is_refused_in_words(ana: Client, given: dict[str, object], said: str) -> None:
    for file in given.values():
        file.seek(0)  # type: ignore[attr-defined]
    answer = ana.post(PUT_UP, given)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert in_force().startswith("2.3+")


def test_a_candidate_can_be_discarded(ana: Client) -> None:
    review = put_up(ana)
    assert "is discarded." in text_of(ana.post(review, {"action": "discard"}, follow=True))
    assert ana.get(review).status_code == 404


def test_only_an_administrator_puts_up_publishes_and_discards(ana: Client, lee: Client) -> None:
    review = put_up(ana)
    assert "An administrator of the desk can put up and publish policies here." in text_of(lee.get(PUT_UP))
    assert 'value="publish"' not in lee.get(review).content.decode()
    for path, given in ((PUT_UP, {"text": "x"}), (review, {"action": "publish"}), (review, {"action": "discard"})):
        assert lee.post(path, given).status_code == 403, path
    assert in_force().startswith("2.3+")
    assert ana.get(review).status_code == 200


def test_a_form_from_elsewhere_publishes_nothing(workspace: str, ana: Client) -> None:
    review = put_up(ana)
    kim = log_in(workspace, "kim", "admin", checked=True)
    assert kim.post(review, {"action": "publish"}).status_code == 403
    assert in_force().startswith("2.3+")


@pytest.mark.usefixtures("sqlite_database")
def test_without_a_policy_every_page_says_what_will_stand_there() -> None:
    from stepladder import bootstrap
    from stepladder.service.rows import WorkspaceRow

    bootstrap.desk.cache_clear()
    bootstrap.desk().store.save_workspace(WorkspaceRow(id="bare", name="Bare", zone="UTC", pack="starter"))
    kim = log_in("bare", "kim", "admin")
    for path in ("/policy/", "/policy/check/", "/policy/compare/", "/policy/try/"):
        answer = kim.get(path)
        assert answer.status_code == 200, path
        assert "No policy is in force" in text_of(answer), path
    assert "No policy was ever published" in text_of(kim.get("/policy/history/"))
    review = put_up(kim, packed("starter"))
    assert "would be the first policy in force" in text_of(kim.get(review))
    assert "is in force for every new case." in publish(kim, review)
    bootstrap.desk.cache_clear()
