"""The calendars page: who may change them, what it refuses and why, and that a publication is one."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.web.conftest import Call

PATH = "/policy/calendars/"
ICAL = (
    "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Bank holidays\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20301225\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


def log_in(workspace: str, name: str, role: str, *, checked: bool = False) -> Client:
    from stepladder.users.models import User

    user = User.objects.create_user(name, "not-a-secret", name=name.title(), role=role, workspace_id=workspace)
    client = Client(enforce_csrf_checks=checked)
    client.force_login(user)
    return client


@pytest.fixture
def ana(workspace: str) -> Client:
    return log_in(workspace, "ana", "admin")


def preview(client: Client, dates: str = "", *, status: int = 200, calendar: str = "*", **more: object) -> str:
    answer = client.post(PATH, {"action": "preview", "calendar": calendar, "dates": dates, **more})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == status, page
    return page


def hidden(page: str) -> dict[str, str]:
    """What the form of the preview sends."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', page))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def publish(client: Client, page: str) -> str:
    raw = re.search(r'name="body" value="(.*?)"><input', page)
    assert raw is not None
    given = {**hidden(page), "body": raw[1], "action": "publish"}
    answer = client.post(PATH, given, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return html.unescape(answer.content.decode())


def number() -> int:
    from stepladder.bootstrap import desk

    return desk().store.calendar_revision("main")


def opened(call: Call) -> str:
    text = "A dark theme would be nice, this is a feature request."
    return str(json.loads(call("post", "signals", {"signal": {"id": "one", "text": text}}).content)["case"])


def due(call: Call, case: str) -> str:
    clocks = json.loads(call("get", f"cases/{case}").content)["clocks"]
    return str(next(one["due_at"] for one in clocks if one["kind"] == "resolution"))


def test_t07_dates_are_previewed_then_published_then_counted(ana: Client, call: Call) -> None:
    from stepladder.bootstrap import desk
    from stepladder.service.reacting import run_reactions

    case, now = opened(call), desk().time.now()
    before = due(call, case)
    days = "".join(f"{now.date() + timedelta(days=n)}\n" for n in range(1, 8))
    page = preview(ana, days, note="Stocktaking")
    assert "1 of 1 open cases would move" in page
    assert case in page
    assert (number(), due(call, case)) == (0, before)
    said = publish(ana, page)
    assert "Revision 1 is in force. The clocks of 1 open case are being counted anew." in said
    assert "Stocktaking" in said
    assert run_reactions(desk()) == 1
    assert due(call, case) > before
    assert "The calendars were changed (revision 1)" in ana.get(f"/cases/{case}/").content.decode()


def test_a_second_click_publishes_nothing_more(ana: Client) -> None:
    page = preview(ana, "2030-12-25")
    publish(ana, page)
    assert "Nothing was changed" not in publish(ana, page)
    assert number() == 1


def test_what_somebody_else_published_meanwhile_is_not_overwritten(ana: Client) -> None:
    mine, theirs = preview(ana, "2030-12-25"), preview(ana, "2030-12-26")
    publish(ana, theirs)
    answer = ana.post(PATH, {**hidden(mine), "action": "publish"})
    assert answer.status_code == 422
    assert "Somebody else changed the calendars meanwhile" in answer.content.decode()
    assert number() == 1


def test_what_holds_stands_in_the_form_and_can_be_taken_away(ana: Client) -> None:
    publish(ana, preview(ana, "2030-12-24 09:00-12:00\n2030-12-25\n2030-12-28 +10:00-14:00", calendar="office"))
    page = ana.get(f"{PATH}?calendar=office").content.decode()
    assert "2030-12-24 09:00-12:00\n2030-12-25\n2030-12-28 +10:00-14:00\n</textarea>" in page
    assert "</textarea>" in ana.get(PATH).content.decode()
    assert "2030-12-25" not in re.findall(r"<textarea.*?</textarea>", ana.get(PATH).content.decode(), re.DOTALL)[0]
    publish(ana, preview(ana, "", calendar="office"))
    assert number() == 2
    assert "2030-12-25\n" not in ana.get(f"{PATH}?calendar=office").content.decode()


def test_a_file_of_holidays_is_taken_as_a_list_and_kept_until_it_is_let_go(ana: Client) -> None:
    file = SimpleUploadedFile("holidays.ics", ICAL.encode(), content_type="text/calendar")
    publish(ana, preview(ana, file=file))
    page = ana.get(PATH).content.decode()
    assert "Bank holidays" in page
    assert "25 Dec 2030" in page
    publish(ana, preview(ana, "2030-12-26", keep="Bank holidays"))
    assert "25 Dec 2030" in ana.get(PATH).content.decode()
    publish(ana, preview(ana, "2030-12-26"))
    assert "25 Dec 2030" not in ana.get(PATH).content.decode()


WRONG = {
    "a date that is no date": ("2030-12-25\nxmas", "Line 2: 'xmas' is not a date."),
    "a day that does not exist": ("2030-02-30", "Line 1: '2030-02-30' is no day of the calendar."),
    "spans that overlap": ("2030-12-24 09:00-12:00, 11:00-14:00", "Line 1: 09:00-12:00 and 11:00-14:00 overlap."),
    "nothing that is different": ("", "Nothing is different from what holds"),
}


@pytest.mark.parametrize(("dates", "said"), WRONG.values(), ids=WRONG)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(ana: Client, dates: str, said: str) -> None:
    page = preview(ana, dates, status=422)
    assert said in page
    assert f"{dates}</textarea>" in page
    assert number() == 0


@pytest.mark.parametrize(
    ("calendar", "said"), [("offcie", "Did you mean 'office'?"), ("always", "never closes"), ("", "no calendar")]
)
def test_a_calendar_that_cannot_be_changed_is_refused(ana: Client, calendar: str, said: str) -> None:
    assert said in preview(ana, "2030-12-25", calendar=calendar, status=422)


def test_a_list_that_would_close_a_calendar_for_ever_is_refused(ana: Client) -> None:
    from stepladder.bootstrap import desk

    now = desk().time.now().date()
    dates = "\n".join(str(now + timedelta(days=n)) for n in range(800))
    assert "it would not open for a year" in preview(ana, dates, status=422)


FILES = {
    "no calendar": (b"hello", "iCalendar line 1"),
    "not UTF-8": (b"BEGIN:VCALENDAR\xff", "It is not UTF-8"),
    "too large": (b"x" * (5 << 20), "It is too large"),
}


@pytest.mark.parametrize(("content", "said"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_list_of_holidays_is_refused(ana: Client, content: bytes, said: str) -> None:
    file = SimpleUploadedFile("holidays.ics", content, content_type="text/calendar")
    assert said in preview(ana, "2030-12-25", file=file, status=422)


DAMAGED = {
    "no JSON": "{",
    "another shape": '{"changes": []}',
    "a list without a name": '{"changes":{"*":{"lists":[{"name":"","version":"1","dates":["2030-01-01"]}]}}}',
    "an unknown calendar": '{"changes":{"x":{"holidays":["2030-01-01"]}}}',
}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_preview_that_comes_back_damaged_publishes_nothing(ana: Client, body: str) -> None:
    assert ana.post(PATH, {"action": "publish", "body": body, "on_top_of": "0"}).status_code == 422
    assert ana.post(PATH, {"action": "publish", "body": "{}", "on_top_of": "none"}).status_code == 422
    assert number() == 0


def test_everybody_may_look_and_only_an_administrator_may_change(workspace: str) -> None:
    lee = log_in(workspace, "lee", "agent")
    page = lee.get(PATH).content.decode()
    assert "office" in page
    assert "<textarea" not in page
    for action in ("preview", "publish"):
        answer = lee.post(PATH, {"action": action, "calendar": "*", "dates": "2030-12-25", "body": "{}"})
        assert answer.status_code == 403
        assert "Only an administrator" in answer.content.decode()
    assert number() == 0


def test_a_form_from_elsewhere_is_refused(workspace: str) -> None:
    client = log_in(workspace, "ana", "admin", checked=True)
    assert client.post(PATH, {"action": "publish", "body": "{}", "on_top_of": "0"}).status_code == 403
