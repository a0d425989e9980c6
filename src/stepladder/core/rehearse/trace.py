"""What came of a rehearsal as a document, and whether it is what the scenario expects. Source: DESIGN 8.2."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from stepladder.core.account.view import trace_account, trace_account_event
from stepladder.core.case.reach import Reached
from stepladder.core.case.state import Case
from stepladder.core.case.view import trace_case, trace_clocks, trace_event, trace_follow_ups
from stepladder.core.clock.zones import zone
from stepladder.core.guard.templates import Letter
from stepladder.core.incident.view import trace_incident, trace_suspicion
from stepladder.core.rehearse.run import Rehearsed
from stepladder.core.triage.examples import differs
from stepladder.core.values import format_instant

PARTS = ("events", "deliveries", "refusals", "cases", "clocks", "follow_ups", "accounts", "incidents", "entries")


def trace(play: Rehearsed) -> dict[str, Any]:
    """The trace as JSON values: instants of clocks in the zone of their calendar, all others in the pack's."""
    stage = play.stage
    home = zone(stage.pack.zone)
    return {
        "events": _events(play, home),
        "deliveries": _deliveries(play, home),
        "refusals": [
            {
                "at": format_instant(one.at, home),
                "do": one.do,
                "by": one.by,
                "case": one.case,
                "reason": one.reason,
                "source": list(one.source),
                "opens_with": one.opens_with,
            }
            for one in play.refusals
        ],
        "cases": [trace_case(case, home) for case in stage.cases.values()],
        "clocks": [one for case in stage.cases.values() for one in trace_clocks(case, stage.pack, home)],
        "follow_ups": [one for case in stage.cases.values() for one in trace_follow_ups(case, home)],
        "accounts": [trace_account(one, home) for one in play.accounts.by_customer.values()],
        "incidents": [trace_incident(one, home) for one in stage.incidents.by_id.values()],
        # Only where something was written into a register: the other parts are always there.
        **({"entries": stage.registers.trace(home)} if stage.registers.by_id else {}),
    }


def _events(play: Rehearsed, home: tzinfo) -> list[dict[str, Any]]:
    """What happened to cases, accounts, incidents and the agenda, in the order it was told."""
    found: list[tuple[int, bool, dict[str, Any]]] = [
        (number, False, trace_event(case, one, home)) for number, (case, one) in enumerate(play.stage.history, 1)
    ]
    # What else happened knows how many events of cases came before it; sorted() leaves each list in its order.
    found += [
        (after, True, trace_account_event(account, told, home, case=case))
        for after, account, case, told in play.accounts.told
    ]
    for after, incident, suspicion in play.stage.incidents.told:
        shown = trace_suspicion(incident, suspicion, home)
        if shown is not None:
            found.append((after, True, shown))
    found += [(after, True, told) for after, told in play.stage.registers.trace_events(home)]
    if play.agenda is not None:
        found += [(after, True, told) for after, told in play.agenda.trace(home)]
    return [shown for *_, shown in sorted(found, key=lambda one: one[:2])]


def _deliveries(play: Rehearsed, home: tzinfo) -> list[dict[str, Any]]:
    sent = [
        {
            "at": format_instant(one.order.created_at, home),
            "to": one.order.to,
            "channel": one.channel,
            "address": one.address,
            "template": one.order.template,
            "purpose": one.order.purpose,
            "copy": one.order.copy,
            "state": one.state,
            "held_by": [one.reason] if one.state == "held" and one.reason else [],
            "case": one.order.case or None,
            **_words(one.letter),
            **_stand_in(one.reached),
        }
        for one in play.stage.sent
    ]
    return [*sent, *(held for case in play.stage.cases.values() for held in _held(case, home))]


def _held(case: Case, home: tzinfo) -> list[dict[str, Any]]:
    """Notices that still wait for a gate at the end of the rehearsal."""
    held = case.assessment.held if case.assessment is not None and case.is_open else ()
    return [
        {
            "at": format_instant(case.opened_at, home) if case.opened_at is not None else None,
            "to": one.to,
            "channel": one.channel,
            "address": None,
            "template": one.template,
            "purpose": "route",
            "copy": False,
            "state": "held",
            "held_by": list(one.held_by),
            "case": case.id,
        }
        for one in held
        if one.route not in case.routes
    ]


def _words(letter: Letter | None) -> dict[str, Any]:
    """The words of a message that has its own; nothing for notices, which the desk words when it sends them."""
    if letter is None:
        return {}
    return {"subject": letter.subject, "text": letter.body} if letter.subject else {"text": letter.body}


def _stand_in(reached: Reached | None) -> dict[str, Any]:
    """The details of a delivery that went to somebody else than was meant; nothing for others."""
    if reached is None or reached.remark is None:
        return {}
    details = {
        "person": reached.person,
        "instead_of": list(reached.instead_of),
        "is_away": reached.is_away,
        "because": reached.remark,
    }
    return {"details": details}


def unmet(play: Rehearsed, document: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the scenario's `expect:` does not hold, as sentences; none where all of it does.

    Each listed item must be met by a different item of that list, scalars equal, lists contained; `[]` means none;
    `case` is the case last touched.
    """
    found = []
    for key, wanted in (play.scenario.expect or {}).items():
        if key == "case":
            touched = next((one for one in document["cases"] if one["id"] == play.touched), None)
            difference = "no case was opened" if touched is None else differs(touched, wanted, key)
        elif key not in PARTS:
            difference = f"a trace has no '{key}'; it has {', '.join((*PARTS, 'case'))}"
        else:
            difference = differs(document.get(key, []), wanted, key)
        if difference is not None:
            found.append(difference)
    return tuple(found)
