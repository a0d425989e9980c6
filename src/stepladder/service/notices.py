"""What a notice says: how bad, what next, by when, for whom, and what is still to be asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from stepladder.core.case.drafting import told_with
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.known_words import categories_in_words, levels_in_words
from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.clock.when_words import instant_in_words
from stepladder.core.clock.zones import zone
from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError, parse_instant
from stepladder.service import asking
from stepladder.service.desk import Desk
from stepladder.service.field_values import shown_values
from stepladder.service.notices_work import Composed as Composed
from stepladder.service.notices_work import news_of_work
from stepladder.service.ports import Text

_AROUND = 60
_LATE = timedelta(seconds=5)


def compose(desk: Desk, workspace: str, case: Case, delivery: DeliveryOrder, *, remark: str | None = None) -> Composed:
    """The words of a delivery, as things stand now; instants in the zone of the policy.

    Takes: remark - why it goes to somebody else than was meant; customers are not told.
    """
    pack = desk.packs.by_digest(workspace, case.digest)
    if delivery.purpose == "message":
        return _to_customer(desk, workspace, case, delivery)
    if delivery.purpose == "internal":
        return _to_colleagues(desk, workspace, case, delivery, Names(desk, workspace, case, pack), remark)
    names = Names(desk, workspace, case, pack)
    news = _from_template(desk, workspace, case, delivery, names)
    news = news or news_of_work(delivery, case, pack, names) or _news(delivery, case, names)
    parts = [
        news.body,
        f"You get this because {remark}." if remark else "",
        f"{names.headline}\nCase {case.id}, {names.customer}",
        _listed("Due", [names.promise(clock) for clock in _waiting(case)]),
        _listed("Hand-over", _fields(desk, workspace, case, pack)),
        _listed("Still to ask", [one.ask for one in case.assessment.questions] if case.assessment else []),
        _listed("What the customer wrote", _quotes(desk, workspace, case)),
        f"Open the case: {desk.link}/cases/{case.id}",
    ]
    return Composed(news.subject, "\n\n".join(part for part in parts if part) + "\n")


def _from_template(desk: Desk, workspace: str, case: Case, delivery: DeliveryOrder, names: Names) -> Composed | None:
    """The template that the policy tells a team with, as far as things are known; None where it names none."""
    if delivery.template is None:
        return None
    try:
        verdict = asking.verdict_for(desk.store, workspace, case, names.pack, desk.time.now())(knowledge_of(case))
    except DeskError:
        return None  # A notice that cannot be worded by its template still goes out.
    letter = told_with(case, verdict, delivery.template)
    if letter is None:
        return None
    copy = "This is a copy for you to know.\n\n" if delivery.copy else ""
    return Composed(letter.subject or f"{names.headline} - {names.customer}", f"{copy}{letter.body.rstrip()}")


class Names:
    """The words for a case: titles of the policy, the customer as known on the case, instants in the policy's zone."""

    def __init__(self, desk: Desk, workspace: str, case: Case, pack: Pack) -> None:
        self.pack, self._zone = pack, zone(pack.zone)
        self.level = levels_in_words(pack, case)
        self.category = categories_in_words(pack, case)
        self.headline = " - ".join(part for part in (self.level, self.category) if part) or pack.text.header.title
        record = asking.customer_of(desk.store, workspace, case)
        name = (record.name if record else None) or case.customer
        plan = f" ({record.plan})" if record and record.plan else ""
        self.customer = f"{name}{plan}" if name else "customer not known"
        self._people = {one.id: one.name for one in desk.store.people(workspace)}
        self._people |= {one.id: one.title or one.id for one in pack.text.directory}
        self.routes = {one.id: one.because for one in pack.text.routes}

    def person(self, identifier: str) -> str:
        """A person or a role, as one calls them."""
        return self._people.get(identifier, identifier)

    def instant(self, moment: datetime) -> str:
        """`Sun 9 Mar 2025, 00:10 EST`."""
        return instant_in_words(moment, self._zone)

    def promise(self, clock: CaseClock) -> str:
        state = ", missed" if clock.state == "missed" else ""
        return f"{kind_of(clock)} by {self.instant(clock.due_at)}{state}"


def kind_of(clock: CaseClock) -> str:
    """`first response`, or `team response of security`."""
    return clock.kind.replace("_", " ") + (f" of {clock.team}" if clock.team else "")


