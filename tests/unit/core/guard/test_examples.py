"""Examples of drafts and of templates: what holds, what does not, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.guard.examples import failures, run
from stepladder.core.policy.model import Example
from tests.unit.core.guard.drafts import drafts

LETTER = """
templates:
  - id: reply
    title: Reply
    scope: to-them
    stage: acknowledge
    subject: "{topic}"
    body: "Hello {name}"
    slots: [{id: topic, title: Topic, max_lines: 1}, {id: name, title: Name}]
    because: They wait.
    source: [HB-9]
"""
SLOTS = {"topic": "a bill", "name": "Ann"}


def differing(given: dict[str, Any], **expect: Any) -> list[str]:
    return [what for what, _ in run(drafts(LETTER), Example(note="n", given=given, expect=expect))]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ({"draft": "We will refund it."}, {"guards": ["refund"], "verdict": "block"}),
        ({"draft": "We will refund it.", "lifting": ["refund-approval"]}, {"guards": [], "verdict": "fine"}),
        ({"draft": "It is unlawful.", "role": "lawyer"}, {"guards": []}),
        ({"draft": "Sorry.", "said": {"tone/sorry": "1"}}, {"guards": ["sorry"]}),
        ({"draft": "Soon. Soon."}, {"guards": ["eta"], "findings": [{"quote": "Soon"}, {"quote": "Soon"}]}),
        ({"template": "to-them/reply"}, {"missing": ["topic", "name"], "subject": "null"}),
        ({"template": "to-them/reply", "slots": SLOTS}, {"missing": [], "unfit": [], "body": "Hello Ann"}),
        ({"template": "to-them/reply", "slots": SLOTS | {"topic": "a\nb"}}, {"unfit": ["topic"], "body": "null"}),
        ({"signal": {"text": "a lawsuit"}}, {"triggers": ["sues"]}),
    ],
)
def test_an_example_holds(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert differing(given, **expect) == []


@pytest.mark.parametrize(
    ("given", "expect", "said"),
    [
        ({"draft": "Thank you."}, {"guards": ["refund"]}, "guards holds nothing, not refund"),
        ({"draft": "Soon."}, {"guards": []}, "guards holds eta, and should be empty"),
        ({"draft": "Soon."}, {"triggers": []}, "a draft has no 'triggers'"),
        ({"draft": "Soon.", "signal": {}}, {}, "the request is refused: Object contains unknown field `signal`"),
        ({"template": "reply"}, {}, "the request is refused: template: no template is called 'reply'"),
        ({"template": "to-them/reply", "slots": SLOTS | {"x": "y"}}, {}, "template to-them/reply: it has no slot 'x'"),
        ({"template": "to-them/reply"}, {"verdict": "fine"}, "a template has no 'verdict'"),
    ],
)
def test_an_example_that_does_not_hold_says_what_differs(
    given: dict[str, Any], expect: dict[str, Any], said: str
) -> None:
    (what,) = differing(given, **expect)
    assert said in what


def test_a_failure_names_the_place() -> None:
    wrong = drafts("examples: [{note: quiet, given: {draft: Soon.}, expect: {guards: []}}]\n")
    (fault,) = failures(wrong)
    assert (fault.file, fault.rule) == ("pack.yaml", "example")
    assert fault.what == "example 'quiet': guards holds eta, and should be empty"
