"""One check of an installation: how it ended, with figures, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from django.db import Error

from stepladder.service.desk import Desk
from stepladder.service.problems import NoPolicy

State = Literal["ok", "warn", "fail", "unknown"]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """`said` holds figures, `mend` an order; it is empty where nothing is to be done.

    Fields: because - of an unknown one, the check that says why it could not be made.
    """

    id: str
    state: State
    said: str
    mend: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one look ended, before it has its id."""

    state: State
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Where is looked.

    Fields: now - the time of day, which the desk's own clock may differ from; machine - what the clock of this machine
    says: on PostgreSQL the time of day is the database's, for all hosts the same.
    """

    folder: Path
    desk: Desk
    now: datetime
    machine: datetime


Look = Callable[[Around], Answer]


def fine(said: str) -> Answer:
    return Answer("ok", said)


def count_of(count: int, one: str, many: str) -> str:
    """`1 message`, `3 messages`."""
    return f"{count} {one if count == 1 else many}"


def told_by(fault: Exception) -> str:
    """Its kind and the beginning of its words, in one line."""
    return f"{type(fault).__name__}: {' '.join(str(fault).split())[:160]}"


def looked(id_: str, look: Look, around: Around, ill: str = "") -> Check:
    """The check, also where the look itself came to grief: that is a failure, and no other check waits for it.

    Takes: ill - an earlier check by which the database is known to be ill, if any: its cause is not told again.
    """
    try:
        answer = look(around)
    except NoPolicy:
        return unknown(id_, "policy")
    except Exception as fault:
        if ill and isinstance(fault, Error):
            return unknown(id_, ill)
        answer = Answer(
            "fail", f"it could not be looked at ({told_by(fault)})", "Mend what the checks above name, then look again."
        )
    return Check(id=id_, state=answer.state, said=answer.said, mend=answer.mend)


def unknown(id_: str, because: str) -> Check:
    """A check that could not be made. Takes: because - the check that says why."""
    return Check(id=id_, state="unknown", said=f"not looked at: '{because}' is broken", because=because)
