"""The page of people and duty: everybody says when they are away, only managers change others and duties."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.integration.web.test_calendars import log_in

PATH = "/people/"
ROTA = {
    "action": "rota", "role": "security", "people": "lee\nana", "starts_on": "2020-01-06", "handover": "09:00",
    "zone": "America/New_York", "every": "1", "unit": "week",
}  # fmt: skip


@pytest.fixture
def ana(workspace: str) -> Client:
    return log_in(workspace, "ana", "admin")


@pytest.fixture
def lee(workspace: str) -> Client:
    return log_in(workspace, "lee", "agent")


def wall(hours: float) -> str:
    """A date and time of the workspace's wall, so many hours from now."""
    from stepladder.bootstrap import desk
    from stepladder.core.clock.zones import zone

    row = desk().store.workspace("main")
    assert row is not None
    moment = desk().time.now() + timedelta(hours=hours)
    return moment.astimezone(zone(row.zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def shown(client: Client, form: dict[str, str] | None = None, *, status: int = 200) -> str:
    """The page as text, after a form was sent."""
    answer = client.get(PATH) if form is None else client.post(PATH, form, follow=True)
    assert answer.status_code == status, answer.content.decode()
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def absences() -> list[tuple[str, str | None]]:
    from stepladder.bootstrap import desk

    return [(one.person, one.deputy) for one in desk().store.absences("main", desk().time.now())]


def start_of(page: str) -> str:
    found = re.search(r'name="starts_at" value="(.*?)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_everybody_says_when_they_are_away_and_when_they_are_back(lee: Client) -> None:
    page = shown(lee, {"action": "away", "to": wall(48), "deputy": "ana"})
    assert "The absence of Lee Okafor is kept." in page
    assert "Ana Ferreira gets the notices now." in page
    assert absences() == [("lee", "ana")]
    start = start_of(lee.get(PATH).content.decode())
    back = {"action": "back", "person": "lee", "starts_at": start}
    assert "The absence of Lee Okafor has ended." in shown(lee, back)
    assert absences() == []
    shown(lee, back)  # A second click is not a mistake.


def test_an_absence_that_has_not_begun_is_taken_back(lee: Client) -> None:
    assert "will be away" in shown(lee, {"action": "away", "from": wall(24), "to": wall(48)})
    start = start_of(lee.get(PATH).content.decode())
    shown(lee, {"action": "back", "person": "lee", "starts_at": start})
    assert absences() == []


@pytest.mark.parametrize(
    "form",
    [
        {"action": "away", "person": "ana", "to": "2090-01-01T10:00"},
        {"action": "back", "person": "ana", "starts_at": "2090-01-01T10:00+00:00"},
        ROTA,
        {"action": "drop_rota", "role": "security"},
        {"action": "override", "role": "security", "person": "lee", "to": "2090-01-01T10:00"},
        {"action": "drop_override", "role": "security", "starts_at": "2090-01-01T10:00+00:00"},
        {"action": "stage", "person": "lee", "stage": "independent"},
    ],
)
def test_others_and_duties_are_not_for_everybody(lee: Client, form: dict[str, str]) -> None:
    assert "Only a manager or an administrator" in shown(lee, form, status=403)
    assert absences() == []


def test_a_manager_may(workspace: str) -> None:
    mara = log_in(workspace, "mara", "manager")
    assert "is kept" in shown(mara, {"action": "away", "person": "lee", "to": wall(5)})


def test_a_rota_is_set_overridden_and_removed(ana: Client, lee: Client) -> None:
    page = shown(ana, ROTA)
    assert "The rota of Security is kept." in page
    assert "A turn lasts 1 week. Hand-over at 09:00, America/New_York." in page
    override = {"action": "override", "role": "security", "person": "ana", "to": wall(3)}
    assert "Ana Ferreira takes over for that time." in shown(ana, override)
    assert "Set a rota" not in shown(lee)
    start = start_of(ana.get(PATH).content.decode())
    assert "counts again" in shown(ana, {"action": "drop_override", "role": "security", "starts_at": start})
    assert "Security has no rota any more." in shown(ana, {"action": "drop_rota", "role": "security"})
    assert "No role has a rota." in shown(ana)


def test_a_rota_is_set_for_a_role_of_the_directory_by_its_name(ana: Client) -> None:
    choices = ana.get(PATH).content.decode().partition('id="rota-role"')[2].partition("</select>")[0]
    assert '<option value="security">Security</option>' in choices


def test_who_has_a_duty_and_is_away_is_shown_with_who_gets_the_notices(ana: Client) -> None:
    shown(ana, ROTA | {"people": "lee"})
    page = shown(ana, {"action": "away", "person": "lee", "to": wall(48), "deputy": "ana"})
    assert page.count("Ana Ferreira gets the notices") == 2, "beside the duty and beside the person"


FAULTS = {  # claim: (form, what is said)
    "no end": ({"action": "away", "to": ""}, "Until: it cannot be read"),
    "over already": ({"action": "away", "from": "2020-01-01T10:00", "to": "2020-01-02T10:00"}, "it is over already"),
    "over before it starts now": (
        {"action": "away", "to": "2020-01-01T10:00"}, "What is left out under From is now.",
    ),
    "it ends before it starts": (
        {"action": "away", "from": "2090-01-02T10:00", "to": "2090-01-01T10:00"}, "Until: it ends before it starts",
    ),
    "an unknown deputy": ({"action": "away", "to": "2090-01-01T10:00", "deputy": "kim"}, "nobody here is called 'kim'"),
    "their own deputy": ({"action": "away", "to": "2090-01-01T10:00", "deputy": "ana"}, "Who stands in: nobody"),
    "nobody takes turns": (ROTA | {"people": " "}, "nobody takes turns"),
    "somebody unknown takes turns": (ROTA | {"people": "lee\nkim"}, "nobody here is called 'kim'"),
    "an unknown zone": (ROTA | {"zone": "New York"}, "Did you mean 'America/New_York'?"),
    "no day": (ROTA | {"starts_on": "soon"}, "First turn: it cannot be read"),
    "no time": (ROTA | {"handover": "nine"}, "Hand-over at: it cannot be read"),
    "no number": (ROTA | {"every": "two"}, "A turn lasts: it cannot be read"),
    "no role": (ROTA | {"role": " "}, "no role is named"),
    "too long": (ROTA | {"every": "60"}, "turns of 420 days are none"),
    "an override without a rota": (
        {"action": "override", "role": "legal", "person": "lee", "to": "2090-01-01T10:00"}, "has no rota",
    ),
    "an unknown action": ({"action": "dance"}, "the form came back damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "said"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_is_refused_with_its_field(ana: Client, form: dict[str, str], said: str) -> None:
    page = shown(ana, form, status=422)
    assert "Nothing was changed" in page
    assert said in page
    assert absences() == []


def test_what_was_written_stays_in_the_form(ana: Client) -> None:
    answer = ana.post(PATH, ROTA | {"people": "lee\nkim"}).content.decode()
    assert ">lee\nkim</textarea>" in answer
    assert '<option value="week" selected>' in answer


def test_a_time_that_the_wall_skips_comes_later_by_the_gap() -> None:
    from stepladder.core.clock.zones import zone
    from stepladder.web.pages.people_form import read_override

    form = {"from": "2090-03-12T02:30", "to": "2090-03-12T04:00", "person": "lee"}
    one = read_override(form, zone("America/New_York"), now=datetime(2090, 1, 1, tzinfo=UTC))
    assert one.starts_at.isoformat() == "2090-03-12T07:30:00+00:00"


def test_where_whoever_stands_in_is_away_too_the_page_says_that_nobody_is_here(ana: Client, lee: Client) -> None:
    """Two who stand in for each other: the notices go somewhere, and nobody reads them."""
    shown(ana, ROTA)
    page = shown(lee, {"action": "away", "to": wall(48), "deputy": "ana"})
    assert "away too" not in page
    page = shown(ana, {"action": "away", "person": "ana", "to": wall(48), "deputy": "lee"})
    assert page.count("Nobody who stands in is here.") == 3  # Of each of them, and of the duty.
