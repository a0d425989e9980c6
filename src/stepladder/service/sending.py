"""Messages go out: claimed under a lease, composed as things stand, sent, reported; what fails is told to somebody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stepladder.core.agenda.notices import no_longer_needed as needless_on_agenda
from stepladder.core.case.commands import ReportFailure
from stepladder.core.case.needed import no_longer_needed
from stepladder.core.case.reach import Reached, Unreachable
from stepladder.service.addresses import resolve
from stepladder.service.agendas import agenda_of
from stepladder.service.commands import ask_of_case
from stepladder.service.desk import Desk
from stepladder.service.notices import Composed, compose
from stepladder.service.notices_agenda import news_of_agenda
from stepladder.service.ports import (
    AttemptEnd,
    AttemptReport,
    Channel,
    ClaimedDelivery,
    Lane,
    Message,
    NotSent,
    StaleCase,
    Text,
)
from stepladder.service.problems import BadInput, NotFound

_log = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(hours=1)
CRITICAL = 3
ANY = "*"
"""The key of the channel that takes what no other serves."""

Chance = Callable[[], float]
"""A number from 0 to 1, so that many who failed together do not come back together."""


@dataclass(frozen=True, slots=True)
class SenderLane:
    """What one sender takes, how many at a time, and for how long it may hold them."""

    name: str
    lane: Lane
    batch: int
    lease_seconds: int
    try_seconds: int
    """How long one try may take: with less than that left of its lease, none is begun."""


def lanes(desk: Desk) -> tuple[SenderLane, ...]:
    """One lane per way of sending, so that a peer that hangs holds up nobody else's messages."""
    named = tuple(sorted(name for name in desk.channels if name != ANY))
    return tuple(
        _lane(name, desk.channels[name], Lane(only=(name,)) if name != ANY else Lane(besides=named))
        for name in (*named, ANY)
        if name in desk.channels
    )


