"""Calendars that are not what people take them for: no holidays, no summer time, or used by nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.calendars import opens_daily
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.model import CUSTOMER, CalendarSpec

_FIXED = re.compile(r"^(Etc/)?GMT[+-]\d{1,2}$|^(EST|MST|HST)$")


def _no_holidays(subject: Subject) -> Iterator[Found]:
    used = _used(subject)
    found = [spec for spec in subject.text.calendars if spec.id in used and _has_no_day_off(spec)]
    if found and subject.parameter("calendar.holidays") == "none":
        names = ", ".join(f"'{spec.id}'" for spec in found)
        many = len(found) > 1
        yield Found(
            at=found[0],
            what=f"{names} {'name' if many else 'names'} no holidays: every one counts as a working day",
            mend="List the days on which nobody works under `holidays`, or accept that there are none.",
            elements=tuple(found),
        )


def _has_no_day_off(spec: CalendarSpec) -> bool:
    changes = any(change.holidays or change.exceptions for change in spec.changes)
    return not (spec.always or spec.holidays or spec.exceptions or changes or opens_daily(spec))


def _fixed_zone(subject: Subject) -> Iterator[Found]:
    for spec in subject.text.calendars:
        zone = spec.zone or subject.pack.zone
        if not spec.always and zone != CUSTOMER and _FIXED.match(zone):
            yield Found(
                at=spec,
                what=f"'{spec.id}' counts in '{zone}', which keeps no summer time: half the year its hours are an hour "
                "off the clock on the wall",
                mend="Name a place, as in 'America/New_York', or accept that the hours stay where they are.",
            )


def _unused(subject: Subject) -> Iterator[Found]:
    used = _used(subject)
    for spec in subject.text.calendars:
        if spec.id not in used:
            yield Found(
                at=spec,
                what=f"nothing counts in '{spec.id}': no clock, level, segment, team, condition or parameter",
                mend="Take it out, or give it to the clocks or the team whose hours it keeps.",
            )


def _used(subject: Subject) -> frozenset[str]:
    """Every calendar that something of the pack counts in."""
    text = subject.text
    used = {clock.calendar for clock in text.clocks} | {subject.parameter("pack.office")}
    used |= {change.calendar or "" for change in text.adjustments} | {entry.calendar or "" for entry in text.directory}
    used |= {one.calendar for entry in text.directory for one in entry.coverage}
    used |= {level.calendar or "" for scale in text.scales for level in scale.levels}
    used |= set(subject.pack.parameters.values())
    written = " ".join(one.written for one in conditions_of(text))
    return frozenset(used) | {spec.id for spec in text.calendars if re.search(rf"\b{re.escape(spec.id)}\b", written)}


RULES = (
    Rule(id="no-holidays", severity="note", title="a calendar with hours names no holidays", look=_no_holidays),
    Rule(id="fixed-zone", severity="note", title="the hours of a calendar ignore summer time", look=_fixed_zone),
    Rule(id="unused-calendar", severity="note", title="nothing counts in a calendar", look=_unused),
)
