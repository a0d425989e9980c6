"""Which closed cases may be put away: nothing that the desk still does, counts or shows goes by them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from stepladder.core.case.archiving import Need, look_back, needed_for
from stepladder.core.case.state import Case
from stepladder.core.incident.incident import Incident
from stepladder.core.values import DeskError
from stepladder.service.accounts import account_of
from stepladder.service.desk import Desk
from stepladder.service.incidents import incident_of, incidents
from stepladder.service.registers import ENTRIES
from stepladder.service.rows import CaseFilter

SHORTEST = timedelta(days=30)
"""Nothing that was closed later is put away, however short a policy's memory is."""

_AT_ONCE = 300
"""Cases of an incident that are read in one question."""

Stays = (
    Need
    | Literal[
        "merged",
        "incident",
        "entry",
        "review",
        "sign",
        "recent",
        "under_way",
        "unsealed",
        "finding",
        "altered",
        "later",
        "changed",
    ]
)
WORDS: dict[Stays, str] = {
    "open": "open",
    "to_come": "something is still to be noticed",
    "hold": "a hold is in place",
    "offer": "the customer answered an offer, which later cases go by",
    "merged": "part of a case that is open",
    "incident": "part of an incident that goes on",
    "entry": "part of an entry in a register that is not over",
    "review": "looked at by an open review of the account",
    "sign": "a sign that stands on the account was seen in it",
    "recent": "something happened to it since that day",
    "under_way": "a message or a command is under way",
    "unsealed": "events are not sealed yet",
    "finding": "a finding of the auditor stands",
    "altered": "the history is not as it was written",
    "later": "of a later release",
    "changed": "changed meanwhile",
}


def must_be_past(desk: Desk, workspace: str, before: datetime) -> None:
    """Raises: DeskError - what was closed just before is within what the policies of the workspace look back on."""
    longest, what = SHORTEST, "cases of the last 30 days are never archived"
    digests = dict.fromkeys([desk.store.pack_in_force(workspace), *desk.store.digests_of_open_cases(workspace)])
    for digest in digests:
        if digest is None:
            continue
        pack = desk.packs.as_written(workspace, digest)
        seconds, element = look_back(pack.text)
        if timedelta(seconds=seconds) > longest:
            longest = timedelta(seconds=seconds)
            what = f"{element} of {pack.id} looks back {_length(longest)}"
    latest = desk.time.now() - longest
    if before > latest:
        raise DeskError(what, where="--closed-before", mend=f"Name {latest.date().isoformat()} or an earlier day.")


def listed_by_incidents(desk: Desk, workspace: str) -> frozenset[str]:
    """The cases of incidents that go on; some were closed before theirs was suspected, and know nothing of it."""
    going_on = (one for one in incidents(desk.store, workspace) if _goes_on(desk, workspace, one))
    return frozenset(case for one in going_on for case in one.cases)


def why_it_stays(desk: Desk, workspace: str, case: Case, listed: frozenset[str]) -> Stays | None:
    """What the case is still needed for, by itself or by what stands beside it; None for nothing.

    Takes: listed - the cases of incidents that go on.
    What of it is under way, and whether its history is whole, is seen from its rows.
    """
    own = needed_for(case)
    if own is not None:
        return own
    if _goes_on_in_another(desk, workspace, case):
        return "merged"
    if case.id in listed:
        return "incident"
    if case.incident is not None and _goes_on(desk, workspace, incident_of(desk.store, workspace, case.incident)):
        return "incident"
    entries = (ENTRIES.load(desk.store, workspace, name) for name in case.entries)
    if any(entry is not None and not entry.is_over for entry in entries):
        return "entry"
    if case.customer is not None:
        account = account_of(desk.store, workspace, case.customer)
        if any(one.is_open and case.id in one.cases for one in account.reviews.values()):
            return "review"
        if any(case.id in one.cases for one in account.signs.values()):
            return "sign"
    return None


def _goes_on_in_another(desk: Desk, workspace: str, case: Case) -> bool:
    """Whether what was merged is open: then messages in the conversation of this one belong there."""
    seen, into = {case.id}, case.merged_into
    while into is not None and into not in seen:
        seen.add(into)
        other = desk.store.load_case(workspace, into)
        if other is None:
            return False
        if other.is_open:
            return True
        into = other.merged_into
    return False


def _goes_on(desk: Desk, workspace: str, incident: Incident | None) -> bool:
    """One that was suspected, and has no open case any more, has passed."""
    if incident is None or not incident.is_open:
        return False
    if incident.state == "declared":
        return True
    for first in range(0, len(incident.cases), _AT_ONCE):
        some = tuple(incident.cases[first : first + _AT_ONCE])
        if desk.store.cases(CaseFilter(workspace=workspace, state="open", ids=some, limit=1)):
            return True
    return False


def _length(span: timedelta) -> str:
    return f"{span.days} days" if span % timedelta(days=1) == timedelta(0) else f"{span.total_seconds() / 3600:.0f} h"
