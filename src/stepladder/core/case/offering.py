"""What a person offers the customer: in the order of the ladder, within what their role may give, and on record.

The software offers nothing by itself; it says what comes next, what it is worth and who may give it (Q-36 to Q-40).
"""

from __future__ import annotations

from typing import Literal

from stepladder.core.case import work_commands as c
from stepladder.core.case.asking import counts_for
from stepladder.core.case.gating import must_be_free
from stepladder.core.case.guarding import blocked_by, guards_before
from stepladder.core.case.holding import must_not_be_held
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.offers_made import must_be_within, must_stand_beside
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, unknown
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import ConcessionGranted, OfferAnswered, OfferMade
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.policy import obligations as o
from stepladder.core.triage.ladders import places
from stepladder.core.triage.money_working import Worked, may_give, rung_amount, worked_out
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError, Money

OFFER = "offer"


def offer(story: Story, command: c.Offer, by: str, verdict_for: VerdictFor) -> None:
    """Record that something was offered, and what the customer said to it.

    An offer that is still open takes its answer by the same command again.
    """
    case = story.case
    must_be_open(case)
    must_not_be_held(case, "case", "an offer")
    verdict = verdict_for(knowledge_of(case))
    standing = next((one for one in reversed(case.offers) if one.offer == command.rung), None)
    if standing is not None and standing.outcome == "open" and command.outcome == "open":
        return
    if standing is None or standing.outcome != "open":
        made = _made(story, verdict, command)
        story.tell(made, by)
    else:
        _must_be_as_offered(case, standing, command)
    if command.outcome == "open":
        return
    story.tell(OfferAnswered(offer=command.rung, outcome=command.outcome), by)
    if command.outcome == "accepted":
        given = story.case.offers[-1] if standing is None or standing.outcome != "open" else standing
        story.tell(
            ConcessionGranted(
                offer=command.rung,
                value=given.value,
                working=given.working,
                ground=command.ground or given.ground,
                per=given.per,
            ),
            by,
        )
    reassess(story, verdict_for(knowledge_of(case)))


def _made(story: Story, verdict: Verdict, command: c.Offer) -> OfferMade:
    """The offer as it goes on record. Raises: Refused - its place, its limits or its approval speak against it."""
    case = story.case
    said = _said(case, command)
    # Whose turn has not come is told so first: no gate and no approval would help it.
    found = _on_ladder(case, verdict, command.rung)
    must_be_free(case, verdict, OFFER)
    term = next((one for one in verdict.duties.terms if one.id == command.rung), None)
    if term is not None and found is None:
        # What holds anyway is said and not given.
        must_stand_beside(verdict, case, term)
        return _offer(case, verdict, command, "term", term.value, term.source)
    concession = next((one for one in verdict.duties.concessions if one.id == command.rung), None)
    if found is None and concession is None:
        raise unknown(case, "offer of this case", command.rung, _known(verdict))
    _must_not_be_guarded(story, verdict, command.rung)
    if found is not None:
        rung, sub_rung = found
        authority = sub_rung.authority if sub_rung is not None and sub_rung.authority else rung.authority
        ladder = verdict.duties.ladder
        assert ladder is not None
        added = verdict.pack.parameters.get("ladder.value") == "add"
        value = rung_amount(ladder.ladder, rung, sub_rung, added=added)
        must_stand_beside(verdict, case, rung)
        _must_be_allowed(story, rung, authority, value, said, worked_out(value, verdict.facts))
        return _offer(case, verdict, command, "rung", value, rung.source)
    assert concession is not None
    must_be_within(verdict, case, concession, command)
    worked = worked_out(concession.value, verdict.facts)
    _must_be_allowed(story, concession, concession.authority, concession.value, said, worked)
    return _offer(case, verdict, command, "concession", concession.value, concession.source, concession.ground)


def _known(verdict: Verdict) -> tuple[str, ...]:
    ladder = verdict.duties.ladder
    rungs = [place for place, _, _ in places(ladder.ladder)] if ladder is not None else []
    return (*rungs, *(one.id for one in verdict.duties.concessions), *(one.id for one in verdict.duties.terms))


def _on_ladder(case: Case, verdict: Verdict, place: str) -> tuple[o.Rung, o.SubRung | None] | None:
    """The place, if it is on a ladder and its turn has come. Raises: Refused."""
    ladders = {id_: (one, rung, sub) for one in verdict.pack.text.ladders for id_, rung, sub in places(one)}
    if place not in ladders:
        return None
    ladder, rung, sub_rung = ladders[place]
    stands, where = verdict.duties.ladder, f"case {case.id}"
    if stands is None or stands.ladder.id != ladder.id:
        raise Refused(
            f"the ladder {ladder.id} is not for this case", where=where, mend="Look at what is the case first.",
            source=ladder.source,
        )  # fmt: skip
    if stands.frozen_by:
        raise Refused(
            f"every offer is frozen by {', '.join(stands.frozen_by)}",
            where=where,
            mend="A person with a legal say goes on from here; nothing more is offered.",
            source=ladder.source,
        )
    if stands.accepted is not None:
        raise Refused(
            f"{stands.accepted} was accepted, and with it the ladder ends",
            where=where,
            mend="Nothing more is offered on it, and nothing twice.",
            source=rung.source,
        )
    if stands.place != place:
        raise Refused(
            f"{place} is not what comes next",
            where=where,
            mend=f"Next is {stands.place}; a place opens once the one before it was refused, and none comes again."
            if stands.place is not None
            else "Everything on this ladder was refused, and none of it comes again.",
            source=rung.source,
            opens_with=OFFER if stands.place is not None else None,
        )
    if stands.state == "held":
        raise Refused(
            f"{place} waits for {rung.opens_when}",
            where=where,
            mend="Say what is known of that first.",
            source=rung.source,
            opens_with="set_fact",
        )
    return rung, sub_rung


