"""Words as they are stored, and the base of all that is made anew at every signal."""

from __future__ import annotations

from typing import Literal

from stepladder.core.case.words import WordsKind
from stepladder.service.made import Made


class Text(Made, frozen=True, kw_only=True):
    """Words, apart from the events that name them. `person` is whose words they are, so that they can be erased."""

    id: str
    person: str | None
    kind: Literal["signal", "delivery", "entry"] | WordsKind
    subject: str | None = None
    body: str = ""
