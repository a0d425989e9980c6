"""Every command of a case has a form on its page, and what the form sends is that command."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from stepladder.core.case.commands import PersonCommand
from tests.integration.web.conftest import Call
from tests.integration.web.forms import Form, forms_of

COMMANDS = {str(one.__struct_config__.tag) for one in get_args(PersonCommand)}
LOCKED = "I am locked out after too many wrong codes."
ERASE = {
    "text": "Please erase everything.",
    "triggers": ["erasure-request"],
    "facts": {"account_request": "data-deletion"},
}


def opened(call: Call, key: str, signal: dict[str, Any], **more: Any) -> str:
    body = {"customer": {"id": "harbor"}, "signal": {"id": key, "conversation": key, **signal}, **more}
    return str(json.loads(call("post", "signals", body).content)["case"])


def do(call: Call, case: str, **command: Any) -> None:
    answer = call("post", f"cases/{case}/commands", command)
    assert answer.status_code == 200, answer.content


def heard() -> None:
    """Let the worker's part be done."""
    from stepladder import bootstrap
    from stepladder.service.reacting import run_reactions

    run_reactions(bootstrap.desk())


def forms(client: Client, case: str) -> list[Form]:
    answer = client.get(f"/cases/{case}/")
    assert answer.status_code == 200
    return forms_of(answer.content.decode())


@pytest.fixture
def found(call: Call, lee: Client) -> list[Form]:
    """The forms of cases at every stage: just opened, worked on, asked for, handed over, in an incident, resolved."""
    one, two, three = opened(call, "a", {"text": LOCKED}), opened(call, "b", ERASE), opened(call, "c", {"text": LOCKED})
    made = forms(lee, one) + forms(lee, two)
    do(call, two, do="acknowledge")
    do(call, two, do="request_approval", approval="high-identity")
    do(call, three, do="set_level", scale="priority", level="critical", because="They stand still.")
    do(call, three, do="hand_over", to="lee")
    made += forms(lee, two) + forms(lee, three)
    angry = opened(call, "d", {"text": "We will leave.", "triggers": ["leave-threat", "asks-manager"]})
    made += forms(lee, angry)
    do(call, two, do="hold", what="delivery", because="Legal looks.")
    made += forms(lee, two)
    do(call, one, do="declare_incident", title="Nobody can log in", features=["log-in"])
    heard()
    made += forms(lee, one) + forms(lee, three)
    leak = opened(call, "e", {"text": "Our invoice list shows another company's invoices."})
    do(call, leak, do="resolve", text="Mended.")
    made += forms(lee, leak)
    return made


def test_every_command_has_a_form(found: list[Form]) -> None:
    # This policy has nothing to offer; the walk along a ladder in test_case_walk.py has the form of `offer`.
    assert {one.do for one in found} == COMMANDS - {"offer"}


def test_a_form_sends_the_command_that_it_names(found: list[Form], lee: Client) -> None:
    from stepladder.users.models import User
    from stepladder.web.pages.asked import command_of

    user = User.objects.get(username="lee")
    for form in found:
        request: HttpRequest = RequestFactory().post(form.action, form.filled())
        request.user = user
        command = command_of(request)
        assert command.__struct_config__.tag == form.do


def test_each_form_has_a_place_of_its_own(call: Call, lee: Client) -> None:
    case = opened(call, "a", ERASE)
    places = [one.fields["place"] for one in forms(lee, case) if "place" in one.fields]
    assert len(places) == len(set(places)) > 15


def test_what_browsers_say_of_a_time_is_meant_by_the_workspaces_clock(call: Call, lee: Client) -> None:
    case = opened(call, "a", ERASE)
    form = next(one for one in forms(lee, case) if one.do == "promise_reply")
    assert lee.post(form.action, form.filled(until="2099-07-01T10:00")).status_code == 302
    clocks = json.loads(call("get", f"cases/{case}").content)["clocks"]
    (promised,) = [one for one in clocks if one["slot"] == "promised_reply:1"]
    assert promised["due_at"] == "2099-07-01T10:00:00-04:00"


def test_a_refusal_stands_in_its_form_with_the_way_that_opens_it(call: Call, lee: Client) -> None:
    case = opened(call, "a", ERASE)
    form = next(one for one in forms(lee, case) if one.do == "resolve")
    do(call, case, do="resolve", text="It is done.")
    answer = lee.post(form.action, form.filled())
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Not done:" in page
    assert '<a href="#reopen">Reopen the case</a>' in page


def form_of(client: Client, case: str, place: str) -> Form:
    return next(one for one in forms(client, case) if one.fields.get("place") == place)


def messages_of(call: Call, case: str) -> list[str]:
    events = json.loads(call("get", f"cases/{case}/events?limit=200").content)["items"]
    return [one["type"] for one in events if one["type"] == "message_sent"]


def test_of_a_form_that_is_sent_twice_one_message_goes_out(call: Call, lee: Client) -> None:
    case = opened(call, "a", {"text": LOCKED})
    form = form_of(lee, case, "write")
    said = form.filled(text="We look into it.", channel="email")
    assert lee.post(form.action, said).status_code == 302
    again = lee.post(form.action, said)
    assert again.status_code == 409
    page = again.content.decode()
    assert "the case has changed since you opened this page: Lee Okafor: " in page
    assert ">We look into it.</textarea>" in page
    assert len(messages_of(call, case)) == 1
    # Whoever has seen that may say it again: the form of this page knows what it showed.
    second = next(one for one in forms_of(page) if one.fields.get("place") == "write")
    assert lee.post(second.action, second.filled(text="We look into it.", channel="email")).status_code == 302
    assert len(messages_of(call, case)) == 2


