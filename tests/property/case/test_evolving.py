"""What events make of a case, one after the other: the fold and `evolve` agree, and nobody's case changes."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.case.events import AnyEvent, ClockMet, ClockMissed, Happened
from stepladder.core.case.life import evolve, fold
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.rehearse.reading import read_scenario
from stepladder.core.rehearse.run import run
from tests.unit.core.case.play import NOON, opened

# Between them they hold almost every kind of event.
REHEARSED = [("csm-playbook", "the-whole-playbook"), ("contract-care", "sold-as-something-else")]


def histories(pack: str, name: str) -> list[list[Happened]]:
    """Of every case of a rehearsal that ships."""
    path, text = next(one for one in packfiles.rehearsals(pack).items() if name in str(one[0]))
    scenario = read_scenario(path, text)
    found: dict[str, list[Happened]] = {}
    for case, happened in run(scenario, [packfiles.load(one) for one in scenario.packs]).stage.history:
        found.setdefault(case, []).append(happened)
    return list(found.values())


@pytest.mark.parametrize(("pack", "name"), REHEARSED)
def test_no_event_changes_the_case_it_is_given(pack: str, name: str) -> None:
    for history in histories(pack, name):
        case = fold("c1", [])
        for number, happened in enumerate(history, 1):
            written = msgspec.json.encode(case)
            after = evolve(case, happened)
            assert msgspec.json.encode(case) == written, happened.event
            assert after == fold("c1", history[:number]), happened.event
            case = after


@pytest.mark.parametrize(("pack", "name"), REHEARSED)
def test_what_was_read_from_a_case_stays_as_it_was_while_its_story_goes_on(pack: str, name: str) -> None:
    for history in histories(pack, name):
        first = history[0]
        story = Story(Case(id="c1"), at=first.at, now=first.noticed_at, cause=first.cause)
        for happened in history:
            held = [(part, msgspec.json.encode(part)) for part in parts_of(story.case)]
            story.add(happened)
            assert all(msgspec.json.encode(part) == written for part, written in held), happened.event
        assert story.case == fold("c1", history)


def parts_of(case: Case) -> list[msgspec.Struct]:
    """What a case holds that events change in place."""
    named = (case.clocks, case.routes, case.approvals, case.due, case.follow_ups, case.holds)
    found = [part for parts in named for part in parts.values()]
    return [*found, *case.offers, *([case.hand_over] if case.hand_over is not None else [])]


@pytest.mark.parametrize("event", [ClockMet(slot="first_response"), ClockMissed(slot="first_response", due_at=NOON)])
def test_a_clock_that_was_read_before_the_story_goes_on_stays_as_it_was(event: AnyEvent) -> None:
    now = NOON + timedelta(minutes=1)
    story = Story(opened("leak").open_case, at=now, now=now, cause="test")
    clock = story.case.clocks["first_response"]
    story.tell(event)
    assert clock.state == "running"
    assert story.case.clocks["first_response"].state != "running"
