"""A rehearsal of an incident tells the same, event by event and message by message, as the desk on a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from stepladder.api import rehearse
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.incident.view import trace_incident
from stepladder.core.values import format_instant
from stepladder.service.commands import handle_command, read_command
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from tests.contract.place import WORKSPACE, Place
from tests.contract.test_incidents import CRASH, NEWS, OVER, heard, the


def at(clock: str) -> str:
    return f"2025-03-10T{clock}:00-04:00"


def signal(clock: str, customer: str) -> dict[str, Any]:
    words = {"customer": customer, "channel": "email", "conversation": customer, "text": CRASH}
    return {"at": at(clock), "signal": words, "as": customer}


TIMELINE: list[dict[str, Any]] = [
    signal("10:00", "vale"),
    signal("10:20", "moor"),
    {"at": at("10:25"), "do": "declare_incident", "by": "ana", "case": "moor", "title": "The app crashes"},
    {"at": at("10:30"), "do": "update_incident", "by": "ana", "case": "vale", "text": NEWS},
    signal("10:40", "fen"),
    {"at": at("10:45"), "do": "unlink_incident", "by": "ana", "case": "vale", "because": "Their own phone."},
    {"at": at("11:30"), "do": "end_incident", "by": "ana", "case": "fen", "text": OVER},
]
UNTIL = at("15:00")


def test_a_rehearsal_tells_the_same(place: Place) -> None:
    cases = {}
    for entry in TIMELINE:
        pass_time(place, datetime.fromisoformat(entry["at"]))
        if "signal" in entry:
            words = {name: value for name, value in entry["signal"].items() if name not in ("customer", "text")}
            cases[entry["as"]] = place.opened(entry["at"], CRASH, customer={"id": entry["as"]}, **words)
        else:
            said = {name: value for name, value in entry.items() if name not in ("at", "by", "case")}
            command, _ = read_command(msgspec.json.encode(said))
            handle_command(place.desk, WORKSPACE, cases[entry["case"]], command, entry["by"])
        heard(place)
    pass_time(place, datetime.fromisoformat(UNTIL))
    trace = rehearse({
        "packs": ["support-desk"], "customers": [{"id": name} for name in cases], "timeline": TIMELINE, "until": UNTIL,
    }).to_dict()  # fmt: skip
    assert trace["refusals"] == []
    played = dict(zip((one["id"] for one in trace["cases"]), cases.values(), strict=True))
    for name, case in played.items():
        told = [one for one in trace["events"] if one["case"] == name and "account" not in one]
        told = [one for one in told if one["type"] != "incident_suspected"]
        stored = [(one.type, one.at) for one in place.store.events(WORKSPACE, case)]
        assert [(one["type"], datetime.fromisoformat(one["at"])) for one in told] == stored
    sent = sorted((played[one["case"]], one["to"], one["purpose"], one["at"]) for one in trace["deliveries"])
    zone = pinned("America/New_York")
    lines = place.store.deliveries(WORKSPACE, limit=1_000)
    assert sent == sorted((one.case, one.to, one.purpose, format_instant(one.created_at, zone)) for one in lines)
    (shown,) = trace["incidents"]
    shown |= {"id": f"i-{cases['vale']}", "cases": [played[one] for one in shown["cases"]]}
    assert shown == trace_incident(the(place), zone)


def pass_time(place: Place, until: datetime) -> None:
    """Let the desk wake as its worker does."""
    while (wakes := place.store.next_instant()) is not None and wakes <= until:
        place.clock.at = max(wakes, place.clock.at)
        tick_due(place.desk)
        tick_aggregates(place.desk)
        run_reactions(place.desk)
    place.clock.at = until
