"""Every event reads as a sentence in a rehearsal, and a notice that waits is told with what it waits for."""

from __future__ import annotations

from datetime import UTC
from typing import Any, get_args

import pytest

from stepladder.api import rehearse
from stepladder.core.case import events as e
from stepladder.core.case.orders import AgendaPurpose, Purpose
from stepladder.core.rehearse.words import _PURPOSES, _SENTENCES
from tests.unit.core.case.samples import KINDS, bare, full

SPEAK_THROUGH_WHAT_THEY_BRING = {e.Reassessed, e.RouteTold, e.Recalculated}


def test_every_event_has_words_but_those_that_speak_through_what_they_bring() -> None:
    assert set(KINDS) - set(_SENTENCES) == SPEAK_THROUGH_WHAT_THEY_BRING


def test_every_purpose_of_a_notice_has_a_verb() -> None:
    assert set(_PURPOSES) == {*get_args(Purpose), *get_args(AgendaPurpose)}


@pytest.mark.parametrize("make", [full, bare])
@pytest.mark.parametrize("kind", sorted(_SENTENCES, key=lambda one: one.__name__), ids=lambda one: one.__name__)
def test_a_sentence_is_one_whether_much_or_little_is_known(kind: Any, make: Any) -> None:
    said = _SENTENCES[kind](make(kind), "ana", UTC)
    assert said is None or (said.strip() == said and "None" not in said and ".." not in said)


def told(text: str) -> str:
    signal = {"at": "2025-10-31T17:30:00-04:00", "signal": {"text": text}}
    return rehearse({"packs": ["support-desk"], "timeline": [signal]}).story()


def test_what_is_not_told_yet_is_named_with_its_gates() -> None:
    locked_out = told("I am locked out after too many wrong codes.")
    assert "Not told yet: access (waits for troubleshoot, kb-search" in locked_out
    assert "Not told yet" not in told("Our invoice list shows another company's invoices.")
