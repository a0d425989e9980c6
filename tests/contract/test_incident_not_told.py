"""Whom the news of an incident did not reach is named on its page, and nobody whom it reached or will."""

from __future__ import annotations

import pytest

from stepladder.core.case.commands import Close, Outcome, Resolve
from stepladder.core.case.hand_over_commands import Merge
from stepladder.core.case.incident_commands import DeclareIncident, EndIncident, LinkIncident, UpdateIncident
from stepladder.core.case.work_commands import Hold
from stepladder.service.commands import Asked, handle_command
from stepladder.service.incidents import incidents
from stepladder.service.reacting import run_reactions
from stepladder.service.reading.incidents import read_incident_page
from stepladder.service.reading.not_told import NotTold
from tests.contract.place import WORKSPACE, Place

CRASH = "The app crashes with an error"
NEWS, MORE, OVER = "We found what it is.", "We are at it.", "It works again."


def do(place: Place, case: str, command: Asked) -> None:
    handle_command(place.desk, WORKSPACE, case, command, "lee")


def heard(place: Place) -> None:
    """Let the worker do all that is asked."""
    while run_reactions(place.desk):
        pass


def sent(place: Place) -> None:
    while place.send_all():
        pass


def not_told(place: Place) -> dict[str, NotTold]:
    (incident,) = incidents(place.store, WORKSPACE)
    page = read_incident_page(place.desk, WORKSPACE, incident.id)
    return {one.id: one.not_told for one in page.cases if one.not_told is not None}


@pytest.fixture
def cases(place: Place) -> list[str]:
    """Those of three customers, of an incident that was declared on the first."""
    found = []
    for name in ("vale", "moor", "fen"):
        contact = {"email": f"{name}@example.com"}
        found.append(place.opened(name, CRASH, customer={"id": name}, contact=contact, channel="email"))
        heard(place)
    do(place, found[0], DeclareIncident(title="The app crashes"))
    heard(place)
    place.clock.forward(minutes=1)
    return found


def test_news_that_reached_one_before_are_not_the_last(place: Place, cases: list[str]) -> None:
    do(place, cases[0], UpdateIncident(text=NEWS))
    heard(place)
    sent(place)
    assert not_told(place) == {}
    place.clock.forward(hours=1)
    do(place, cases[1], Hold(what="delivery", because="Counsel asked for it."))
    do(place, cases[0], UpdateIncident(text=MORE))
    heard(place)
    sent(place)
    told = not_told(place)
    assert list(told) == [cases[1]]
    assert told[cases[1]].reason, "why it was kept back is known"


def test_the_case_it_was_written_at_is_told_however_late_the_others_hear(place: Place, cases: list[str]) -> None:
    do(place, cases[0], UpdateIncident(text=NEWS))
    place.clock.forward(minutes=5)  # No worker ran.
    heard(place)
    sent(place)
    assert not_told(place) == {}


def test_who_is_about_to_hear_is_not_called_missed(place: Place, cases: list[str]) -> None:
    do(place, cases[0], UpdateIncident(text=NEWS))
    run_reactions(place.desk, limit=1)
    assert not_told(place) == {}
    place.clock.forward(minutes=2)
    assert list(not_told(place)) == cases[1:]
    heard(place)
    assert not_told(place) == {}


def test_who_was_to_hear_nothing_was_not_missed(place: Place, cases: list[str]) -> None:
    part = place.opened("part", CRASH, customer={"id": "vale"}, channel="email", conversation="another")
    assert part not in cases
    (incident,) = incidents(place.store, WORKSPACE)
    do(place, part, LinkIncident(incident=incident.id))
    heard(place)
    do(place, part, Merge(into=cases[0]))
    do(place, cases[2], Resolve(text="A restart helped."))
    do(place, cases[2], Close(outcome=Outcome(resolved_by_team=True)))
    place.clock.forward(minutes=5)
    do(place, cases[0], UpdateIncident(text=NEWS))
    heard(place)
    place.clock.forward(minutes=5)
    assert not_told(place) == {}
    do(place, cases[0], EndIncident(text=OVER))
    heard(place)
    sent(place)
    place.clock.forward(minutes=5)
    assert not_told(place) == {}
