"""What several customers report becomes one incident: suspected once, declared by a person, and told to each once."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Literal

import pytest
from django.db import connection

from stepladder.core.case.commands import Close, Outcome, Resolve
from stepladder.core.case.incident_commands import (
    DeclareIncident,
    EndIncident,
    IncidentNews,
    LinkIncident,
    UnlinkIncident,
    UpdateIncident,
)
from stepladder.core.case.state import Case
from stepladder.core.incident.asked import INCIDENT, WATCH
from stepladder.core.incident.incident import Incident
from stepladder.core.streams import stream_of
from stepladder.core.values import format_instant
from stepladder.service.commands import Asked, ask_of_case, handle_command
from stepladder.service.incidents import incident_of, incidents, watch_of
from stepladder.service.problems import NotAllowed
from stepladder.service.reacting import run_reactions
from stepladder.service.reading.incidents import incident_lines, incidents_that_go_on, read_incident_page
from tests.contract.place import WORKSPACE, Place

CRASH = "The app crashes with an error"
NEWS = "We found what it is. The status page has the next news."
OVER = "It works again."


def heard(place: Place) -> None:
    """Let the worker do all that is asked."""
    while run_reactions(place.desk):
        pass


def reports(place: Place, customer: str, key: str | None = None) -> str:
    case = place.opened(key or customer, CRASH, customer={"id": customer, "name": customer.title()}, channel="email")
    heard(place)
    return case


def do(place: Place, case: str, command: Asked) -> None:
    handle_command(place.desk, WORKSPACE, case, command, "lee")
    heard(place)


def case_of(place: Place, name: str) -> Case:
    found = place.store.load_case(WORKSPACE, name)
    assert found is not None
    return found


def the(place: Place) -> Incident:
    """The one incident there is."""
    (found,) = incidents(place.store, WORKSPACE)
    return found


def messages(place: Place) -> list[tuple[str, str]]:
    """What customers are sent, each as its case and its words."""
    lines = [one for one in place.store.deliveries(WORKSPACE) if one.to == "customer" and one.purpose == "message"]
    texts = place.store.texts(WORKSPACE, [one.text for one in lines if one.text])
    return sorted((one.case, texts[one.text or ""].body) for one in lines)


@pytest.fixture
def suspected(place: Place) -> list[str]:
    """The cases of two customers who reported one thing within half an hour."""
    first = reports(place, "vale")
    place.clock.forward(minutes=29)
    return [first, reports(place, "moor")]


@pytest.fixture
def declared(place: Place, suspected: list[str]) -> list[str]:
    do(place, suspected[0], DeclareIncident(title="The app crashes", features=("app",)))
    return suspected


def test_the_second_customer_within_half_an_hour_makes_it_suspected(place: Place, suspected: list[str]) -> None:
    incident = the(place)
    assert (incident.state, incident.cases, incident.customers) == ("suspected", suspected, 2)
    assert incident.suspected_at == place.clock.now()
    assert {case_of(place, one).incident for one in suspected} == {incident.id}
    assert messages(place) == []


def test_a_second_later_is_no_pattern(place: Place) -> None:
    reports(place, "vale")
    place.clock.forward(minutes=30, seconds=1)
    reports(place, "moor")
    assert incidents(place.store, WORKSPACE) == []


def test_two_cases_of_one_customer_are_none(place: Place) -> None:
    reports(place, "vale", "one")
    reports(place, "vale", "two")
    assert incidents(place.store, WORKSPACE) == []


def test_both_cases_are_raised_at_once_and_once(place: Place) -> None:
    first = reports(place, "vale")
    assert case_of(place, first).levels != {"priority": "critical"}
    second = reports(place, "moor")
    for name in (first, second):
        case = case_of(place, name)
        assert case.levels == {"priority": "critical"}
        assert case.triggers["multi-customer"].state == "provisional"
        told = place.events(name)
        # Once as it was read, and once as the pattern raised it.
        assert (told.count("incident_linked"), told.count("level_set")) == (1, 2)
    assert messages(place) == []


def test_a_person_declares_it_for_all_of_its_cases(place: Place, declared: list[str]) -> None:
    incident = the(place)
    assert (incident.state, incident.declared_by, incident.title) == ("declared", "lee", "The app crashes")
    for name in declared:
        assert case_of(place, name).incident_state == "declared"
        assert case_of(place, name).facts["incident.declared"]
        assert place.events(name).count("incident_declared") == 1


def test_news_reach_each_customer_once_in_the_same_words(place: Place, declared: list[str]) -> None:
    do(place, declared[1], UpdateIncident(text=NEWS))
    assert messages(place) == sorted((one, NEWS) for one in declared)
    assert [one.by for one in the(place).updates] == ["lee"]


def test_one_that_joins_late_hears_what_holds_and_what_comes(place: Place, declared: list[str]) -> None:
    do(place, declared[0], UpdateIncident(text=NEWS))
    place.clock.forward(minutes=20)
    third = reports(place, "fen")
    assert the(place).cases == [*declared, third]
    case = case_of(place, third)
    assert (case.incident, case.incident_state, case.levels) == (the(place).id, "declared", {"priority": "critical"})
    do(place, declared[0], EndIncident(text=OVER))
    assert [words for name, words in messages(place) if name == third] == [OVER]


def test_the_end_is_told_to_each_once_and_plans_what_follows(place: Place, declared: list[str]) -> None:
    do(place, declared[0], EndIncident(text=OVER))
    assert messages(place) == sorted((one, OVER) for one in declared)
    assert the(place).state == "ended"
    for name in declared:
        case = case_of(place, name)
        assert case.incident_state == "ended"
        assert [one.state for key, one in case.follow_ups.items() if key.startswith("incident/incident_resolved")] == [
            "planned"
        ]
        assert not case.facts["incident.declared"]


def test_a_case_that_was_closed_meanwhile_hears_of_the_end_and_of_nothing_before(
    place: Place, declared: list[str]
) -> None:
    do(place, declared[1], Resolve(text="They work by telephone."))
    do(place, declared[1], Close(outcome=Outcome(resolved_by_team=True, satisfied=True, first_level_possible=False)))
    do(place, declared[0], UpdateIncident(text=NEWS))
    assert messages(place) == [(declared[0], NEWS)]
    do(place, declared[0], EndIncident(text=OVER))
    assert sorted(messages(place)) == sorted([(declared[0], NEWS), *((one, OVER) for one in declared)])
    closed = case_of(place, declared[1])
    assert (closed.stage, closed.incident_state) == ("closed", "ended")


def test_what_comes_back_after_the_end_is_an_incident_of_its_own(place: Place, declared: list[str]) -> None:
    first = the(place).id
    do(place, declared[0], EndIncident(text=OVER))
    with pytest.raises(NotAllowed, match="is over") as refused:
        do(place, declared[0], DeclareIncident(title="It is back"))
    assert refused.value.more["opens_with"] == "unlink_incident"
    do(place, declared[0], UnlinkIncident(because="It is back."))
    place.clock.forward(minutes=1)
    do(place, declared[0], DeclareIncident(title="It is back"))
    back, over = incidents(place.store, WORKSPACE)
    assert (back.state, back.title, back.cases) == ("declared", "It is back", declared[:1])
    assert (over.id, over.state, over.title) == (first, "ended", "The app crashes")


def test_what_was_taken_out_hears_nothing_more(place: Place, declared: list[str]) -> None:
    do(place, declared[1], UnlinkIncident(because="Their own network."))
    do(place, declared[0], UpdateIncident(text=NEWS))
    assert messages(place) == [(declared[0], NEWS)]
    assert the(place).cases == declared[:1]


@pytest.mark.parametrize("news", ["updated", "ended"])
def test_news_that_were_under_way_when_it_was_taken_out_reach_nobody(
    place: Place, declared: list[str], news: Literal["updated", "ended"]
) -> None:
    late = IncidentNews(incident=the(place).id, news=news, text="t-1", author="lee")
    assert ask_of_case(place.desk, WORKSPACE, declared[1], late, "desk") is not None
    do(place, declared[1], UnlinkIncident(because="Their own network."))
    assert ask_of_case(place.desk, WORKSPACE, declared[1], late, "desk") is None


def test_what_was_taken_out_by_mistake_is_raised_again_when_it_is_put_back(place: Place, declared: list[str]) -> None:
    before = case_of(place, declared[1]).triggers["multi-customer"]
    do(place, declared[1], UnlinkIncident(because="Their own network."))
    assert "multi-customer" not in case_of(place, declared[1]).triggers
    do(place, declared[1], LinkIncident(incident=the(place).id))
    assert case_of(place, declared[1]).triggers["multi-customer"] == before
    assert case_of(place, declared[1]).levels == {"priority": "critical"}
    do(place, declared[0], UpdateIncident(text=NEWS))
    assert [case for case, _ in messages(place)] == sorted(declared)


def test_what_a_person_puts_under_a_suspicion_is_raised_like_the_others(place: Place, suspected: list[str]) -> None:
    other = place.opened("k", customer={"id": "harbor"})
    do(place, other, LinkIncident(incident=the(place).id))
    assert case_of(place, other).triggers["multi-customer"].state == "provisional"
    assert case_of(place, other).levels == {"priority": "critical"}


def test_who_declares_what_is_declared_already_joins_it(place: Place, declared: list[str]) -> None:
    other = place.opened("k", customer={"id": "harbor"})
    do(place, other, DeclareIncident(title="It crashes here too", suspicion=the(place).id))
    assert (the(place).cases, the(place).title) == ([*declared, other], "The app crashes")
    do(place, declared[0], UpdateIncident(text=NEWS))
    assert [case for case, _ in messages(place)] == sorted([*declared, other])


def test_nobody_is_promised_an_hour_that_is_over(place: Place, declared: list[str]) -> None:
    for eta in (place.clock.now(), place.clock.now() - timedelta(hours=1)):
        with pytest.raises(NotAllowed, match="over already"):
            do(place, declared[0], UpdateIncident(text=NEWS, eta=format_instant(eta, UTC)))
    assert messages(place) == []


def test_one_that_is_over_says_what_is_to_be_done_and_that_works(place: Place, declared: list[str]) -> None:
    do(place, declared[0], EndIncident(text=OVER))
    with pytest.raises(NotAllowed, match="over") as fault:
        do(place, declared[0], UpdateIncident(text=NEWS))
    assert fault.value.more["opens_with"] == "unlink_incident"
    do(place, declared[0], UnlinkIncident(because="It came back."))
    do(place, declared[0], DeclareIncident(title="It came back"))
    do(place, declared[0], UpdateIncident(text=NEWS))
    assert (declared[0], NEWS) in messages(place)


@pytest.mark.parametrize("command", [UpdateIncident(text=NEWS), EndIncident(text=OVER)])
def test_nothing_goes_to_customers_before_a_person_declared_it(
    place: Place, suspected: list[str], command: Asked
) -> None:
    with pytest.raises(NotAllowed, match="only suspected"):
        do(place, suspected[0], command)
    assert messages(place) == []


def test_a_case_is_not_linked_to_what_is_over_or_was_never_there(place: Place, declared: list[str]) -> None:
    do(place, declared[0], EndIncident(text=OVER))
    other = place.opened("k", customer={"id": "harbor"})
    for name in (the(place).id, "i-none"):
        with pytest.raises(NotAllowed, match="incident"):
            do(place, other, LinkIncident(incident=name))
    assert case_of(place, other).incident is None


def test_what_a_worker_leaves_undone_is_done_by_the_next_and_nothing_twice(place: Place) -> None:
    """A worker takes up what is due and stalls, at every step of the way; another does it, and then the first wakes."""

    def crash_and_go_on() -> None:
        while stalled := place.store.claim_reactions(place.clock.now(), 1):
            place.clock.forward(minutes=3)
            assert run_reactions(place.another().desk, limit=1) == 1
            assert not place.store.finish_reaction(stalled[0], None)

    def said(case: str, command: Asked) -> None:
        handle_command(place.desk, WORKSPACE, case, command, "lee")
        crash_and_go_on()

    first = place.opened("one", CRASH, customer={"id": "vale"})
    place.clock.forward(minutes=1)
    second = place.opened("two", CRASH, customer={"id": "moor"})
    crash_and_go_on()
    for command in (DeclareIncident(title="The app crashes"), UpdateIncident(text=NEWS), EndIncident(text=OVER)):
        said(second, command)
    assert place.events(stream_of(INCIDENT, f"i-{first}")) == [
        "incident_suspected", "incident_declared", "incident_updated", "incident_ended",
    ]  # fmt: skip
    assert place.events(stream_of(WATCH, "technical")) == [
        "report_heard", "report_heard", "suspicion_raised", "suspicion_over",
    ]  # fmt: skip
    for name in (first, second):
        told = [one for one in place.events(name) if one.startswith("incident_")]
        assert told == ["incident_linked", "incident_declared", "incident_updated", "incident_ended"]
    assert messages(place) == sorted((name, words) for name in (first, second) for words in (NEWS, OVER))


def test_a_report_or_a_message_that_comes_twice_counts_once(place: Place, suspected: list[str]) -> None:
    place.signal("moor", CRASH, customer={"id": "moor", "name": "Moor"}, channel="email")
    heard(place)
    assert place.events(stream_of(WATCH, "technical")).count("report_heard") == 2
    do(place, suspected[0], DeclareIncident(title="The app crashes"))
    do(place, suspected[1], DeclareIncident(title="The app crashes again"))
    assert the(place).title == "The app crashes"
    assert place.events(stream_of(INCIDENT, the(place).id)).count("incident_declared") == 1


def test_snapshots_of_an_older_form_are_folded_from_their_events(place: Place, declared: list[str]) -> None:
    before, watch = the(place), watch_of(place.store, WORKSPACE, "technical")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_aggregate SET shape = 'old', state = 'broken'")
    assert the(place) == before
    assert incident_of(place.store, WORKSPACE, before.id) == before
    assert watch_of(place.store, WORKSPACE, "technical") == watch


def test_the_page_has_its_cases_the_reason_and_the_words(place: Place, declared: list[str]) -> None:
    do(place, declared[0], UpdateIncident(text=NEWS, eta="2025-03-09T09:00:00-04:00"))
    read = read_incident_page(place.desk, WORKSPACE, the(place).id)
    assert (read.line.title, read.line.standing, read.line.customers) == ("The app crashes", "declared", 2)
    assert [one.title for one in read.patterns] == ["Several customers, one issue", "Looks like an outage"]
    assert [(one.id, one.customer_name, one.is_open) for one in read.cases] == [
        (declared[0], "Vale", True),
        (declared[1], "Moor", True),
    ]
    # One message to all of them answers each.
    assert all(one.next is not None and one.next.slot == "resolution" for one in read.cases)
    assert [(one.text, one.ends) for one in read.news] == [(NEWS, False)]
    assert read.acts_at == declared[0]


def test_it_is_acted_on_at_a_case_that_knows_of_it(place: Place, suspected: list[str]) -> None:
    handle_command(place.desk, WORKSPACE, suspected[1], DeclareIncident(title="The app crashes"), "lee")
    run_reactions(place.desk)
    incident = the(place)
    assert (incident.state, case_of(place, suspected[0]).incident_state) == ("declared", "suspected")
    assert read_incident_page(place.desk, WORKSPACE, incident.id).acts_at == suspected[1]


def test_a_suspicion_whose_cases_are_gone_asks_for_nobody(place: Place, suspected: list[str]) -> None:
    assert [one.incident.id for one in incidents_that_go_on(place.desk, WORKSPACE)] == [f"i-{suspected[0]}"]
    for name in suspected:
        do(place, name, UnlinkIncident(because="Their own network."))
    assert incidents_that_go_on(place.desk, WORKSPACE) == ()
    assert [one.standing for one in incident_lines(place.desk, WORKSPACE)] == ["passed"]
