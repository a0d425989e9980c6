"""A case as one JSON value, so that most commands read one row and not a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from stepladder.core.case.apply import fold
from stepladder.core.case.events import Happened
from stepladder.core.case.state import Case
from stepladder.service.aggregate_rows import shape_of

_DECODER = msgspec.json.Decoder(Case)
_ENCODER = msgspec.json.Encoder()


def shape() -> str:
    """The form of today's snapshots of cases."""
    return shape_of(Case)


def dump(case: Case) -> str:
    return _ENCODER.encode(case).decode()


def load(case_id: str, state: str, written_as: str, history: Callable[[], Iterable[Happened]]) -> Case:
    """The case of a snapshot; one of an older form is folded from its events, which tell all of it."""
    if written_as == shape():
        return _DECODER.decode(state)
    return fold(case_id, history())
