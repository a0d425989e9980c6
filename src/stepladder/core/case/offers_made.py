"""How often and on what ground a concession may be given, against what was given before."""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.core.case import work_commands as c
from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import AskedApproval
from stepladder.core.policy.obligations import Concession, Rung, Term
from stepladder.core.triage.ladders import ACCEPTED
from stepladder.core.triage.verdict import Verdict


def must_be_within(verdict: Verdict, case: Case, one: Concession, command: c.Offer) -> None:
    """Raises: Refused - it was given so often, lacks its ground or proof, or stands beside what excludes it."""
    where = f"case {case.id}"
    _must_be_left(verdict, case, one)
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
    must_stand_beside(verdict, case, one)


def _must_be_left(verdict: Verdict, case: Case, one: Concession) -> None:
    """Raises: Refused - it was given as often as it is; where it has an approval, that gives it once more (CC-029)."""
    times = _accepted(verdict).count(one.id)
    if one.at_most is None or times < one.at_most:
        return
    asked = case.approvals.get(one.approval) if one.approval is not None else None
    if asked is not None and asked.state == "given" and not is_spent(case, asked, (one,)):
        return
    given = f"{one.id} was given {times} time{'s' if times > 1 else ''}"
    more = one.approval is not None
    raise Refused(
        f"{given}; once more needs the approval {one.approval}" if more else f"{given}, which is all there is",
        where=f"case {case.id}",
        mend="Ask for it; somebody else decides." if more else "Offer something else.",
        source=one.source,
        opens_with="request_approval" if more else None,
    )


def is_spent(case: Case, asked: AskedApproval, among: Iterable[Concession]) -> bool:
    """Whether an approval has given one of these concessions: beyond their limit each gives one more (CC-029).

    What was offered before it was decided hung on nothing of it, whenever the customer said yes.
    """
    limited = {one.id for one in among if one.approval == asked.approval and one.at_most is not None}
    since = asked.decided_at
    if asked.state != "given" or since is None:
        return False
    return any(one.offer in limited and one.outcome == ACCEPTED and one.at >= since for one in case.offers)


def must_stand_beside(verdict: Verdict, case: Case, one: Concession | Term | Rung) -> None:
    """Raises: Refused - it excludes what was given, or is excluded by it; a ladder is named for all its places."""
    text, accepted = verdict.pack.text, _accepted(verdict)
    excludes = one.excludes if not isinstance(one, Rung) else ()
    excluded = [other for other in dict.fromkeys(accepted) if not _with_parents([other]).isdisjoint(excludes)]
    names = _with_parents([one.id])
    rules: tuple[Concession | Term, ...] = (*text.concessions, *text.terms)
    for given in rules:
        if given.id in accepted and not names.isdisjoint(given.excludes) and given.id not in excluded:
            excluded.append(given.id)
    if excluded:
        raise Refused(
            f"{one.id} does not stand beside {', '.join(excluded)}, which was given",
            where=f"case {case.id}",
            mend="Only one of them is given.",
            source=one.source,
        )


def _accepted(verdict: Verdict) -> list[str]:
    """What was accepted so far under the same contract, in this case and in others, each as often as it was."""
    held = verdict.asked.request.case
    return [one.what for one in held.attempts if one.result == ACCEPTED] if held is not None else []


def _offered(case: Case) -> set[str]:
    return _with_parents([one.offer for one in case.offers if one.outcome != "refused"])


def _with_parents(offers: list[str]) -> set[str]:
    """`write-down/3/1` is a part of `write-down/3`, and both are of `write-down`."""
    parts = [one.split("/") for one in offers]
    return {"/".join(names[:number]) for names in parts for number in range(1, len(names) + 1)}
