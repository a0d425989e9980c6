"""The words of a signal are read once, however often in a row they are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from stepladder.core.triage.readers import readers
from stepladder.core.triage.reading import Reader
from stepladder.core.triage.request import Signal
from tests.unit.core.case.work import Work, work

LEAVE = "We leave at the end of the month."


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What is read from now on, field by field."""
    seen: list[dict[str, str]] = []
    phrases = Reader.phrases

    def counted(self: Reader, fields: Mapping[str, str]) -> Any:
        seen.append(dict(fields))
        return phrases(self, fields)

    monkeypatch.setattr(Reader, "phrases", counted)
    readers(work()).worked.last_read = None
    return seen


def test_the_same_words_in_a_row_are_read_once(read: list[dict[str, str]]) -> None:
    tools = readers(work())
    first = tools.read(Signal(text=LEAVE))
    assert first.triggers or first.signs or first.facts
    assert tools.read(Signal(text=LEAVE, sender="agent", channel="phone")) is first
    assert read == [{"text": LEAVE}]


def test_words_in_another_place_are_others(read: list[dict[str, str]]) -> None:
    tools = readers(work())
    for signal in (Signal(text=LEAVE), Signal(subject=LEAVE), Signal(subject="Soon", text=LEAVE), Signal(text=LEAVE)):
        tools.read(signal)
    assert read == [{"text": LEAVE}, {"subject": LEAVE}, {"subject": "Soon", "text": LEAVE}, {"text": LEAVE}]


def test_a_signal_that_joins_a_case_is_read_once(read: list[dict[str, str]]) -> None:
    life = Work("bug")
    del read[:]
    life.signal("leave", life.events[-1].at)
    assert read == [{"text": LEAVE}]
