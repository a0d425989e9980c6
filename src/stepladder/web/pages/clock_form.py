"""The form of the clock page: what was asked, as values, and each fault with the field it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError, parse_duration
from stepladder.web.pages.changes import comes_twice, wall
from stepladder.web.pages.words import wall_time

FIRST_YEAR, LAST_YEAR = 1970, 8990
FIELDS = ("ask", "calendar", "counting", "start", "start_second", "within", "end", "end_second")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field cannot be used, and how to mend it."""

    what: str
    mend: str


@dataclass(slots=True)
class Asked:
    """What was asked. Fields that could not be read are left out of it and stand in `faults`, by the field's name.

    Fields: given - what the form shows again; notes - by field, what was made of a time that is not on the wall;
    twice - the fields whose time the wall shows twice; start, end - UTC epoch seconds; within - seconds.
    """

    given: dict[str, str]
    ask: str = "due"
    calendar: Calendar | None = None
    zone: ZoneInfo | None = None
    counting: Counting = "open_hours"
    start: int | None = None
    within: int | None = None
    end: int | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    twice: dict[str, str] = field(default_factory=dict)

    def refuse(self, place: str, fault: DeskError) -> None:
        self.faults.setdefault(place, Fault(f"{fault.what[:1].upper()}{fault.what[1:]}", fault.mend))


def read_form(form: Mapping[str, str], pack: Pack, now: datetime) -> Asked:
    """The form as values; what is left out is as on a form that nobody has filled yet."""
    given = {name: form.get(name, "").strip()[:80] for name in FIELDS}
    given["ask"] = given["ask"] if given["ask"] in ("due", "worked") else "due"
    given["calendar"] = given["calendar"] or first_calendar(pack)
    given["counting"] = given["counting"] or pack.parameters["clock.count"]
    asked = Asked(given, ask=given["ask"])
    asked.calendar = pack.calendars.get(given["calendar"])
    if asked.calendar is None:
        mend = suggest(given["calendar"], pack.calendars)
        what = _("the policy in force has no calendar '%s'") % given["calendar"][:40]
        asked.refuse("calendar", DeskError(what, where="calendar", mend=mend))
    # Faults of the other fields are told too, on the clock of the policy.
    asked.zone = asked.calendar.zone if asked.calendar else next(iter(pack.calendars.values())).zone
    if given["counting"] in get_args(Counting):
        asked.counting = given["counting"]  # type: ignore[assignment]
    else:
        mend = suggest(given["counting"], get_args(Counting))
        what = _("nothing is counted by '%s'") % given["counting"][:40]
        asked.refuse("counting", DeskError(what, where="counting", mend=mend))
    asked.start = _instant(asked, "start")
    if asked.ask == "worked":
        asked.end = _instant(asked, "end")
        if asked.start is not None and asked.end is not None and asked.end < asked.start:
            mend = _("Choose a later one, or exchange the two.")
            asked.refuse("end", DeskError(_("the end is before the start"), where="end", mend=mend))
    else:
        try:
            asked.within = parse_duration(given["within"], where="within")
        except DeskError as fault:
            asked.refuse("within", fault if given["within"] else _missing("within"))
    return asked


def first_calendar(pack: Pack) -> str:
    """The first calendar that closes at all, for a look at open hours; else the first."""
    ids = [one.id for one in pack.text.calendars]
    return next((one.id for one in pack.text.calendars if not one.always), ids[0] if ids else "")


def at_now(now: datetime, zone: ZoneInfo) -> str:
    """The present minute as the field for a date and time shows it."""
    return now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0).isoformat(timespec="minutes")


def _instant(asked: Asked, name: str) -> int | None:
    """A field with a date and time: on the wall of the calendar, or exact where it has an offset."""
    text, zone = asked.given[name], asked.zone
    assert zone is not None
    if not text:
        asked.refuse(name, _missing(name))
        return None
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        what = _("'%s' is not a date and time") % text[:40]
        mend = _("Write it as 2025-03-07T16:15, or with an offset as 2025-03-07T16:15-05:00.")
        asked.refuse(name, DeskError(what, where=name, mend=mend))
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        mend = _("Use a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        asked.refuse(name, DeskError(_("the year is out of range"), where=name, mend=mend))
        return None
    is_exact = moment.tzinfo is not None
    if not is_exact:
        moment = moment.replace(tzinfo=zone, fold=1 if asked.given[f"{name}_second"] else 0)
    at = int(moment.timestamp())
    shown = wall(at, zone)
    if not is_exact and shown != moment.replace(tzinfo=None, fold=0):
        said = _("%(given)s does not exist on that day: the clocks go forward. Counted from %(shown)s.")
        asked.notes[name] = said % {"given": wall_time(moment), "shown": wall_time(shown)}
    asked.given[name] = shown.isoformat(timespec="seconds" if shown.second else "minutes")
    asked.given[f"{name}_second"] = ""
    if comes_twice(zone, at):
        asked.twice[name] = wall_time(shown)
        asked.given[f"{name}_second"] = "1" if datetime.fromtimestamp(at, zone).fold else ""
    return at


def _missing(name: str) -> DeskError:
    said = {
        "start": (_("there is no start"), _("Say from when it counts.")),
        "end": (_("there is no end"), _("Say until when it counts.")),
        "within": (_("there is no length"), _("Say how long, as 30m, 4h or 2d.")),
    }
    what, mend = said[name]
    return DeskError(what, where=name, mend=mend)
