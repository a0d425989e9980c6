"""How often and on what ground a concession may be given, against what was given before."""

from __future__ import annotations

from dataclasses import dataclass

from stepladder.core.case import work_commands as c
from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.policy.obligations import Concession


@dataclass(frozen=True, slots=True)
class MadeBefore:
    """What was accepted so far under the same contract, by the id of the offer; each as often as it was."""

    accepted: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, per: str | None) -> MadeBefore:
        return cls(tuple(one.offer for one in case.offers if one.outcome == "accepted" and one.per == per))


def must_be_within(case: Case, one: Concession, command: c.Offer, before: MadeBefore) -> None:
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
    excluded = [other for other in one.excludes if other in before.accepted]
    if excluded:
        raise Refused(
            f"{one.id} does not stand beside {', '.join(excluded)}, which was given",
            where=where,
            mend="Only one of them is given.",
            source=one.source,
        )


def _offered(case: Case) -> set[str]:
    return {one.offer for one in case.offers if one.outcome != "refused"}
