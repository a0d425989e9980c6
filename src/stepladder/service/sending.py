"""Messages go out: claimed under a lease, composed as things stand, sent, reported; what fails is told to somebody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from stepladder.core.agenda.notices import no_longer_needed as needless_on_agenda
from stepladder.core.case.needed import no_longer_needed
from stepladder.core.case.reach import Reached, Unreachable
from stepladder.core.case.state import Case
from stepladder.service.addresses import resolve
from stepladder.service.agendas import agenda_of
from stepladder.service.attempts import failed_for_good, report, tell_of_delay, uncertain
from stepladder.service.cut_off import settle_expired as settle_expired
from stepladder.service.desk import Desk
from stepladder.service.flow import Flow, Wait
from stepladder.service.lanes import ANY as ANY
from stepladder.service.lanes import SenderLane as SenderLane
from stepladder.service.lanes import lanes as lanes
from stepladder.service.notices import Composed, compose
from stepladder.service.notices_agenda import news_of_agenda
from stepladder.service.overtaken import overtaken
from stepladder.service.patience import CRITICAL, Chance, patience, retry_at, used_up
from stepladder.service.peers import tell_of_peers
from stepladder.service.plain_notice import plain_notice
from stepladder.service.ports import AttemptEnd, AttemptReport, ClaimedDelivery, Message, NotSent, Text
from stepladder.service.problems import NotFound

_log = logging.getLogger(__name__)
_SLOW = timedelta(seconds=1)
"""After a try that took longer, what is left of a batch is claimed anew: something more urgent may have come."""


class _HeldBack(Exception):
    """Another peer than that of the lane leads to the addressee, and must wait."""

    def __init__(self, wait: Wait) -> None:
        super().__init__(wait.reason)
        self.wait = wait


class _InDoubt(Exception):
    """It may have gone out, and not even that could be stored."""


def _never() -> bool:
    return False


def send_due(desk: Desk, lane: SenderLane, chance: Chance, stopping: Callable[[], bool] = _never) -> int:
    """Send one batch of a lane; how many were taken up. Once it is `stopping`, the rest is handed back untried."""
    settle_own(desk, lane)
    settle_expired(desk)
    now = desk.time.now()
    wait = lane.flow.wait(now)
    if wait is not None:
        desk.outbox.hold_back(lane.lane, wait, now, below=CRITICAL)
    # Of a peer that was ill, one message shows whether it still is.
    batch = 1 if lane.flow.is_probing else lane.batch
    claimed = desk.store.claim_deliveries(now, lane.lease_seconds, batch, lane.lane)
    lane.untried.extend(claimed)
    while lane.untried and not stopping():
        one, begun = lane.untried.pop(0), desk.time.now()
        if begun + timedelta(seconds=lane.try_seconds) > one.lease_until:
            # Sent now, it could still be on its way when somebody else takes it up.
            desk.outbox.hand_back(one, begun)
            continue
        _take_up(desk, lane, one, chance)
        if desk.time.now() - begun > _SLOW:
            settle_own(desk, lane)
    settle_own(desk, lane)
    return len(claimed)


def settle_own(desk: Desk, lane: SenderLane) -> None:
    """Report what the database did not take before, and hand back what was not tried.

    A message that went out while the database was away is then known as sent before its lease is over.
    """
    while lane.unreported:
        desk.store.report_attempt(lane.unreported[0])
        lane.unreported.pop(0)
    while lane.untried:
        desk.outbox.hand_back(lane.untried[0], desk.time.now())
        lane.untried.pop(0)


def _take_up(desk: Desk, lane: SenderLane, one: ClaimedDelivery, chance: Chance) -> None:
    now = desk.time.now()
    lane.signs.took_up(one.delivery.urgency, now)
    try:
        # The peer may have fallen ill, or its rate be used up, by those that went before it in this batch.
        _must_not_wait(lane.flow, one, now)
        ended = _send(desk, lane, one, chance)
    except _HeldBack as held:
        desk.outbox.hand_back(one, now, held.wait)
        return
    except _InDoubt:
        # Left to the end of its lease, which makes it uncertain and tells of it.
        _log.exception("nobody could be told that delivery %s is uncertain", one.delivery.id)
        return
    # One delivery that cannot even be tried must not hold up the others.
    except Exception as fault:
        _log.exception("delivery %s of case %s failed", one.delivery.id, one.delivery.case)
        reason = f"the desk failed ({type(fault).__name__})"
        again = retry_at(one, desk.time.now(), chance)
        failed = report(desk, one, "failed", reason=reason, retry_at=again)
        ended = failed if again is not None else failed_for_good(desk, one, reason)
    lane.unreported.append(ended)
    desk.store.report_attempt(ended)
    lane.unreported.remove(ended)
    tell_of_peers(desk, lane.flows)


def _must_not_wait(flow: Flow, one: ClaimedDelivery, now: datetime) -> None:
    """What is critical never waits for others. Raises: _HeldBack."""
    wait = flow.wait(now)
    if wait is not None and one.delivery.urgency < CRITICAL and wait.holds(one.delivery.created_at, now):
        raise _HeldBack(wait)


def _send(desk: Desk, lane: SenderLane, one: ClaimedDelivery, chance: Chance) -> AttemptReport:
    delivery = one.delivery
    if not delivery.case:
        return _send_of_agenda(desk, lane, one, chance)
    case = desk.store.load_case(one.workspace, delivery.case)
    if case is None:
        raise NotFound("there is no such case", where=f"case {delivery.case}", mend="Restore the database.")
    needless = no_longer_needed(delivery, case)
    if needless is not None:
        return report(desk, one, "held", reason=needless)
    pack = desk.packs.as_written(one.workspace, case.digest)
    try:
        reached = resolve(desk.store, one.workspace, pack, case, delivery.to, delivery.channel, now=desk.time.now())
    except Unreachable as fault:
        return failed_for_good(desk, one, fault.reason)
    words = _words(desk, one, case, reached)
    text = Text(
        id=f"{delivery.id}/sent",
        person=case.contact or case.customer,
        kind="delivery",
        subject=words.subject,
        body=words.body,
    )
    return _try(desk, lane, one, reached, words, text, chance, case)


def _words(desk: Desk, one: ClaimedDelivery, case: Case, reached: Reached) -> Composed:
    try:
        return compose(desk, one.workspace, case, one.delivery, remark=reached.remark)
    except Exception:
        plain = plain_notice(one.delivery, case, desk.link, remark=reached.remark)
        if plain is None:
            raise
        # Whoever must know is told in plain words now, rather than in good ones never (F18).
        _log.exception("the words of delivery %s could not be made; it goes out in plain ones", one.delivery.id)
        return plain


def _send_of_agenda(desk: Desk, lane: SenderLane, one: ClaimedDelivery, chance: Chance) -> AttemptReport:
    delivery = one.delivery
    agenda = agenda_of(desk.store, one.workspace, str(delivery.details["agenda"]))
    needless = needless_on_agenda(delivery, agenda)
    if needless is not None:
        return report(desk, one, "held", reason=needless)
    pack = desk.packs.as_written(one.workspace, agenda.digest)
    try:
        reached = resolve(desk.store, one.workspace, pack, None, delivery.to, delivery.channel, now=desk.time.now())
    except Unreachable as fault:
        return failed_for_good(desk, one, fault.reason)
    words = news_of_agenda(delivery, agenda, pack, desk.link, remark=reached.remark)
    text = Text(id=f"{delivery.id}/sent", person=None, kind="delivery", subject=words.subject, body=words.body)
    return _try(desk, lane, one, reached, words, text, chance, None)


def _try(
    desk: Desk,
    lane: SenderLane,
    one: ClaimedDelivery,
    reached: Reached,
    words: Composed,
    text: Text,
    chance: Chance,
    case: Case | None,
) -> AttemptReport:
    delivery = one.delivery
    channel = desk.channels.get(reached.channel) or desk.channels[ANY]
    message = Message(
        key=delivery.id,
        to=reached.address,
        subject=words.subject,
        body=words.body,
        case=delivery.case,
        purpose=delivery.purpose,
        channel=reached.channel,
        at=delivery.created_at,
    )
    flow = lane.flow_to(reached.channel)
    if flow is not lane.flow:
        _must_not_wait(flow, one, desk.time.now())
    flow.began(desk.time.now())
    try:
        sent = channel.send(message)
    except NotSent as fault:
        now = desk.time.now()
        flow.ended(fault, now)
        if fault.maybe:
            # The first one, however often it was tried before: until it is sent again, nobody is told of the doubt.
            pause = patience(delivery.urgency).pause(1, chance)
            try:
                return uncertain(desk, one, fault.reason, reached.address, text, pause=pause)
            except Exception as other:
                # It must not come to stand as one that certainly did not go out.
                raise _InDoubt from other
        again = retry_at(one, now, chance, fault) if fault.again else None
        if again is None:
            return failed_for_good(desk, one, fault.reason, reached.address, text)
        if used_up(one):
            tell_of_delay(desk, one, fault.reason)
        return report(desk, one, "failed", reason=fault.reason, address=reached.address, retry_at=again, text=text)
    flow.ended(None, desk.time.now())
    state: AttemptEnd = "delivered" if sent.delivered else "sent"
    # Who looks at the delivery must see that it went to somebody else than it says, or was overtaken on its way.
    remarks = [said for said in (reached.remark, overtaken(desk, one, case)) if said]
    reason = "; ".join(remarks) or None
    return report(desk, one, state, reason=reason, address=reached.address, text=text, provider_ref=sent.ref)
