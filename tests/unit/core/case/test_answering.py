"""Who answers for a team: whoever is of it, and anybody only where nobody at the desk is (SD-206, SD-209, SD-267)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from msgspec.structs import replace

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case.envelope import encode
from stepladder.core.case.events import Acknowledged
from stepladder.core.case.life import fold
from stepladder.core.case.standing import Standing
from stepladder.core.case.upcasters import decode
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from tests.unit.core.case.play import NOON, POLICY, Play, clock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ACK = c.Acknowledge()
ANSWER = "team_response:security"
SAM = {"sam": "security"}
MORE = """clocks:
  - id: product-answer
    for: {category: product}
    kind: team_response
    team: technical
    window: 24h..48h
    calendar: always
    because: b
    source: [CP-065]
follow_ups:
  - id: nudge
    for: {category: [security, technical, money]}
    after: no_team_response
    earliest: 24h
    does: Ask them.
    because: b
    source: [SD-267]
"""


@cache
def policy() -> Pack:
    return load("play", {"pack.yaml": POLICY.read_text(encoding="utf-8"), "more.yaml": MORE})


def desk(words: str = "leak", people: dict[str, str] | None = None) -> Play:
    """A case at noon, at a desk where these people have these roles."""
    play = Play(policy=policy())
    play.people = SAM if people is None else people
    play.signal(words)
    return play


def acknowledged(play: Play, by: str, minutes: int = 5) -> Acknowledged:
    play.do(ACK, NOON + minutes * MINUTE, by=by)
    event = play.last("acknowledged").event
    assert isinstance(event, Acknowledged)
    return event


@pytest.mark.parametrize(
    ("by", "people", "teams", "state"),
    [
        pytest.param("lee", SAM, (), "running", id="who is not of the team answers for nobody"),
        pytest.param("sam", SAM, ("security",), "met", id="who is of the team answers for it"),
        pytest.param("lee", {}, ("security",), "met", id="where nobody is of the team, anybody does"),
        pytest.param("max", SAM | {"max": "manager"}, (), "running", id="a manager stands above no team of their own"),
    ],
)
def test_a_promise_of_a_team_is_met_by_the_team(by: str, people: dict[str, str], teams: object, state: str) -> None:
    play = desk(people=people)
    assert acknowledged(play, by).teams == teams
    assert (clock(play, ANSWER).state, play.open_case.owner) == (state, by)
    assert clock(play, "first_response").state == "running"


@pytest.mark.parametrize(
    ("role", "team", "others", "is_of", "answers"),
    [
        ("legal", "legal", (), True, True),
        ("agent", "legal", ("legal",), False, False),
        ("agent", "legal", (), False, True),
        ("leadership", "manager", ("manager",), True, True),
        ("csm", "manager", ("manager",), False, False),
        ("csm", "manager", ("leadership",), False, True),
        ("admin", "manager", ("manager",), False, False),
    ],
)
def test_a_role_speaks_for_itself_and_for_those_below(
    role: str, team: str, others: tuple[str, ...], is_of: bool, answers: bool
) -> None:
    standing = Standing(roles=lambda: frozenset({role}), is_held=lambda one: one in (role, *others))
    assert (standing.is_of(team), standing.answers_for(team)) == (is_of, answers)


def test_the_team_answers_after_somebody_else_has_taken_it_up_and_leaves_it_with_them() -> None:
    play = desk()
    acknowledged(play, "lee")
    assert play.do(ACK, NOON + 10 * MINUTE, by="sam") == ["acknowledged", "clock_met"]
    case = play.open_case
    assert (clock(play, ANSWER).state, case.owner, case.acknowledged_at) == ("met", "lee", NOON + 5 * MINUTE)
    assert "sam" in case.participants
    assert fold("c1", play.events) == case


def test_the_teams_second_click_takes_nothing_away() -> None:
    play = desk()
    acknowledged(play, "lee")
    acknowledged(play, "sam", 10)
    assert play.do(ACK, NOON + 11 * MINUTE, by="sam") == []
    play.do(c.Assign(to="kim"), NOON + 12 * MINUTE)
    assert play.do(ACK, NOON + 13 * MINUTE, by="sam") == ["acknowledged", "owner_changed"]


def test_who_answers_for_no_team_takes_it_over_as_ever() -> None:
    play = desk()
    acknowledged(play, "lee")
    assert play.do(ACK, NOON + 10 * MINUTE, by="kim") == ["acknowledged", "owner_changed"]
    assert play.do(ACK, NOON + 11 * MINUTE, by="kim") == []
    assert clock(play, ANSWER).state == "running"


@pytest.mark.parametrize(
    "command", [c.Assign(to="security"), h.HandOver(to="security")], ids=["it was given to", "it was handed over to"]
)
def test_a_role_has_it_until_one_of_the_team_does(command: c.AnyCommand) -> None:
    play = desk()
    acknowledged(play, "lee")
    play.do(command, NOON + 10 * MINUTE)
    play.do(ACK, NOON + 15 * MINUTE, by="sam")
    assert (play.open_case.owner, clock(play, ANSWER).state) == ("sam", "met")


def test_an_owner_of_the_team_still_answers_for_it() -> None:
    play = desk()
    acknowledged(play, "lee")
    play.do(c.Assign(to="sam"), NOON + 6 * MINUTE)
    assert play.do(ACK, NOON + 10 * MINUTE, by="sam") == ["acknowledged", "clock_met"]
    assert play.do(ACK, NOON + 11 * MINUTE, by="sam") == []


def test_a_late_answer_of_the_team_is_late() -> None:
    play = desk()
    acknowledged(play, "lee")
    acknowledged(play, "sam", 45)
    late = clock(play, ANSWER)
    assert (late.state, late.stopped_at) == ("missed", NOON + 45 * MINUTE)


def test_before_its_window_the_team_takes_it_up_and_keeps_no_promise_yet() -> None:
    play = desk("wish", {"tom": "technical"})
    play.do(ACK, NOON + HOUR, by="tom")
    assert (play.open_case.owner, clock(play, "team_response:technical").state) == ("tom", "running")
    assert play.do(ACK, NOON + 2 * HOUR, by="tom") == []
    play.do(ACK, NOON + 25 * HOUR, by="tom")
    assert clock(play, "team_response:technical").state == "met"


def test_one_team_answers_for_itself_alone() -> None:
    play = desk(people=SAM | {"tom": "technical"})
    play.signal("bug", NOON + MINUTE)
    acknowledged(play, "lee")
    assert acknowledged(play, "tom", 6).teams == ("technical",)
    assert (clock(play, ANSWER).state, clock(play, "team_response:technical:limit").state) == ("running", "met")


def test_an_event_of_before_answers_for_every_team() -> None:
    old = decode("acknowledged", 1, b'{"type":"acknowledged"}')
    assert old == Acknowledged(teams=None)
    assert decode(*encode(Acknowledged(teams=()))) == Acknowledged(teams=()) != old
    play = desk()
    play.do(ACK, NOON + MINUTE, by="lee")
    assert play.open_case.follow_ups["nudge"].state == "planned"
    case = fold("c1", [replace(one, event=old) if isinstance(one.event, Acknowledged) else one for one in play.events])
    assert case.follow_ups["nudge"].state == "cancelled"
    assert (case.owner, case.acknowledged_at) == ("lee", NOON + MINUTE)


@pytest.mark.parametrize(
    ("words", "people", "by", "state"),
    [
        pytest.param("leak", SAM, ("lee",), "planned", id="the team is still silent"),
        pytest.param("leak", SAM, ("sam",), "cancelled", id="the team has answered"),
        pytest.param("leak", SAM, ("lee", "sam"), "cancelled", id="the team has answered after somebody else"),
        pytest.param("leak", {}, ("lee",), "cancelled", id="nobody here is of the team"),
        pytest.param("outage", {"tom": "technical"}, ("lee",), "planned", id="another team is still silent"),
        pytest.param("refund", SAM, ("lee",), "cancelled", id="who was told has promised nothing"),
    ],
)
def test_a_silent_team_is_asked_again_until_it_answers(
    words: str, people: dict[str, str], by: tuple[str, ...], state: str
) -> None:
    play = desk(words, people)
    for minutes, one in enumerate(by, 5):
        acknowledged(play, one, minutes)
    assert play.open_case.follow_ups["nudge"].state == state


def test_where_no_team_has_promised_anything_any_acknowledgement_is_enough() -> None:
    play = desk()
    play.do(c.CorrectTrigger(trigger="leak", becomes="rumour"), NOON + MINUTE)
    assert (clock(play, ANSWER).state, play.open_case.follow_ups["nudge"].state) == ("cancelled", "planned")
    acknowledged(play, "lee")
    assert play.open_case.follow_ups["nudge"].state == "cancelled"


def test_a_team_that_was_silent_up_to_the_resolution_is_asked_again_when_it_is_taken_back() -> None:
    silent, heard = desk(), desk()
    acknowledged(silent, "lee")
    acknowledged(heard, "sam")
    for play in (silent, heard):
        play.do(c.Resolve(text="Done."), NOON + HOUR)
        assert play.open_case.follow_ups["nudge"].state == "cancelled"
        play.do(c.Reopen(because="It is back."), NOON + 2 * HOUR)
    assert silent.open_case.follow_ups["nudge"].state == "planned"
    assert heard.open_case.follow_ups["nudge"].state == "cancelled"
