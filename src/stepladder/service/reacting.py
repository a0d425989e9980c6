"""Commands that signals and events of a case cause elsewhere, on cases and accounts: run later, and once."""

from __future__ import annotations

import logging
from datetime import timedelta

import msgspec

from stepladder.core.account.commands import HearSignal, MergeEscalation, NoteContact, ReactionOfAccount
from stepladder.core.case.commands import Begin, DeskCommand, Recalculate, RetirePolicy
from stepladder.core.case.refused import Refused
from stepladder.core.incident.commands import AnyIncidentCommand, AnyWatchCommand, BurstOver, IncidentCommand, Report
from stepladder.service.accounts import ask_of_account
from stepladder.service.calendar_revisions import Settle
from stepladder.service.commands import ask_of_case
from stepladder.service.desk import Desk
from stepladder.service.incidents import ask_of_incident, ask_of_watch
from stepladder.service.ports import AnyChange, ClaimedReaction, StaleCase
from stepladder.service.problems import NotFound
from stepladder.service.retiring import SettleRetirement
from stepladder.service.splitting import begin_case

_log = logging.getLogger(__name__)
_Asked = DeskCommand | ReactionOfAccount | AnyWatchCommand | AnyIncidentCommand | Settle | SettleRetirement
_COMMAND: msgspec.json.Decoder[_Asked] = msgspec.json.Decoder(_Asked)
_LONGEST_PAUSE = timedelta(hours=1)


def run_reactions(desk: Desk, limit: int = 100) -> int:
    """Run one batch of due reactions; how many were taken up."""
    claimed = desk.store.claim_reactions(desk.time.now(), limit)
    for one in claimed:
        try:
            _run(desk, one)
        except StaleCase:
            desk.store.postpone_reaction(one, desk.time.now() + timedelta(seconds=1))
        # One that fails must not hold up the others: it waits longer each time, and the log names it.
        except Exception:
            pause = min(timedelta(seconds=5) * 2 ** min(one.tries, 10), _LONGEST_PAUSE)
            _log.exception("the reaction to %s on %s failed", one.reaction.event, one.reaction.target)
            desk.store.postpone_reaction(one, desk.time.now() + pause)
    return len(claimed)


def _run(desk: Desk, one: ClaimedReaction) -> None:
    command = _COMMAND.decode(one.reaction.command)
    if isinstance(command, Settle):
        recalculate = msgspec.json.encode(Recalculate(revision=command.revision))
        desk.store.settle_calendars(one, command.revision, recalculate)
        return
    if isinstance(command, SettleRetirement):
        retire = msgspec.json.encode(RetirePolicy(because=command.because))
        desk.store.settle_retirement(one, command.digest, command.retired_at, retire)
        return
    try:
        change: AnyChange | None
        # The command says of which kind its target is: a target written before there were accounts is a case.
        if isinstance(command, Begin):
            change = begin_case(desk, one.workspace, one.reaction.target, command, "desk")
        elif isinstance(command, HearSignal | NoteContact | MergeEscalation):
            change = ask_of_account(desk, one.workspace, command.account, command, "desk")
        elif isinstance(command, Report | BurstOver):
            change = ask_of_watch(desk, one.workspace, _name(one), command)
        elif isinstance(command, IncidentCommand):
            change = ask_of_incident(desk, one.workspace, _name(one), command, "desk")
        else:
            change = ask_of_case(desk, one.workspace, one.reaction.target, command, "desk")
    except (Refused, NotFound) as fault:
        desk.store.finish_reaction(one, None, f"refused: {fault.what}")
        return
    desk.store.finish_reaction(one, change)


def _name(one: ClaimedReaction) -> str:
    """What a target is called within its kind: `incident:i-c1` is `i-c1`."""
    return one.reaction.target.partition(":")[2]
