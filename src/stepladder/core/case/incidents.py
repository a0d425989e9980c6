"""An incident at one of its cases: a suspicion raises it at once, a person declares, and one message goes to all."""

from __future__ import annotations

from datetime import datetime

import msgspec

from stepladder.core.case import incident_commands as c
from stepladder.core.case import incident_events as e
from stepladder.core.case.events import DeliveryFailed, FactSet, TriggerCorrected, TriggerMatched
from stepladder.core.case.following import plan_follow_ups
from stepladder.core.case.gating import must_be_free
from stepladder.core.case.holding import must_not_be_held
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.moments import instant_named
from stepladder.core.case.orders import CUSTOMER, INTERNAL
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open
from stepladder.core.case.sending import read_words, tell_warnings
from stepladder.core.case.state import Case
from stepladder.core.case.story import POLICY, Story
from stepladder.core.guard.draft import DraftVerdict
from stepladder.core.policy.pack import Pack

DECLARED = "incident.declared"
"""The fact that is true on every case of a declared incident, for a policy that speaks of it."""


def link_incident(story: Story, command: c.LinkIncident, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    if case.incident == command.incident:
        return
    if case.incident is not None:
        raise Refused(
            f"the case belongs to the incident {case.incident}",
            where=f"case {case.id}",
            mend="Take it out of that one first.",
            opens_with="unlink_incident",
        )
    story.tell(e.IncidentLinked(incident=command.incident), by)


def unlink_incident(story: Story, command: c.UnlinkIncident, by: str, verdict_for: VerdictFor) -> None:
    """What the incident brought is asked anew: a person said that it is another matter."""
    case = story.case
    must_be_open(case)
    incident = _incident(case)
    story.tell(e.IncidentUnlinked(incident=incident, because=command.because), by)
    _take_back(story, "The case is no part of the incident.", verdict_for)
    reassess(story, verdict_for(knowledge_of(case)), always=True)


def declare_incident(story: Story, command: c.DeclareIncident, by: str, verdict_for: VerdictFor) -> None:
    """Only a person declares one; everything that the policy has for incidents then stands."""
    case = story.case
    must_be_open(case)
    title = command.title.strip()
    if not title:
        raise Refused("`title` is empty", where=f"case {case.id}", mend="Say in a few words what is broken.")
    if case.incident is not None and case.incident_state == "declared":
        return
    if case.incident_state == "ended":
        raise Refused(
            f"its incident {case.incident} is over",
            where=f"case {case.id}",
            mend="Take it out of that one first.",
            opens_with="unlink_incident",
        )
    # A case may begin several, one after the other: its version keeps their names apart.
    incident = command.suspicion or case.incident or f"i-{case.id}-{case.version}"
    story.tell(e.IncidentDeclared(incident=incident, title=title, features=command.features), by)
    _declared(story, verdict_for, by)


def update_incident(story: Story, command: c.UpdateIncident, by: str, verdict_for: VerdictFor) -> None:
    """One message to everybody it touches. Guards read it first, as they read any other."""
    incident, found = _may_tell_all(story, command.text, verdict_for)
    eta, row = _eta(story, command.eta), story.text_id()
    story.tell(e.IncidentUpdated(incident=incident, text=row, author=by, eta=eta), by)
    tell_warnings(story, found, row)


def end_incident(story: Story, command: c.EndIncident, by: str, verdict_for: VerdictFor) -> None:
    incident, found = _may_tell_all(story, command.text, verdict_for)
    row, first = story.text_id(), len(story.events)
    story.tell(e.IncidentEnded(incident=incident, text=row, author=by), by)
    tell_warnings(story, found, row)
    _ended(story, first, verdict_for)


def incident_news(story: Story, command: c.IncidentNews, by: str, verdict_for: VerdictFor) -> None:
    """What happened to the incident elsewhere. Nothing for a case that is no part of it any more.

    One that was closed while the incident went on hears of the end alone: its customer was given our word (SD-313).
    """
    case = story.case
    if not case.is_open:
        _closed_hears(story, command, by, verdict_for)
        return
    if case.incident not in (None, command.incident):
        return
    if case.incident is None and command.news in ("updated", "ended"):
        return
    match command.news:
        case "suspected":
            if case.incident is None:
                story.tell(e.IncidentLinked(incident=command.incident, detectors=command.detectors))
            if case.incident_state == "suspected":
                _suspected(story, command.detectors, verdict_for)
        case "declared":
            if case.incident_state != "declared":
                declared = e.IncidentDeclared(incident=command.incident, title=command.title, features=command.features)
                story.tell(declared, by)
                _suspected(story, command.detectors, verdict_for)
                _declared(story, verdict_for, POLICY)
        case "updated":
            updated = e.IncidentUpdated(
                incident=command.incident, text=command.text, author=command.author, eta=command.eta
            )
            _tell_news(story, updated, by, verdict_for)
        case "ended":
            if case.incident_state != "ended":
                first = len(story.events)
                _tell_news(story, _end_in(command), by, verdict_for)
                _ended(story, first, verdict_for)


def _closed_hears(story: Story, command: c.IncidentNews, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    is_its = case.incident == command.incident and case.incident_state == "declared" and case.merged_into is None
    if is_its and command.news == "ended":
        _tell_news(story, _end_in(command), by, verdict_for)


def _end_in(news: c.IncidentNews) -> e.IncidentEnded:
    return e.IncidentEnded(incident=news.incident, text=news.text, author=news.author)


def _tell_news(story: Story, event: e.IncidentUpdated | e.IncidentEnded, by: str, verdict_for: VerdictFor) -> None:
    """Tell the customer of the case, too, or somebody that they did not hear: as of any other message (Q-22)."""
    why = _kept_back(story.case, verdict_for)
    story.tell(msgspec.structs.replace(event, kept_back=bool(why)), by)
    if why:
        # Named as the order that the event would have made.
        delivery = f"{story.case.id}/{story.case.version}/1"
        story.tell(DeliveryFailed(delivery=delivery, to=CUSTOMER, channel=INTERNAL, reason=why))


def _kept_back(case: Case, verdict_for: VerdictFor) -> str:
    """Why words to this customer do not go out, as a person who wrote to them would be told; "" where they do."""
    try:
        must_not_be_held(case, "delivery", "a message")
        if case.is_open and any("send" in one.holds for one in case.owed.gates):
            must_be_free(case, verdict_for(knowledge_of(case)), "send")
    except Refused as fault:
        return fault.what
    return ""


def _suspected(story: Story, detectors: tuple[str, ...], verdict_for: VerdictFor) -> None:
    """The case is raised at once, to be confirmed or corrected like any reading (Q-19, Q-28)."""
    pack = verdict_for(knowledge_of(story.case)).pack
    raising = [one.id for one in pack.text.detectors if one.id in detectors and (one.category or one.level)]
    if _show(story, raising, "provisional"):
        reassess(story, verdict_for(knowledge_of(story.case)))


def _declared(story: Story, verdict_for: VerdictFor, by: str) -> None:
    pack = verdict_for(knowledge_of(story.case)).pack
    if DECLARED in pack.facts:
        story.tell(FactSet(fact=DECLARED, value=True), by)
    _show(
        story, [one.id for one in pack.text.detectors if one.scenario and _is_of_incidents(pack, one.id)], "confirmed"
    )
    reassess(story, verdict_for(knowledge_of(story.case)), always=True)


def _ended(story: Story, first: int, verdict_for: VerdictFor) -> None:
    """What follows the end is planned; what held while it went on holds no more, and the level of the case stays.

    Takes: first - the number of the event that told of the end; what rules said of its words may stand behind it.
    """
    plan_follow_ups(story, first, verdict_for)
    _take_back(story, "The incident is over.", verdict_for, scenarios_only=True)
    if story.case.facts.get(DECLARED):
        story.tell(FactSet(fact=DECLARED, value=False))
    reassess(story, verdict_for(knowledge_of(story.case)), always=True)


def _take_back(story: Story, because: str, verdict_for: VerdictFor, *, scenarios_only: bool = False) -> None:
    """The patterns that brought the cases together hold here no more; another incident may bring them again."""
    pack = verdict_for(knowledge_of(story.case)).pack
    for one in pack.text.detectors:
        known = story.case.triggers.get(one.id)
        if known is None or known.state == "corrected" or not _is_of_incidents(pack, one.id):
            continue
        if one.scenario or not scenarios_only:
            story.tell(TriggerCorrected(trigger=one.id, because=because))


def _is_of_incidents(pack: Pack, detector: str) -> bool:
    """Whether a pattern looks over all customers: only such a one brings cases together."""
    found = next(one for one in pack.text.detectors if one.id == detector)
    return found.count is not None and found.count.per == "workspace"


def _show(story: Story, detectors: list[str], state: str) -> bool:
    told = False
    for name in detectors:
        known = story.case.triggers.get(name)
        if known is not None and (known.state in ("corrected", "confirmed") or known.state == state):
            continue
        story.tell(
            TriggerMatched(
                trigger=name,
                state="confirmed" if state == "confirmed" else "provisional",
                reader="detector",
                confidence=1.0,
            )
        )
        told = True
    return told


def _may_tell_all(story: Story, text: str, verdict_for: VerdictFor) -> tuple[str, DraftVerdict]:
    """The incident whose customers may be written to in these words, and what guards say of them. Raises: Refused."""
    case = story.case
    must_be_open(case)
    incident = _incident(case)
    where = f"case {case.id}"
    if case.incident_state == "ended":
        raise Refused(
            "the incident is over",
            where=where,
            mend="Take the case out of it, and declare what came back as one of its own.",
            opens_with="unlink_incident",
        )
    if case.incident_state != "declared":
        raise Refused(
            "the incident is only suspected",
            where=where,
            mend="A person declares it first; nothing goes to customers on a guess.",
            opens_with="declare_incident",
        )
    if not text.strip():
        raise Refused("the text is empty", where=where, mend="Write what everybody is to be told.")
    must_not_be_held(case, "delivery", "a message")
    verdict = verdict_for(knowledge_of(case))
    must_be_free(case, verdict, "send")
    return incident, read_words(story, text, verdict)


def _incident(case: Case) -> str:
    if case.incident is None:
        raise Refused(
            "the case belongs to no incident",
            where=f"case {case.id}",
            mend="Link it to one, or declare one.",
            opens_with="link_incident",
        )
    return case.incident


def _eta(story: Story, written: str | None) -> datetime | None:
    case = story.case
    if written is None:
        return None
    eta = instant_named(case, written, "eta")
    if eta <= story.at:
        raise Refused(
            "`eta` is over already", where=f"case {case.id}: eta", mend="Name when it will be mended, or leave it out."
        )
    return eta
