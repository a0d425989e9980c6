"""Open questions are accepted one by one."""

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
