"""A published policy is retired: looked at before, then told to every open case that goes by it (T6).

Elsewhere a policy that is switched off takes its deadlines and its notices with it, and nobody hears of it. Here each
case is told why its clocks stop, stays open with its owner, and says on its page that nothing is promised any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from stepladder.core.case.commands import RetirePolicy
from stepladder.core.case.events import PolicyRetired
from stepladder.core.case.retire import retire_policy as retired_case
from stepladder.service.agendas import follow_policy
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.open_cases import open_cases
from stepladder.service.policies import policy_of
from stepladder.service.problems import BadInput, Stale
from stepladder.service.requests import CONTROL
from stepladder.service.rows import Retirement

LONGEST_REASON = 500
SETTLES_AFTER = timedelta(minutes=1)
"""When to look for cases once more: whoever decided by the version before has long stored its case by then."""


class SettleRetirement(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="settle_retirement"):
    """A reaction of a retirement to itself: send every case that was opened meanwhile its command."""

    digest: str
    retired_at: datetime
    because: str


class RetirementPreview(Made, frozen=True, kw_only=True):
    """What retiring a version would stop if it happened at once.

    Fields: open_cases - how many go by it and have not stopped before; running - their clocks that would stop;
    overdue - clocks that are late by now, which stay missed and go on to wait for their late answer.
    """

    open_cases: int
    running: int
    overdue: int


def preview_retirement(desk: Desk, workspace: str, digest: str) -> RetirementPreview:
    """Counts what would stop. Reads a batch of cases at a time, stores nothing."""
    now = desk.time.now()
    cases = running = overdue = 0
    for case in open_cases(desk.store, workspace):
        if case.digest != digest:
            continue
        events = retired_case(case, "", now=now)
        stopped = next((one.event.cancelled for one in events if isinstance(one.event, PolicyRetired)), None)
        if stopped is None:
            continue
        cases += 1
        running += len(stopped)
        overdue += sum(clock.waits and slot not in stopped for slot, clock in case.clocks.items())
    return RetirementPreview(open_cases=cases, running=running, overdue=overdue)


def retire_policy(desk: Desk, workspace: str, digest: str, *, because: str, by: str, in_force_too: bool = False) -> int:
    """Retire a published version, and send each open case pinned to it the command to stop its clocks.

    All of it is one transaction; answers how many cases get the command, 0 where it is retired already. Takes:
    because - why, in up to 500 characters, which every case and its owner are told; in_force_too - retire it even if it
    is the one in force: then none is, and signals that belong to no open case are refused until one is published.
    Raises: BadInput - no reason, one too long, a candidate, the version in force where that was not said; NotFound;
    Stale - it came into force meanwhile.
    """
    policy, _ = policy_of(desk, workspace, digest)
    why = _reason(because)
    if policy.standing == "candidate":
        raise BadInput("it was never published", where=f"policy {policy.name}", mend="Discard it instead.")
    if policy.standing == "retired":
        return 0  # A second click is not a mistake.
    if policy.standing == "in_force" and not in_force_too:
        raise BadInput(
            "it is in force",
            where=f"policy {policy.name}",
            mend="Publish another one first, or say that none is to be in force.",
        )
    one = Retirement(at=desk.time.now(), by=by, because=why)
    settle = SettleRetirement(digest=policy.digest, retired_at=one.at, because=why)
    found = desk.store.retire_pack(
        workspace,
        policy.digest,
        one,
        msgspec.json.encode(RetirePolicy(because=why)),
        msgspec.json.encode(settle),
        one.at + SETTLES_AFTER,
        in_force_too=in_force_too,
    )
    if found is not None:
        follow_policy(desk, workspace)
        return found
    if policy_of(desk, workspace, policy.digest)[0].standing == "retired":
        return 0
    raise Stale("it came into force meanwhile", where=f"policy {policy.name}", mend="Look at the history again.")


def _reason(because: str) -> str:
    why = " ".join(because.split())
    if not why:
        raise BadInput("a reason is missing", where="because", mend="Say why: every case and its owner are told.")
    if CONTROL.search(why):
        raise BadInput("it holds a control character", where="because", mend="Take it out.")
    if len(why) > LONGEST_REASON:
        raise BadInput("it is too long", where="because", mend=f"Use at most {LONGEST_REASON} characters.")
    return why
