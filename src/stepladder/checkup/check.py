"""One check of an installation: how it ended, with figures, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from stepladder.service.desk import Desk

State = Literal["ok", "warn", "fail"]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """`said` holds figures, `mend` an order; it is empty where nothing is to be done."""

    id: str
    state: State
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one look ended, before it has its id."""

    state: State
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Where is looked. Fields: now - the time of day, which the desk's own clock may differ from."""

    folder: Path
    desk: Desk
    now: datetime


Look = Callable[[Around], Answer]


def fine(said: str) -> Answer:
    return Answer("ok", said)


def count_of(count: int, one: str, many: str) -> str:
    """`1 message`, `3 messages`."""
    return f"{count} {one if count == 1 else many}"


def looked(id_: str, look: Look, around: Around) -> Check:
    """The check, also where the look itself came to grief: that is a failure, and no other check waits for it."""
    try:
        answer = look(around)
    except Exception as fault:
        answer = Answer(
            "fail",
            f"it could not be looked at ({type(fault).__name__}: {' '.join(str(fault).split())[:160]})",
            "Mend what the checks above name, then look again.",
        )
    return Check(id=id_, state=answer.state, said=answer.said, mend=answer.mend)
