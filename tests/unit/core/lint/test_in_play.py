"""Which elements raise an open question, and which answers the check asks for."""

import pytest

from stepladder.core.lint.care.in_play import IN_PLAY, NEVER_ALONE
from stepladder.core.policy.base import Element, Place
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.packfiles import load, shipped
from tests.unit.core.lint.told import findings

HEADER = "pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}\n"
COUNT = "detectors: [{id: some, title: Two at once, category: outage, because: b, source: [HB-6], count: %s}]\n"
ZONE = "calendars: [{id: late, zone: %s, hours: {mon: ['12:00-20:00']}, because: b, source: [HB-4]}]\n"
RAISED = {  # claim: (what is added to the policy, the parameters that are left open)
    "nothing added leaves nothing open": ("", []),
    "two customers are what the default reads": (
        COUNT % "{of: signal, at_least: 2, within: 1h, per: workspace, distinct: customer}", ["detector.outage"]
    ),
    "three customers answer the question": (
        COUNT % "{of: signal, at_least: 3, within: 1h, per: workspace, distinct: customer}", []
    ),
    "three in a month raise what a month is": (
        COUNT % "{of: escalation, at_least: 3, within: 30d}", ["detector.repeat"]
    ),
    "three in a week do not": (COUNT % "{of: escalation, at_least: 3, within: 7d}", []),
    "an abbreviated zone raises what it means, but the policy says": (ZONE % "EST", []),
}  # fmt: skip


@pytest.mark.parametrize(("added", "open_"), RAISED.values(), ids=RAISED)
def test_a_question_is_open_only_where_something_raises_it(added: str, open_: list[str]) -> None:
    notes = [one.what for one in findings(HEADER + added) if one.rule == "default-parameter"]
    assert [name for name in PARAMETERS if any(f"the default of `{name}` " in note for note in notes)] == open_


def test_every_parameter_is_raised_by_some_elements_or_by_several_policies_together() -> None:
    assert set(IN_PLAY) | NEVER_ALONE == set(PARAMETERS)
    assert NEVER_ALONE.isdisjoint(IN_PLAY)


def test_what_raises_a_question_stands_in_the_policy() -> None:
    for pack in map(load, shipped()):
        for raised in (one for look in IN_PLAY.values() for one in look(pack)):
            place = raised.place if isinstance(raised, Element) else raised
            assert isinstance(place, Place)
            assert place.line > 0