def _lane(name: str, channel: Channel, lane: Lane) -> SenderLane:
    # All of a batch must fit into its lease, even if each try takes as long as it may.
    batch = max(1, min(50, 120 // channel.deadline_seconds))
    return SenderLane(name, lane, batch, 60 + batch * channel.deadline_seconds, channel.deadline_seconds)


def send_due(desk: Desk, lane: SenderLane, chance: Chance) -> int:
    """Send one batch of a lane; how many were taken up."""
    settle_expired(desk)
    claimed = desk.store.claim_deliveries(desk.time.now(), lane.lease_seconds, lane.batch, lane.lane)
    for one in claimed:
        try:
            now = desk.time.now()
            if now + timedelta(seconds=lane.try_seconds) > one.lease_until:
                # Others were slow. Sent now, it could still be on its way when somebody else takes it up.
                late = "its sender had no time left for it"
                desk.store.report_attempt(_report(desk, one, "failed", reason=late, retry_at=now))
                continue
            desk.store.report_attempt(_send(desk, one, chance))
        # One delivery that cannot even be tried must not hold up the others.
        except Exception as fault:
            _log.exception("delivery %s of case %s failed", one.delivery.id, one.delivery.case)
            _give_back(desk, one, f"the desk failed ({type(fault).__name__})", chance)
    return len(claimed)


def settle_expired(desk: Desk) -> None:
    """Whose sender was cut off may have gone out: shown as uncertain, and tried again where that is right."""
    for one in desk.store.expired_leases(desk.time.now(), 100):
        try:
            desk.store.report_attempt(_uncertain(desk, one, "its sender was cut off; it may have gone out"))
        # One whose case cannot be told must not hold up the others.
        except Exception:
            _log.exception("delivery %s of case %s could not be settled", one.delivery.id, one.delivery.case)


def after_doubt(one: ClaimedDelivery, now: datetime) -> datetime | None:
    """A notice inside the house goes out once more under the same key: twice is better than never. Others do not."""
    return now if one.delivery.purpose != "message" and one.doubts == 0 else None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a message is tried: the pause after the first try, and how many tries there are."""

    first_pause: timedelta
    most_attempts: int

    def pause(self, attempts: int, chance: Chance) -> timedelta:
        """How long to wait after this many tries: twice as long each time, between half and all of it."""
        whole: timedelta = min(self.first_pause * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
        return whole * (0.5 + chance() / 2)


def patience(urgency: int) -> Patience:
    """Of a critical case somebody else must hear within minutes; others may wait half an hour for a peer."""
    return Patience(timedelta(seconds=5), 6) if urgency >= CRITICAL else Patience(timedelta(seconds=15), 8)


def resend(desk: Desk, workspace: str, delivery: str) -> None:
    """A person says: send it again. It is tried as often as a new one.

    Raises: BadInput - it is under way, went out, is not there, or is not needed any more (`needed`).
    """
    if not desk.store.resend(workspace, delivery, desk.time.now()):
        raise BadInput(
            "it is under way, went out, is not needed any more, or is not there",
            where=f"delivery {delivery[:80]}",
            mend="Look at how it stands.",
        )


def _send(desk: Desk, one: ClaimedDelivery, chance: Chance) -> AttemptReport:
    delivery = one.delivery
    if not delivery.case:
        return _send_of_agenda(desk, one, chance)
    case = desk.store.load_case(one.workspace, delivery.case)
    if case is None:
        raise NotFound("there is no such case", where=f"case {delivery.case}", mend="Restore the database.")
    needless = no_longer_needed(delivery, case)
    if needless is not None:
        return _report(desk, one, "held", reason=needless)
    pack = desk.packs.as_written(one.workspace, case.digest)
    try:
        reached = resolve(desk.store, one.workspace, pack, case, delivery.to, delivery.channel, now=desk.time.now())
    except Unreachable as fault:
        return _failed_for_good(desk, one, fault.reason)
    words = compose(desk, one.workspace, case, delivery, remark=reached.remark)
    text = Text(
        id=f"{delivery.id}/sent",
        person=case.contact or case.customer,
        kind="delivery",
        subject=words.subject,
        body=words.body,
    )
    return _try(desk, one, reached, words, text, chance)


def _send_of_agenda(desk: Desk, one: ClaimedDelivery, chance: Chance) -> AttemptReport:
    delivery = one.delivery
    agenda = agenda_of(desk.store, one.workspace, str(delivery.details["agenda"]))
    needless = needless_on_agenda(delivery, agenda)
    if needless is not None:
        return _report(desk, one, "held", reason=needless)
    pack = desk.packs.as_written(one.workspace, agenda.digest)
    try:
        reached = resolve(desk.store, one.workspace, pack, None, delivery.to, delivery.channel, now=desk.time.now())
    except Unreachable as fault:
        return _failed_for_good(desk, one, fault.reason)
    words = news_of_agenda(delivery, agenda, pack, desk.link, remark=reached.remark)
    text = Text(id=f"{delivery.id}/sent", person=None, kind="delivery", subject=words.subject, body=words.body)
    return _try(desk, one, reached, words, text, chance)


def _try(
    desk: Desk, one: ClaimedDelivery, reached: Reached, words: Composed, text: Text, chance: Chance
) -> AttemptReport:
    channel = desk.channels.get(reached.channel) or desk.channels[ANY]
    message = Message(key=one.delivery.id, to=reached.address, subject=words.subject, body=words.body)
    try:
        sent = channel.send(message)
    except NotSent as fault:
        now = desk.time.now()
        if fault.maybe:
            return _uncertain(desk, one, fault.reason, reached.address, text)
        patient = patience(one.delivery.urgency)
        if fault.again and one.attempts < patient.most_attempts:
            retry_at = now + patient.pause(one.attempts, chance)
            return _report(
                desk, one, "failed", reason=fault.reason, address=reached.address, retry_at=retry_at, text=text
            )
        return _failed_for_good(desk, one, fault.reason, reached.address, text)
    state: AttemptEnd = "delivered" if sent.delivered else "sent"
    # Who looks at the delivery must see that it went to somebody else than it says.
    return _report(desk, one, state, reason=reached.remark, address=reached.address, text=text, provider_ref=sent.ref)


def _failed_for_good(
    desk: Desk, one: ClaimedDelivery, reason: str, address: str | None = None, text: Text | None = None
) -> AttemptReport:
    """The case gets a named error and the fallback role a notice (Q-22): told first: no crash may keep it quiet."""
    _tell_failure(desk, one, reason)
    return _report(desk, one, "dead", reason=reason, address=address, text=text)


def _uncertain(
    desk: Desk, one: ClaimedDelivery, reason: str, address: str | None = None, text: Text | None = None
) -> AttemptReport:
    """Nobody knows whether it went out. Where it is not tried once more, somebody must ask, and so is told."""
    retry_at = after_doubt(one, desk.time.now())
    if retry_at is None:
        _tell_failure(desk, one, f"it may not have arrived: {reason}")
    return _report(desk, one, "uncertain", reason=reason, address=address, retry_at=retry_at, text=text)


def _tell_failure(desk: Desk, one: ClaimedDelivery, reason: str) -> None:
    delivery = one.delivery
    if not delivery.case:
        # It stays due on the agenda, and is told to the fallback role once it is overdue.
        _log.error("notice %s to %s failed: %s", delivery.id, delivery.to, reason)
        return
    # Named by the try as well: what fails again after a person sent it again is heard again.
    failed = f"{delivery.id}/{one.fence}"
    command = ReportFailure(delivery=failed, to=delivery.to, channel=delivery.channel, reason=reason)
    for _ in range(8):
        change = ask_of_case(desk, one.workspace, delivery.case, command, "desk")
        if change is None:
            return
        try:
            desk.store.commit([change])
            return
        except StaleCase:
            continue
    raise RuntimeError(f"case {delivery.case} changes faster than it can be read")


def _give_back(desk: Desk, one: ClaimedDelivery, reason: str, chance: Chance) -> None:
    """Nothing went out: try again later, or tell that it failed."""
    try:
        patient = patience(one.delivery.urgency)
        if one.attempts < patient.most_attempts:
            retry_at = desk.time.now() + patient.pause(one.attempts, chance)
            desk.store.report_attempt(_report(desk, one, "failed", reason=reason, retry_at=retry_at))
        else:
            desk.store.report_attempt(_failed_for_good(desk, one, reason))
    except Exception:
        # Its lease will end, and then it is looked at again.
        _log.exception("delivery %s could not be given back", one.delivery.id)


def _report(
    desk: Desk,
    one: ClaimedDelivery,
    state: AttemptEnd,
    *,
    reason: str | None = None,
    address: str | None = None,
    retry_at: datetime | None = None,
    text: Text | None = None,
    provider_ref: str | None = None,
) -> AttemptReport:
    return AttemptReport(
        workspace=one.workspace,
        delivery=one.delivery.id,
        fence=one.fence,
        at=desk.time.now(),
        state=state,
        address=address,
        reason=reason,
        provider_ref=provider_ref,
        retry_at=retry_at,
        text=text,
    )
