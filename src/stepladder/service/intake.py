"""A signal comes in: decided once, stored with all it causes in one commit, answered the same for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from stepladder.service.arrived import Arrived, arrived
from stepladder.service.arrived import IntakeResult as IntakeResult
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.problems import Problem, TooLarge
from stepladder.service.together import MOST, Outcome, settle

MOST_TOLD = 1_000
"""Refused lines of a batch that are listed; of the rest only the number is told."""

Lend = Callable[[], AbstractContextManager[object]]
"""Lends what a group needs to be stored for as long as it takes, as a connection to the database."""


class RefusedLine(Made, frozen=True, kw_only=True):
    """A line of a batch that was not taken; lines count from 1."""

    line: int
    where: str
    what: str
    mend: str


class BatchResult(Made, frozen=True, kw_only=True):
    """How many lines were stored, how many had been stored before, and which were refused.

    Fields: refused - the first thousand; refused_more - how many besides, which are not listed.
    """

    accepted: int
    duplicates: int
    refused: tuple[RefusedLine, ...]
    refused_more: int = 0

    def document(self) -> dict[str, Any]:
        """The answer of `POST /signals/batch`."""
        lines = [{"line": one.line, "where": one.where, "what": one.what, "mend": one.mend} for one in self.refused]
        document = {"accepted": self.accepted, "duplicates": self.duplicates, "refused": lines}
        return document | ({"refused_more": self.refused_more} if self.refused_more else {})


def receive_signal(
    desk: Desk, workspace: str, source: str, key: str | None, body: bytes, lend: Lend = nullcontext
) -> IntakeResult:
    """Take one signal. Those that come at the same time share a commit; the answer comes after it.

    Takes: source - whose keys these are; key - of the request, else its `signal.id`; lend - for the group it may lead.
    Raises: Problem - the body, its key or its values cannot be taken, or too many wait; then nothing is stored.
    """

    def lead(group: Sequence[Arrived]) -> list[Outcome]:
        with lend():
            return settle(desk, group)

    return desk.gathering.served(arrived(workspace, source, key, body), lead)


def receive_batch(
    desk: Desk, workspace: str, source: str, lines: Iterable[bytes], *, longest: int | None = None
) -> BatchResult:
    """Take many signals, one JSON request a line, with `signal.id` as the key. The good lines are kept.

    Stored a hundred at a time, each hundred in one transaction; the answer comes after the last commit.
    Takes: longest - how many bytes of a line come through; what is longer was cut off, and is refused as that.
    """
    batch = _Batch()
    numbers: list[int] = []
    group: list[Arrived] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if longest is not None and len(line) > longest:
                what, mend = f"it is longer than {longest} bytes", "Send it by itself to /api/v1/signals."
                raise TooLarge(what, where="line", mend=mend)
            group.append(arrived(workspace, source, None, line))
        except Problem as fault:
            batch.count(number, fault)
            continue
        numbers.append(number)
        if len(group) >= MOST:
            batch.count_all(numbers, settle(desk, group))
            numbers, group = [], []
    batch.count_all(numbers, settle(desk, group))
    return batch.result()


class _Batch:
    """What became of the lines so far. Bounded, however many are refused."""

    def __init__(self) -> None:
        self._accepted = self._duplicates = self._more = 0
        self._refused: list[RefusedLine] = []

    def count_all(self, numbers: Sequence[int], outcomes: Sequence[Outcome]) -> None:
        for number, outcome in zip(numbers, outcomes, strict=True):
            self.count(number, outcome)

    def count(self, line: int, outcome: Outcome) -> None:
        """Raises: what is no problem of the line, since then something is broken."""
        if isinstance(outcome, IntakeResult):
            self._duplicates += outcome.replayed
            self._accepted += not outcome.replayed
        elif not isinstance(outcome, Problem):
            raise outcome
        elif len(self._refused) < MOST_TOLD:
            self._refused.append(RefusedLine(line=line, where=outcome.where, what=outcome.what, mend=outcome.mend))
        else:
            self._more += 1

    def result(self) -> BatchResult:
        # Lines that cannot be read are refused before those of their hundred that cannot be taken.
        refused = tuple(sorted(self._refused, key=lambda one: one.line))
        return BatchResult(
            accepted=self._accepted, duplicates=self._duplicates, refused=refused, refused_more=self._more
        )
