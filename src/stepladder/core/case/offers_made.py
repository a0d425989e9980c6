"""How often and on what ground a concession may be given, against what was given before."""

from __future__ import annotations

from dataclasses import dataclass

from stepladder.core.case import work_commands as c
from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.policy.obligations import Concession, Rung, Term
from stepladder.core.triage.verdict import Verdict


@dataclass(frozen=True, slots=True)
class MadeBefore:
    """What was accepted so far under the same contract, by the id of the offer; each as often as it was."""

    accepted: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, per: str | None) -> MadeBefore:
        return cls(tuple(one.offer for one in case.offers if one.outcome == "accepted" and one.per == per))


def must_be_within(verdict: Verdict, case: Case, one: Concession, command: c.Offer, before: MadeBefore) -> None:
    """Raises: Refused - it was given so often, lacks its ground or proof, or stands beside what excludes it."""
    where = f"case {case.id}"
    if one.at_most is not None and before.accepted.count(one.id) >= one.at_most:
        raise Refused(
            f"{one.id} was given {one.at_most} time{'s' if one.at_most > 1 else ''}, which is all there is",
            where=where,
            mend="Offer something else.",
            source=one.source,
        )
    if one.ground and command.ground not in (None, one.ground):
        raise Refused(
            f"the ground of {one.id} is {one.ground}",
            where=where,
            mend=f"Send ground: {one.ground}.",
            source=one.source,
        )
    if one.proof and not command.proof:
        raise Refused(
            f"{one.id} needs its proof", where=where, mend="Name the attachment that shows it in `proof`.",
            source=one.source,
        )  # fmt: skip
    tied = [other for other in one.only_with if other not in _offered(case)]
    if one.only_with and len(tied) == len(one.only_with):
        raise Refused(
            f"{one.id} is given only with {' or '.join(one.only_with)}",
            where=where,
            mend="Offer that first.",
            source=one.source,
        )
    must_stand_beside(verdict, case, one, before)


def must_stand_beside(verdict: Verdict, case: Case, one: Concession | Term | Rung, before: MadeBefore) -> None:
    """Raises: Refused - it excludes what was given, or is excluded by it; a ladder is named for all its places."""
    text = verdict.pack.text
    excludes = one.excludes if not isinstance(one, Rung) else ()
    excluded = [other for other in dict.fromkeys(before.accepted) if not _with_parents([other]).isdisjoint(excludes)]
    names = _with_parents([one.id])
    rules: tuple[Concession | Term, ...] = (*text.concessions, *text.terms)
    for given in rules:
        if given.id in before.accepted and not names.isdisjoint(given.excludes) and given.id not in excluded:
            excluded.append(given.id)
    if excluded:
        raise Refused(
            f"{one.id} does not stand beside {', '.join(excluded)}, which was given",
            where=f"case {case.id}",
            mend="Only one of them is given.",
            source=one.source,
        )


def _offered(case: Case) -> set[str]:
    return _with_parents([one.offer for one in case.offers if one.outcome != "refused"])


def _with_parents(offers: list[str]) -> set[str]:
    """`write-down/3/1` is a part of `write-down/3`, and both are of `write-down`."""
    parts = [one.split("/") for one in offers]
    return {"/".join(names[:number]) for names in parts for number in range(1, len(names) + 1)}