def test_words_to_a_customer_wait_where_somebody_has_done_something_that_was_not_shown(call: Call, lee: Client) -> None:
    case = opened(call, "a", {"text": LOCKED})
    form = form_of(lee, case, "write")
    do(call, case, do="resolve", text="Mended.")
    answer = lee.post(form.action, form.filled(text="Have you tried again?", channel="email"))
    assert answer.status_code == 409
    assert "the case has changed since you opened this page: " in answer.content.decode()
    assert ">Have you tried again?</textarea>" in answer.content.decode()
    assert messages_of(call, case) == []


def test_what_the_desk_did_alone_keeps_nobody_from_writing(call: Call, lee: Client) -> None:
    case = opened(call, "a", {"text": LOCKED})
    form = form_of(lee, case, "write")
    heard()
    from stepladder import bootstrap
    from stepladder.core.case.commands import RetirePolicy
    from stepladder.service.commands import ask_of_case

    desk = bootstrap.desk()
    change = ask_of_case(desk, "main", case, RetirePolicy(because="It is over."), "desk")
    assert change is not None
    desk.store.commit([change])
    assert lee.post(form.action, form.filled(text="We look into it.", channel="email")).status_code == 302


def test_a_rule_that_warns_is_read_before_the_words_go_out(call: Call, lee: Client) -> None:
    case = opened(call, "a", {"text": LOCKED})
    form = form_of(lee, case, "write")
    said = form.filled(text="Hello. It will be fixed tomorrow. Yours, Lee", channel="email")
    answer = lee.post(form.action, said)
    page = answer.content.decode()
    assert (answer.status_code, messages_of(call, case)) == (409, [])
    assert "a rule of the policy speaks against it" in page
    assert "Use the better line" in page
    mark = re.search(r'name="all_the_same" value="(\w+)"', page)
    assert mark is not None
    # Read for these words, it is not read for others.
    other = lee.post(form.action, said | {"text": "It will be fixed today.", "all_the_same": mark[1]})
    assert (other.status_code, messages_of(call, case)) == (409, [])
    assert lee.post(form.action, said | {"all_the_same": mark[1]}).status_code == 302
    assert len(messages_of(call, case)) == 1


def test_the_better_line_takes_the_place_of_its_sentence_and_nothing_is_sent_yet(call: Call, lee: Client) -> None:
    case = opened(call, "a", {"text": LOCKED})
    form = form_of(lee, case, "write")
    said = form.filled(text="Hello. It will be fixed tomorrow. Yours, Lee", channel="email")
    shown = lee.post(form.action, said).content.decode()
    better = re.search(r'name="better" value="(\w+:0)"', shown)
    assert better is not None
    answer = lee.post(form.action, said | {"better": better[1]})
    assert (answer.status_code, messages_of(call, case)) == (409, [])
    kept = re.search(r'<textarea id="write-text"[^>]*>(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert kept is not None
    assert kept[1].startswith("Hello. ")
    assert kept[1].endswith(" Yours, Lee")
    assert "fixed tomorrow" not in kept[1]
    # It is for the words that it was shown with, and for no others.
    other = lee.post(form.action, said | {"text": "We promise it by noon.", "better": better[1]})
    kept = re.search(r'<textarea id="write-text"[^>]*>(.*?)</textarea>', other.content.decode(), re.DOTALL)
    assert kept is not None
    assert kept[1] == "We promise it by noon."


def test_a_refused_piece_of_the_hand_over_says_why_beside_its_field_and_keeps_what_was_typed(
    call: Call, lee: Client
) -> None:
    case = opened(call, "a", {"text": "x", "triggers": ["refund-limit"]})
    form = next(one for one in forms(lee, case) if one.action.endswith("#hand-over") and one.fields["as"] == "money")
    answer = lee.post(form.action, form.filled(value="lots"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    beside = shown.partition(f'id="{form.fields["place"]}-fault"')[2]
    assert "Not stored:" in beside
    assert 'value="lots"' in beside
    assert shown.count("data-focus") == 1


def test_the_hand_over_tells_an_instant_in_words(call: Call, lee: Client) -> None:
    case = opened(call, "a", {"text": "The invoice list shows another company's invoices."})
    part = lee.get(f"/cases/{case}/").content.decode().partition('id="hand-over"')[2].partition("</section>")[0]
    assert '<div class="soft"><time datetime=' in part
    assert not re.search(r"<div[^>]*>\d{4}-\d\d-\d\dT", part)


def test_joining_is_for_good_so_no_case_is_chosen_beforehand_and_namesakes_are_told_apart(
    call: Call, lee: Client
) -> None:
    here = opened(call, "here", {"text": LOCKED})
    others = [opened(call, key, {"text": LOCKED, "subject": "Locked out"}) for key in ("one", "two")]
    page = lee.get(f"/cases/{here}/").content.decode()
    choices = re.findall(r"<option[^>]*>[^<]*</option>", page.partition('id="merge-into"')[2].partition("</select>")[0])
    assert choices[0] == '<option value="" selected>Choose …</option>'
    assert {f'<option value="{one}">Locked out ({one})</option>' for one in others} == set(choices[1:])
    assert not any("selected" in one for one in choices[1:])


def test_a_time_is_asked_for_with_its_zone_and_every_hint_belongs_to_its_field(call: Call, lee: Client) -> None:
    page = lee.get(f"/cases/{opened(call, 'zone', {'text': LOCKED})}/").content.decode()
    hint = re.search(r'id="promise-until-hint">([^<]*)<', page)
    assert hint is not None
    assert "By the clock of America/New_York." in hint[1]
    named = set(re.findall(r'id="([^"]+-hint)"', page))
    told = {one for found in re.findall(r'aria-describedby="([^"]*)"', page) for one in found.split()}
    assert named
    assert named <= told