def _news(delivery: DeliveryOrder, case: Case, names: Names) -> Composed:
    details = delivery.details
    if delivery.purpose in ("at_risk", "missed"):
        clock = case.clocks.get(str(details.get("slot")))
        what = kind_of(clock) if clock is not None else "promise"
        due_at = parse_instant(str(details["due_at"]))
        by = names.instant(due_at)
        if delivery.purpose == "missed":
            late = "\nIt was noticed late: the desk was not at work in between." if _late(delivery, due_at) else ""
            return Composed(
                f"Missed: {what} - {names.headline} - {names.customer}",
                f"The {what} was due by {by} and was missed.{late}",
            )
        share = details.get("share")
        return Composed(
            f"At risk: {what} due {by} - {names.headline}",
            f"{share} % of the time for the {what} is used. It is due by {by}.",
        )
    if delivery.purpose == "retired":
        return Composed(f"Policy retired: {names.headline} - {names.customer}", _of_retirement(delivery, case))
    if delivery.purpose == "failure":
        to, channel, reason = details.get("to"), details.get("channel"), details.get("reason")
        return Composed(
            f"Not reached: {to} - {names.headline} - {names.customer}",
            f"{to} could not be told by {channel}: {reason}.\nYou are told instead: tell them another way.",
        )
    because = names.routes.get(str(details.get("route")), "")
    copy = "This is a copy for you to know." if delivery.copy else ""
    return Composed(f"{names.headline} - {names.customer}", "\n".join(part for part in (because, copy) if part))


def _of_retirement(delivery: DeliveryOrder, case: Case) -> str:
    slots = [str(one) for one in delivery.details.get("slots") or ()]
    clocks = ", ".join(kind_of(case.clocks[slot]) for slot in slots if slot in case.clocks)
    stopped = f"These clocks were stopped: {clocks}." if clocks else "No clock was running."
    return (
        f"The policy of this case, {case.pack} {case.pack_version.partition('+')[0]}, is retired: "
        f"{delivery.details.get('because')}\n"
        f"{stopped} None will start any more.\n"
        "The case stays open, and what the customer still waits for is in your hands."
    )


def _late(delivery: DeliveryOrder, due_at: datetime) -> bool:
    # A promise that includes its limit is missed one second after it.
    return delivery.created_at - due_at > _LATE + timedelta(seconds=1)


def _to_customer(desk: Desk, workspace: str, case: Case, delivery: DeliveryOrder) -> Composed:
    words = desk.store.texts(workspace, [delivery.text]).get(delivery.text) if delivery.text else None
    if words is None:
        raise DeskError("its words are gone", where=f"delivery {delivery.id}", mend="Write it again.")
    if words.subject:
        return Composed(words.subject, words.body)
    first = next((one.subject for one in _signal_words(desk, workspace, case).values() if one.subject), None)
    return Composed(f"Re: {first}" if first else "Your message to us", words.body)


def _to_colleagues(
    desk: Desk, workspace: str, case: Case, delivery: DeliveryOrder, names: Names, remark: str | None
) -> Composed:
    """What a person wrote to our own people, and where the case is found."""
    words = desk.store.texts(workspace, [delivery.text]).get(delivery.text) if delivery.text else None
    if words is None:
        raise DeskError("its words are gone", where=f"delivery {delivery.id}", mend="Write it again.")
    parts = [
        words.body,
        f"You get this because {remark}." if remark else "",
        f"Open the case: {desk.link}/cases/{case.id}",
    ]
    body = "\n\n".join(part.rstrip() for part in parts if part) + "\n"
    return Composed(words.subject or f"{names.headline} - {names.customer}", body)


def _waiting(case: Case) -> list[CaseClock]:
    return sorted(
        (clock for clock in case.clocks.values() if clock.waits), key=lambda clock: (clock.due_at, clock.slot)
    )


def _fields(desk: Desk, workspace: str, case: Case, pack: Pack) -> list[str]:
    """Each piece of the hand-over with its value, and in one line those that are not known yet."""
    if case.assessment is None or not case.assessment.fields:
        return []
    try:
        values = shown_values(
            asking.verdict_for(desk.store, workspace, case, pack, desk.time.now())(knowledge_of(case))
        )
    except DeskError:
        values = {}
    lines, missing = list[str](), list[str]()
    for one in case.assessment.fields:
        value = values.get((one.scope, one.id))
        if value is None:
            missing += [] if one.optional else [one.title]
            continue
        said = " ".join(value.split())
        lines.append(f"{one.title}: {said if len(said) <= 300 else said[:299] + '…'}")
    if missing:
        lines.append(f"Not known yet: {', '.join(dict.fromkeys(missing))}")
    return list(dict.fromkeys(lines))


def _quotes(desk: Desk, workspace: str, case: Case) -> list[str]:
    """The words that made the rules match, with a little on either side."""
    words = _signal_words(desk, workspace, case)
    found = []
    for trigger in case.triggers.values():
        if trigger.state == "corrected":
            continue
        for one in trigger.evidence:
            text = words.get(one.signal)
            body = (text.subject or "" if one.field == "subject" else text.body) if text is not None else ""
            start, end = max(0, one.start - _AROUND), min(len(body), one.end + _AROUND)
            if body:
                quote = " ".join(body[start:end].split())
                found.append(f'"{"..." if start else ""}{quote}{"..." if end < len(body) else ""}"')
    return list(dict.fromkeys(found))


def _signal_words(desk: Desk, workspace: str, case: Case) -> dict[str, Text]:
    signals = desk.store.signals(workspace, case.signals)
    texts = desk.store.texts(workspace, [one.text for one in signals.values() if one.text])
    return {one.id: texts[one.text] for one in signals.values() if one.text and one.text in texts}


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""
