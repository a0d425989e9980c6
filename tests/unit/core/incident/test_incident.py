"""An incident is suspected by the desk, declared by a person, and speaks to each customer it touches once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from stepladder.core.case.incident_commands import IncidentNews
from stepladder.core.case.refused import Refused
from stepladder.core.incident import commands as c
from stepladder.core.incident.asked import asked_by_incident
from stepladder.core.incident.events import Incidental
from stepladder.core.incident.incident import Incident, evolve, fold, handle

NOON = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
SUSPECT = c.Suspect(tag="outage", cases=("c1", "c2"), customers=2, detectors=("multi-customer",), source=("SD-039",))
DECLARE = c.Declare(title="Sync is down", features=("sync",), case="c1")


class Play:
    def __init__(self) -> None:
        self.incident, self.events, self.now = Incident("i-c1"), list[Incidental](), NOON
        self.orders: list[tuple[str, IncidentNews]] = []
        self.settled: list[tuple[str, str]] = []

    def do(self, command: c.AnyIncidentCommand, by: str = "lee") -> list[str]:
        self.now += timedelta(minutes=1)
        new = handle(self.incident, command, by=by, now=self.now)
        first = self.incident.version + 1
        self.incident = evolve(self.incident, *new)
        self.events += new
        for order in asked_by_incident(self.incident, new, first_version=first, due=self.now):
            if order.target.startswith("watch:"):
                self.settled.append((order.target, msgspec.json.decode(order.command, type=c.BurstOver).incident))
            else:
                self.orders.append((order.target, msgspec.json.decode(order.command, type=IncidentNews)))
        assert msgspec.json.encode(fold("i-c1", self.events)) == msgspec.json.encode(self.incident)
        return [str(one.event.__struct_config__.tag) for one in new]


def declared() -> Play:
    play = Play()
    play.do(SUSPECT, "policy")
    play.do(DECLARE)
    play.orders.clear()
    return play


def test_a_suspicion_tells_each_of_its_cases_once() -> None:
    play = Play()
    assert play.do(SUSPECT, "policy") == ["incident_suspected"]
    assert play.do(SUSPECT, "policy") == []
    assert [(target, news.news) for target, news in play.orders] == [("c1", "suspected"), ("c2", "suspected")]


def test_nothing_goes_to_customers_on_a_suspicion() -> None:
    play = Play()
    play.do(SUSPECT, "policy")
    for command in (c.Update(text="t"), c.End(text="t")):
        with pytest.raises(Refused, match="only suspected") as refused:
            play.do(command)
        assert (refused.value.opens_with, refused.value.source) == ("declare_incident", ("SD-039",))


def test_a_declaration_reaches_every_case_but_the_one_where_it_was_made() -> None:
    play = Play()
    play.do(SUSPECT, "policy")
    play.orders.clear()
    assert play.do(DECLARE) == ["incident_declared"]
    assert [(target, news.news, news.title) for target, news in play.orders] == [("c2", "declared", "Sync is down")]
    assert play.do(DECLARE) == [], "a second click is not a mistake"


def test_a_person_declares_without_any_suspicion() -> None:
    play = Play()
    assert play.do(DECLARE) == ["incident_declared", "case_added"]
    assert (play.incident.state, play.incident.cases) == ("declared", ["c1"])


def test_a_case_that_joins_late_hears_what_holds() -> None:
    play = declared()
    assert play.do(c.AddCase(case="c3")) == ["case_added"]
    assert play.do(c.AddCase(case="c3")) == []
    assert [(target, news.news) for target, news in play.orders] == [("c3", "declared")]


def test_one_message_goes_to_all_the_others_once() -> None:
    play = declared()
    play.do(c.Update(text="c1/9", eta=NOON, case="c1", author="lee"))
    assert [(target, news.news, news.text, news.author, news.eta) for target, news in play.orders] == [
        ("c2", "updated", "c1/9", "lee", NOON)
    ]


def test_what_is_over_takes_in_nothing_more() -> None:
    play = declared()
    play.do(c.RemoveCase(case="c2"))
    play.do(c.End(text="c1/12", case="c1"))
    assert play.orders == [], "the case that was taken out is not told"
    assert play.settled == [("watch:outage", "i-c1")]
    for command in (c.AddCase(case="c4"), c.Update(text="t"), c.End(text="t"), DECLARE):
        with pytest.raises(Refused, match="over"):
            play.do(command)