def _must_not_be_guarded(story: Story, verdict: Verdict, offered: str) -> None:
    """A rule that locks offers gives way to what it names, and to the roles it leaves free. Raises: Refused."""
    for one in guards_before(story, (OFFER,), verdict, offered=offered):
        if one.mode == "block":
            raise blocked_by(one, story.case, verdict)


def _must_be_allowed(
    story: Story,
    one: o.Rung | o.Concession,
    authority: tuple[o.Authority, ...],
    value: o.Amount | None,
    said: Money | None,
    worked: Worked,
) -> None:
    """Whoever offers has the authority for so much, or somebody approved it; anybody where the policy names neither.

    Takes: said - the sum that was named; worked - what the whole of it comes to. Raises: Refused.
    """
    case = story.case
    asked = case.approvals.get(one.approval) if one.approval is not None else None
    if asked is not None and asked.state == "given":
        return
    # A share of what nobody knows may be offered as such; whether a sum keeps within it nobody can say.
    if said is not None and worked.value is None and value is not None and value.of is not None:
        unknown_fact = (*worked.missing, value.of)[0]
        raise Refused(
            f"nobody can say whether {said} is within {one.title or one.id} while {unknown_fact} is unknown",
            where=f"case {case.id}: amount",
            mend="Say what it is first, or leave the sum out.",
            source=one.source,
            opens_with="set_fact",
        )
    enough = [has.role for has in authority if may_give(has, value, said or worked.value)]
    if may_act_as(story.roles, enough) or (not authority and one.approval is None):
        return
    name, who = one.title or one.id, " or ".join(dict.fromkeys(enough))
    if one.approval is not None:
        alone = f", or is given by {who} alone" if who else ""
        raise Refused(
            f"{name} needs the approval {one.approval}{alone}",
            where=f"case {case.id}",
            mend="Ask for it; somebody else decides.",
            source=one.source,
            opens_with="request_approval",
        )
    raise Refused(
        f"{name} is given by {who or 'nobody alone'}",
        where=f"case {case.id}",
        mend="Let somebody with that role offer it.",
        source=one.source,
    )


def _offer(
    case: Case,
    verdict: Verdict,
    command: c.Offer,
    kind: Literal["rung", "concession", "term"],
    value: o.Amount | None,
    source: tuple[str, ...],
    ground: str = "",
) -> OfferMade:
    worked = worked_out(value, verdict.facts)
    worth = str(worked.value) if worked.value is not None else None
    return OfferMade(
        offer=command.rung,
        kind=kind,
        value=_amount(case, command, worked.value) or worth,
        working=worked.working,
        ground=command.ground or ground or None,
        proof=command.proof,
        per=counts_for(case, verdict.asked.request.contract),
        source=source,
    )


def _said(case: Case, command: c.Offer) -> Money | None:
    """The sum that was named. Raises: Refused - it is none."""
    if command.amount is None:
        return None
    try:
        said = Money.parse(command.amount, where="amount")
    except DeskError as fault:
        raise Refused(fault.what, where=f"case {case.id}: amount", mend=fault.mend) from fault
    if said.amount <= 0:
        raise Refused(
            f"{said} is nothing that can be given", where=f"case {case.id}: amount", mend="Name a sum above 0."
        )
    return said


def _must_be_as_offered(case: Case, standing: MadeOffer, command: c.Offer) -> None:
    """Raises: Refused - the answer names another sum than the offer that is open."""
    said = _said(case, command)
    if said is not None and standing.value is not None and Money.parse(standing.value, where="value") != said:
        raise Refused(
            f"{standing.offer} is open at {standing.value}, and not at {said}",
            where=f"case {case.id}: amount",
            mend="Leave the sum out to answer that offer; for another one record first that it was refused.",
        )


def _amount(case: Case, command: c.Offer, most: Money | None) -> str | None:
    """The sum that was offered. Raises: Refused - it is more than the place gives."""
    said = _said(case, command)
    if said is None:
        return None
    if most is not None and (said.currency != most.currency or said.amount > most.amount):
        raise Refused(
            f"{said} is more than {most}, which is the whole of {command.rung}",
            where=f"case {case.id}: amount",
            mend="Offer no more than that; the next place opens once this one is refused.",
        )
    return str(said)
