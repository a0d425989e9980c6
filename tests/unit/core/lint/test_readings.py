"""Open questions are accepted one by one, and readings that no element says are told."""

import pytest

from stepladder.core.policy.parameters import PARAMETERS
from tests.unit.core.lint.told import findings

POLICY = """
pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}
detectors:
  - id: some
    title: Two at once
    category: outage
    count: {of: signal, at_least: 2, within: 30m, per: workspace, distinct: customer}
    because: b
    source: [HB-6]
"""
ACCEPTED = """
accepted:
  - id: two-are-some
    rule: default-parameter
    elements: [detectors/some, parameters/detector.outage]
    until: 2027-01-01
    because: b
    source: [HB-6]
"""


def test_each_open_question_is_named_beside_the_elements_that_raise_it() -> None:
    assert {one.elements for one in findings(POLICY) if one.rule == "default-parameter"} == {
        ("detectors/some", "parameters/detector.outage"),
        ("detectors/some", "parameters/detector.outage.within"),
    }


def test_one_question_is_accepted_and_the_other_is_not() -> None:
    found = [one for one in findings(POLICY + ACCEPTED) if one.rule == "default-parameter"]
    assert {one.elements[1]: one.accepted for one in found} == {
        "parameters/detector.outage": True,
        "parameters/detector.outage.within": False,
    }


PARAMETER = "parameters: [{id: %s, value: '%s', because: b, source: [HB-6]}]\n"
HEADER = "pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}\n"
SEGMENT = "segments: [{id: large, title: Large, when: \"customer.plan == 'enterprise'\", because: b, source: [HB-6]}]\n"
FASTER = "adjustments: [{id: soon, for: {segment: large}, kinds: [first_response], %s, because: b, source: [HB-6]}]\n"
COUNT = (
    "detectors: [{id: some, title: Some at once, category: outage, because: b, source: [HB-6], "
    "count: {of: signal, at_least: %s, within: 1h, per: workspace, distinct: customer}}]\n"
)
UNACTED = {  # claim: (what is added to the policy, the parameter that is told)
    "a detector counts as the default reads it": (PARAMETER % ("detector.outage", 3) + COUNT % 2, ["detector.outage"]),
    "a detector counts as the policy reads it": (PARAMETER % ("detector.outage", 3) + COUNT % 3, []),
    "a detector counts as neither reads it": (PARAMETER % ("detector.outage", 5) + COUNT % 3, ["detector.outage"]),
    "nothing counts": (PARAMETER % ("detector.outage", 3), []),
    "what is no number": (PARAMETER % ("detector.outage", "two") + COUNT % 2, ["detector.outage"]),
    "a span is compared": (PARAMETER % ("detector.outage.within", "1h") + COUNT % 2, []),
    "and so is another": (PARAMETER % ("detector.outage.within", "2h") + COUNT % 2, ["detector.outage.within"]),
    "a list of holidays that is not there": (PARAMETER % ("calendar.holidays", "some"), ["calendar.holidays"]),
    "what only several policies raise": (PARAMETER % ("pack.select", "all"), ["pack.select"]),
    "a check that lasts for no time": (PARAMETER % ("identity.valid_for", "24 hours"), ["identity.valid_for"]),
    "the default needs no word": (PARAMETER % ("detector.outage", 2) + COUNT % 2, []),
    "an adjustment halves": (
        PARAMETER % ("clock.enterprise.factor", "0.25") + SEGMENT + FASTER % "faster_by: 50%",
        ["clock.enterprise.factor"],
    ),
    "an adjustment leaves a quarter": (
        PARAMETER % ("clock.enterprise.factor", "0.25") + SEGMENT + FASTER % "faster_by: 75%",
        [],
    ),
    "only first answers count at any hour": (
        PARAMETER % ("segment.enterprise.calendar", "first_response_only") + SEGMENT + FASTER % "calendar: always",
        [],
    ),
    "hours of its own are none of the level": (
        PARAMETER % ("segment.enterprise.calendar", "level") + SEGMENT + FASTER % "calendar: always",
        ["segment.enterprise.calendar"],
    ),
    "the desk itself goes by it": (PARAMETER % ("route.overlap", "first_category"), []),
}


@pytest.mark.parametrize(("added", "told"), UNACTED.values(), ids=UNACTED)
def test_a_reading_is_told_where_the_elements_that_it_is_about_say_another(added: str, told: list[str]) -> None:
    found = [one for one in findings(HEADER + added) if one.rule == "unacted-reading"]
    assert [name for name in PARAMETERS if any(f"parameters/{name}" in one.elements for one in found)] == told
