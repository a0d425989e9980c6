"""Every event has its sentence on the timeline, in the words of the policy where it has some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.case.upcasters import decode, version_of
from stepladder.core.clock.zones import zone
from stepladder.core.triage.loading import load
from stepladder.service.rows import PersonRow
from stepladder.web.pages.event_words import _SENTENCES, sentence_of
from stepladder.web.pages.names import Names
from tests.unit.core.case.samples import AT, KINDS, bare, full

TYPES = {str(kind.__struct_config__.tag): kind for kind in KINDS}


UTC = zone("UTC")


@dataclass(frozen=True)
class View:
    now: datetime = AT
    zone: ZoneInfo = UTC


@cache
def names() -> Names:
    return Names.of(load(*packfiles.read("support-desk")), (PersonRow(id="kim", name="Kim Reed", role="manager"),))


def said(type: str, **data: Any) -> str:
    return sentence_of(type, data, names(), View())


def test_every_event_has_a_sentence() -> None:
    assert set(_SENTENCES) == set(TYPES)


@pytest.mark.parametrize("make", [full, bare])
@pytest.mark.parametrize("type", TYPES)
def test_a_sentence_is_one_whether_much_or_little_is_known(type: str, make: Any) -> None:
    data = msgspec.json.encode(make(TYPES[type]))
    sentence = said(**msgspec.to_builtins(decode(type, version_of(type), data)))
    assert sentence
    assert "None" not in sentence
    assert not sentence.endswith((":", ";", ","))


TABLE = {  # claim: (event, its data, sentence)
    "an attempt is named by what the policy calls it": (
        "attempt_logged", {"what": "kb-search", "result": "nothing"},
        "Tried: Searched the knowledge base, with the result: nothing"),
    "an attempt in words stays in them": (
        "attempt_logged", {"what": "another browser", "result": "the same"},
        "Tried: another browser, with the result: the same"),
    "a gate has its title": (
        "gate_opened", {"gate": "x/knowledge-base"}, "Open now: Knowledge base"),
    "a waiver says why": (
        "gate_waived", {"gate": "x/y", "because": "it is down"}, "Waived: Y: it is down"),
    "a proof that failed is no proof": (
        "factor_checked", {"factor": "photo", "result": "failed"}, "Proof of identity failed: Photo"),
    "an approval names who is asked": (
        "approval_requested", {"approval": "high-identity", "to": "kim"},
        "Kim Reed asked to approve: High-risk request"),
    "an approval that nobody gave says who is next": (
        "approval_expired", {"approval": "high-identity", "was": "kim", "to": "manager"},
        "Kim Reed did not answer in time: High-risk request; now"),
    "a call that reached nobody says so": (
        "call_logged", {"with": "customer", "outcome": "not_reached"}, "Call to the customer, nobody was reached"),
    "an offer says what it is worth and how": (
        "offer_made", {"offer": "write-down/2", "value": "1800 EUR", "working": "30% of 6000 EUR"},
        "Offered: write-down/2, 1800 EUR (30% of 6000 EUR)"),
    "a hand-over that waits says for what": (
        "hand_over_held", {"to": "kim", "missing": ["summary"]}, "Not handed over to Kim Reed yet, it waits for:"),
    "a message to somebody else says to whom": (
        "message_sent", {"channel": "email", "to": "jo@mill.example"}, "Message to jo@mill.example by e-mail"),
}  # fmt: skip


@pytest.mark.parametrize(("type", "data", "sentence"), TABLE.values(), ids=TABLE)
def test_sentences(type: str, data: dict[str, Any], sentence: str) -> None:
    assert said(type, **data).startswith(sentence)
