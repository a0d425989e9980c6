"""Every requirement with how far it has come, what it owes, where it stands, and what tries it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from stepladder.core.lint.coverage.carriers import carriers
from stepladder.core.lint.coverage.lived import Lived, is_lived, lived
from stepladder.core.lint.coverage.owed import STATES, Owed, State, is_below, owes
from stepladder.core.lint.coverage.playing import REFUSED
from stepladder.core.lint.coverage.proof import Proof, Proving, held_by
from stepladder.core.lint.coverage.requirement import Requirement
from stepladder.core.rehearse.scenario import Scenario


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement.

    Fields: owes, in_the_end - the state it must have reached today, and once all is built; elements - what carries it,
    as `pack: section/id`; tests - what comes out otherwise without it where that was tried, else what names it;
    proved - whether anything does, None where it was not tried; reason - why it is missing or not proved.
    """

    id: str
    pack: str
    construct: str
    statement: str
    state: State
    owes: State
    in_the_end: State
    elements: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    proved: bool | None = None
    reason: str = ""

    @property
    def is_below(self) -> bool:
        return is_below(self.state, self.owes)


def covered(
    proving: Proving, rows: Iterable[Requirement], table: tuple[Owed, ...], proofs: Mapping[str, Proof] | None = None
) -> Iterator[Row]:
    """The rows of one policy. Takes: proofs - by the id of the row, None where nothing was tried."""
    cites = _cites(proving)
    lives = _lives(proving)
    for row in rows:
        places = proving.stands.get(row.id, ())
        owed, in_the_end = owes(row, table)
        proof = (proofs or {}).get(row.id)
        seen = [name for name, by in lives.items() if any(is_lived(row.id, one, by) for one in carriers(row, places))]
        played = proving.plays(row, seen) if proof is None else tuple(name for name in seen if name in proof.tests)
        yield Row(
            id=row.id,
            pack=row.pack,
            construct=row.construct,
            statement=row.statement,
            state="lived" if played else "stated" if places else "missing",
            owes=owed,
            in_the_end=in_the_end,
            elements=tuple(f"{proving.pack.id}: {name}" for name, _ in held_by(row, places)) if places else (),
            tests=proof.tests if proof is not None else (*cites.get(row.id, ()), *played),
            proved=proof.proved if proof is not None else None,
            reason=proof.reason if proof is not None else "" if places else "Nothing in the policy names it.",
        )


def as_document(rows: Iterable[Row]) -> dict[str, Any]:
    """The rows as JSON values, with how many there are in each state."""
    listed = tuple(rows)
    counted = Counter(row.state for row in listed)
    return {
        "total": len(listed),
        "by_state": {state: counted[state] for state in STATES if state != "missing" or counted[state]},
        "rows": listed,
    }


def _cites(proving: Proving) -> dict[str, list[str]]:
    """The examples whose decision names a requirement as a source, by the requirement."""
    found: dict[str, list[str]] = {}
    for trial, answer in zip(proving.trials, proving.answers, strict=True):
        if answer == REFUSED or isinstance(trial.what, Scenario):
            continue
        for row in dict.fromkeys(_sources(msgspec.json.decode(answer))):
            found.setdefault(row, []).append(trial.name)
    return found


def _lives(proving: Proving) -> dict[str, frozenset[Lived]]:
    """What each rehearsal named, by the rehearsal."""
    return {
        trial.name: lived(msgspec.json.decode(answer))
        for trial, answer in zip(proving.trials, proving.answers, strict=True)
        if isinstance(trial.what, Scenario) and answer != REFUSED
    }


def _sources(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from value if key == "source" else _sources(value)
    elif isinstance(node, list):
        for one in node:
            yield from _sources(one)
