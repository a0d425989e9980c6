"""A rehearsal tells what the desk does: the same timeline gives the same events, promises and messages on both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from stepladder.api import rehearse
from stepladder.service.commands import handle_command, read_command
from stepladder.service.reacting import run_reactions
from stepladder.service.rows import CaseFilter
from stepladder.service.ticking import tick_aggregates, tick_due
from tests.contract.place import LEAK, WORKSPACE, Place

NIGHT = "2025-03-08T23:40:00-05:00"
SIGNAL = {"customer": "harbor", "channel": "email", "conversation": "t1", "text": LEAK}
TIMELINE: list[dict[str, Any]] = [
    {"at": NIGHT, "signal": SIGNAL},
    {"at": "2025-03-08T23:52:00-05:00", "do": "acknowledge", "by": "ana"},
    {
        "at": "2025-03-08T23:58:00-05:00",
        "do": "correct_trigger",
        "by": "ana",
        "trigger": "cross-user-data",
        "is": "breach",
    },
    {"at": "2025-03-09T00:20:00-05:00", "do": "send", "by": "ana", "channel": "email", "text": "We are looking."},
    {
        "at": "2025-03-09T00:30:00-05:00",
        "signal": SIGNAL | {"text": "It was a phishing mail, somebody took over my account."},
    },
    {"at": "2025-03-09T03:30:00-04:00", "do": "resolve", "by": "ana", "text": "The list is right again."},
    {"at": "2025-03-09T04:00:00-04:00", "do": "reopen", "by": "ana", "because": "one list is still wrong"},
    {"at": "2025-03-09T12:00:00-04:00", "do": "resolve", "by": "ana", "text": "All lists are right."},
    {"at": "2025-03-09T12:01:00-04:00", "do": "close", "by": "ana", "outcome": {"resolved_by_team": True}},
    {"at": "2025-03-10T09:00:00-04:00", "signal": SIGNAL},
]
UNTIL = "2025-03-10T18:00:00-04:00"


def test_the_same_timeline_gives_the_same_events_and_messages(place: Place) -> None:
    for entry in TIMELINE:
        _pass(place, datetime.fromisoformat(entry["at"]))
        _happen(place, entry)
    _pass(place, datetime.fromisoformat(UNTIL))
    desk = [one for case in _cases(place) for one in place.store.events(WORKSPACE, case)]
    trace = rehearse(
        {
            "packs": ["support-desk"],
            "customers": [{"id": "harbor", "name": "Harbor & Pine", "plan": "pro"}],
            "timeline": TIMELINE,
            "until": UNTIL,
        }
    ).to_dict()
    of_cases = [one for one in trace["events"] if "account" not in one]
    played = [one for case in trace["cases"] for one in of_cases if one["case"] == case["id"]]
    assert [(one["type"], datetime.fromisoformat(one["at"])) for one in played] == [(one.type, one.at) for one in desk]
    account = place.store.events(WORKSPACE, "account:harbor")
    heard = [(one["type"], datetime.fromisoformat(one["at"])) for one in trace["events"] if "account" in one]
    assert heard == [(one.type, one.at) for one in account]
    told = sorted((one["to"], one["purpose"], datetime.fromisoformat(one["at"])) for one in trace["deliveries"])
    assert told == sorted((one.to, one.purpose, one.created_at) for one in place.store.deliveries(WORKSPACE))


def _cases(place: Place) -> list[str]:
    """All cases, the first that was opened first."""
    return [one.id for one in reversed(place.store.cases(CaseFilter(workspace=WORKSPACE)))]


def _happen(place: Place, entry: dict[str, Any]) -> None:
    place.clock.at = datetime.fromisoformat(entry["at"])
    if "signal" in entry:
        words = {name: value for name, value in entry["signal"].items() if name not in ("customer", "text")}
        place.signal(entry["at"], entry["signal"]["text"], customer={"id": "harbor"}, **words)
    else:
        said = {name: value for name, value in entry.items() if name not in ("at", "by")}
        command, _ = read_command(msgspec.json.encode(said))
        handle_command(place.desk, WORKSPACE, _cases(place)[-1], command, entry["by"])
    run_reactions(place.desk)


def _pass(place: Place, until: datetime) -> None:
    """Let the desk wake as its worker does."""
    while (wakes := place.store.next_instant()) is not None and wakes <= until:
        place.clock.at = max(wakes, place.clock.at)
        tick_due(place.desk)
        tick_aggregates(place.desk)
        run_reactions(place.desk)
