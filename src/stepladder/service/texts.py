"""Words as they are stored, and the base of all that is made anew at every signal."""

from __future__ import annotations

from typing import Literal

import msgspec

from stepladder.core.case.words import WordsKind


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What is made anew at every signal. Making a frozen dataclass would take ten times as long."""


class Text(Made, frozen=True, kw_only=True):
    """Words, apart from the events that name them. `person` is whose words they are, so that they can be erased."""

    id: str
    person: str | None
    kind: Literal["signal", "delivery", "entry"] | WordsKind
    subject: str | None = None
    body: str = ""
