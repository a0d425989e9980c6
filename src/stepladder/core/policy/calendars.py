"""The calendars of a pack: compiled from what is written, and once more for each zone that customers bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from msgspec.structs import replace

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.ical import holidays_from_ical
from stepladder.core.clock.revision import CalendarRevision, revised
from stepladder.core.clock.spans import parse_span
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.policy.model import CalendarSpec, Holidays, HolidaysInFile, HolidaysListed
from stepladder.core.policy.nodes import suggest
from stepladder.core.values import DeskError

_MOST_ZONES = 256


class Calendars(dict[str, Calendar]):
    """Every declared calendar by its id, and `office@Europe/Lisbon` for one that is read in its customer's zone.

    Those are compiled when they are first asked for, and so many are kept; they are no part of `len` and iteration.
    Takes: in_zone - by id, how a calendar with `zone: customer` is compiled in the zone of an IANA key.
    """

    def __init__(
        self, declared: Mapping[str, Calendar], in_zone: Mapping[str, Callable[[str], Calendar]] | None = None
    ) -> None:
        super().__init__(declared)
        self._in_zone = dict(in_zone or {})
        self._kept: dict[str, Calendar] = {}

    def key(self, calendar: str, home: str | None) -> str:
        """The key of a calendar for a customer whose zone is `home`: the calendar itself where that does not matter."""
        return f"{calendar}@{home}" if home and calendar in self._in_zone else calendar

    def under(self, revision: CalendarRevision) -> Calendars:
        """The same with a revision on top; what is set for a calendar holds for it in every zone.

        One that the revision does not touch is the same object. Raises: DeskError - one that would never open.
        """

        def in_zone(calendar: str) -> Callable[[str], Calendar]:
            return lambda home: revised({calendar: self[f"{calendar}@{home}"]}, revision)[calendar]

        return Calendars(revised(self, revision), {calendar: in_zone(calendar) for calendar in self._in_zone})

    def __missing__(self, key: str) -> Calendar:
        """Raises: KeyError - no such calendar; DeskError - no such zone."""
        found = self._kept.get(key)
        if found is None:
            calendar, _, home = key.partition("@")
            compiled = self._in_zone[calendar] if home else None
            if compiled is None:
                raise KeyError(key)
            if len(self._kept) >= _MOST_ZONES:
                self._kept.clear()
            found = self._kept[key] = compiled(home)
        return found


def opens_daily(spec: CalendarSpec) -> bool:
    """Whether it opens on each day of every week: who is there then may well be there on each day of the year."""
    weeks = (spec.hours, *(change.hours for change in spec.changes if change.hours is not None))
    return all(sum(map(bool, week.values())) == 7 for week in weeks)


def faults_of(spec: CalendarSpec, zone: str) -> list[tuple[str, DeskError]]:
    """Every fault of a zone and of single spans, each with the key of the element under which it stands."""
    found = list[tuple[str, DeskError]]()

    def attempt(key: str, read: Callable[[], object]) -> None:
        try:
            read()
        except DeskError as fault:
            found.append((key, fault))

    attempt("zone", partial(pinned, zone))
    written = [("hours", spans) for spans in spec.hours.values()]
    written += [("exceptions", spans) for spans in spec.exceptions.values()]
    written += [("openings", spans) for spans in spec.openings.values()]
    for change in spec.changes:
        by_weekday, by_date = change.hours or {}, [change.exceptions or {}, change.openings or {}]
        written += [("changes", spans) for spans in by_weekday.values()]
        written += [("changes", spans) for some in by_date for spans in some.values()]
    for key, spans in written:
        for span in spans:
            attempt(key, partial(parse_span, span))
    return found


def calendar_of(spec: CalendarSpec, zone: str, files: Mapping[str, str], *, id: str | None = None) -> Calendar:
    """The calendar of an element in a zone. `files` are those of the pack, where `{ical: FILE}` finds its text.

    Raises: DeskError - what cannot be read, or never opens.
    """
    name = id or spec.id
    if spec.always:
        return Calendar.always(zone, id=name)
    first = _stretch(spec, zone, files, name)
    later: list[tuple[date, Calendar]] = []
    for change in spec.changes:
        if later and change.since <= later[-1][0]:
            what = f"{change.since} does not follow {later[-1][0]}"
            raise DeskError(what, where="changes", mend="Name each date once, in order.")
        # What a change leaves out stays as it was before it.
        changed = {
            key: value
            for key in ("hours", "holidays", "exceptions", "openings", "holiday_closes_shift")
            if (value := getattr(change, key)) is not None
        }
        spec = replace(spec, **changed)
        later.append((change.since, _stretch(spec, zone, files, f"{name} from {change.since}")))
    return Calendar.changing(first, *later, id=name) if later else first


def _stretch(spec: CalendarSpec, zone: str, files: Mapping[str, str], name: str) -> Calendar:
    return Calendar(
        zone,
        {day: list(spans) for day, spans in spec.hours.items()},
        holidays=[holidays_of(one, files) for one in spec.holidays],
        exceptions={day: list(spans) for day, spans in spec.exceptions.items()},
        openings={day: list(spans) for day, spans in spec.openings.items()},
        holiday_closes_shift=spec.holiday_closes_shift,
        id=name,
    )


def holidays_of(one: Holidays, files: Mapping[str, str]) -> date | HolidayList:
    """A date, or a list with its name and version. Raises: DeskError - no such file, or one that cannot be read."""
    match one:
        case HolidaysListed():
            return HolidayList(one.name, one.version, one.days)
        case HolidaysInFile():
            if one.file not in files:
                known = [name for name in files if name.endswith(".ics")]
                what = f"no file of the pack is called '{one.file[:60]}'"
                raise DeskError(what, where="holidays", mend=suggest(one.file, known))
            try:
                return holidays_from_ical(files[one.file], name=one.name, version=one.version)
            except DeskError as fault:
                what = f"{one.file}, {fault.where}: {fault.what}"
                raise DeskError(what, where="holidays", mend=fault.mend) from fault
        case _:
            return one
