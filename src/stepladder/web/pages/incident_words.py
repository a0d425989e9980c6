"""How an incident stands, in a word and its colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stepladder.service.reading.incidents import IncidentLine, Standing
from stepladder.web.pages.words import when


def standing_words(standing: Standing) -> tuple[str, str]:
    """The word and the meaning of its colour."""
    return {
        "suspected": (_("suspected"), "risk"),
        "declared": (_("declared"), "critical"),
        "ended": (_("over"), "quiet"),
        "passed": (_("never declared"), "quiet"),
    }[standing]


def told_apart(lines: Sequence[IncidentLine], now: datetime, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """(id, title) of each, for a choice; of those that are called the same, with what tells them apart."""
    apart = differences(lines, now, zone)
    return tuple(
        (one.incident.id, f"{one.title} ({apart[one.incident.id]})" if one.incident.id in apart else one.title)
        for one in lines
    )


def differences(lines: Sequence[IncidentLine], now: datetime, zone: ZoneInfo) -> dict[str, str]:
    """What tells incidents apart that are called the same, by their ids: the pattern, else the time, else the id."""
    titles = Counter(one.title for one in lines)
    found = {}
    for name in (name for name, often in titles.items() if often > 1):
        alike = [one for one in lines if one.title == name]
        ways = [
            [", ".join(one.patterns) for one in alike],
            [when(one.since, now, zone) for one in alike],
            [one.incident.id for one in alike],
        ]
        for number, one in enumerate(alike):
            found[one.incident.id] = next(way[number] for way in ways if way[number] and way.count(way[number]) == 1)
    return found
