"""Every event reads as a sentence in a rehearsal, and a notice that waits is told with what it waits for."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from stepladder.api import rehearse
from stepladder.core.account.commands import ClearSign
from stepladder.core.agenda.commands import PersonOfAgenda
from stepladder.core.case import events as e
from stepladder.core.case.commands import PersonCommand
from stepladder.core.case.orders import AgendaPurpose, Purpose
from stepladder.core.register.commands import AnyRegisterCommand
from stepladder.core.rehearse.called import Called
from stepladder.core.rehearse.words import _PURPOSES, _SENTENCES
from stepladder.core.rehearse.words_acts import ACTS
from tests.unit.core.case.samples import KINDS, bare, full

SPEAK_THROUGH_WHAT_THEY_BRING = {e.Reassessed, e.RouteTold, e.Recalculated}


def test_every_event_has_words_but_those_that_speak_through_what_they_bring() -> None:
    assert set(KINDS) - set(_SENTENCES) == SPEAK_THROUGH_WHAT_THEY_BRING


def test_every_purpose_of_a_notice_has_a_verb() -> None:
    assert set(_PURPOSES) == {*get_args(Purpose), *get_args(AgendaPurpose)}


@pytest.mark.parametrize("make", [full, bare])
@pytest.mark.parametrize("kind", sorted(_SENTENCES, key=lambda one: one.__name__), ids=lambda one: one.__name__)
def test_a_sentence_is_one_whether_much_or_little_is_known(kind: Any, make: Any) -> None:
    said = _SENTENCES[kind](make(kind), "ana", Called())
    assert said is None or (said.strip() == said and "None" not in said and ".." not in said)


def told(text: str) -> str:
    signal = {"at": "2025-10-31T17:30:00-04:00", "signal": {"text": text}}
    return rehearse({"packs": ["support-desk"], "timeline": [signal]}).story()


def test_what_is_not_told_yet_is_named_with_its_gates() -> None:
    locked_out = told("I am locked out after too many wrong codes.")
    assert 'Not told yet: Access team (waiting for "Tried what could help", "Searched the knowledge base"' in locked_out
    assert "Not told yet" not in told("Our invoice list shows another company's invoices.")


def test_whatever_a_person_may_ask_has_words() -> None:
    commands = (*get_args(PersonCommand), *get_args(PersonOfAgenda), *get_args(AnyRegisterCommand), ClearSign)
    assert set(ACTS) == {one.__struct_config__.tag for one in commands}


AT = "2025-03-10T10:{}:00-04:00"


def played(*entries: dict[str, Any]) -> list[str]:
    """The lines of a case of the support desk with Ben, an agent, and Mia, a manager, without their times."""
    people = [{"id": "ben", "name": "Ben", "roles": ["agent"]}, {"id": "mia", "name": "Mia", "roles": ["manager"]}]
    signal = {
        "at": AT.format("00"),
        "signal": {"text": "Please erase all our data.", "triggers": ["erasure-request", "compliance-request"]},
    }
    timeline = [signal, *({"at": AT.format(f"{number:02}"), **one} for number, one in enumerate(entries, 1))]
    story = rehearse({"packs": ["support-desk"], "workspace": {"people": people}, "timeline": timeline}).story()
    return [line[2:].lstrip("0123456789: ") for line in story.partition("\n\n")[2].splitlines()]


def test_people_and_rules_bear_the_names_that_people_know() -> None:
    lines = played(
        {"do": "add_factor", "by": "ben", "factor": "payment_last4", "result": "passed"},
        {"do": "request_approval", "by": "ben", "approval": "high-identity"},
    )
    assert 'Ben checks "Last four digits of the payment method": passed.' in lines
    assert 'Ben asks the manager to approve "High-risk request".' in lines
    assert "Answer from Legal (at the latest) within 48 h: due Tue 18 Mar 10:00." in lines
    assert [line for line in lines if "high-identity" in line or "payment_last4" in line] == []


def test_a_refusal_says_what_could_be_done_first() -> None:
    (refused,) = [line for line in played({"do": "complete_step", "by": "ben", "step": "collect"}) if "Refused" in line]
    assert refused.startswith("Refused: Ben cannot finish a step: ")
    assert refused.endswith(" First, check a proof of identity.")


def test_who_is_told_stands_below_what_they_are_told_of() -> None:
    lines = played(
        {"do": "request_approval", "by": "ben", "approval": "high-identity"},
        {"do": "approve", "by": "mia", "approval": "high-identity"},
    )
    asked = lines.index("Asked for an approval: the manager by e-mail (mia@people.example).")
    assert lines[asked - 1] == 'Ben asks the manager to approve "High-risk request".'
    told_of_it = lines.index("Told of the decision: Ben by e-mail (ben@people.example).")
    assert lines[told_of_it - 1] == 'Mia approves "High-risk request".'


def test_the_fields_of_a_hand_over_are_told_in_one_sentence() -> None:
    fields = {"summary": "They want all of it erased.", "links": "None."}
    assert 'Ben fills in "Short summary", "Links and documents".' in played(
        {"do": "hand_over", "by": "ben", "to": "legal", "fields": fields}
    )


def test_what_is_said_twice_at_one_instant_is_one_line() -> None:
    text = "With your reach we can move you to the front of the queue."
    signal = {"triggers": ["feature-request"], "contact": {"id": "ray", "kind": "blogger"}}
    timeline = [
        {"at": AT.format("00"), "signal": signal},
        {"at": AT.format("01"), "do": "send", "by": "ben", "channel": "email", "text": text},
    ]
    story = rehearse({"packs": ["support-desk"], "timeline": timeline}).story()
    assert story.count("No favours for reach") == 1
    assert 'It is sent although the rule "No favours for reach" speaks against it. (twice)' in story


def test_a_notice_that_reaches_nobody_is_told_once() -> None:
    customer = {"id": "vale", "plan": "enterprise"}
    signal = {"at": AT.format("00"), "signal": {"customer": "vale", "text": "x", "triggers": ["duplicate-charge"]}}
    story = rehearse({"packs": ["support-desk"], "customers": [customer], "timeline": [signal]}).story()
    assert "Copy to: Customer success manager" not in story
    assert story.count("A notice to Customer success manager reached nobody: ") == 1


def test_a_reply_that_a_person_notes_is_told() -> None:
    replied = {"do": "customer_replied", "by": "ben", "channel": "phone", "text": "It is urgent."}
    assert "Ben notes a reply of the customer by phone." in played(replied)
