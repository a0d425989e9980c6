"""A calendar: when time counts, where deadlines fall, and how much was worked between two instants."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stepladder.core.clock.chunks import CHUNK_BITS, REACH, Chunk, compile_chunk, local_date, merge, out_of_range
from stepladder.core.clock.holidays import HolidayList, as_date
from stepladder.core.clock.hours import EPOCH, Changing, Timetable
from stepladder.core.clock.reading import DAYS, read_hours
from stepladder.core.clock.spans import DAY
from stepladder.core.values import DeskError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from stepladder.core.clock.tables import Table

_DAYS_OF_REACH = 400 * 366


class Calendar:
    """When a team is open; `always` is a calendar that never closes.

    Two laws hold for every start and every work time: `worked(start, deadline(start, t)) == t`, and deadlines add.
    Spans are half-open, yet a deadline that lands on closing time stays there; hours are real hours across a clock
    change. Instants are aware and cut to whole seconds; the methods on `int` take and give UTC epoch seconds.
    Compiles as it is asked, a stretch at a time, and may be shared between threads.

    Fields: zone - from the pinned zone data; id - its name in the pack, or None.
    Source: Q-01, Q-02, SD-261, SD-264.
    """

    __slots__ = ("_chunks", "_hours", "id", "table", "zone")

    def __init__(
        self,
        zone: str | ZoneInfo,
        hours: Mapping[str, Sequence[str]],
        holidays: Iterable[date | HolidayList] = (),
        exceptions: Mapping[date, Sequence[str]] | None = None,
        *,
        openings: Mapping[date, Sequence[str]] | None = None,
        holiday_closes_shift: bool = True,
        id: str | None = None,
    ) -> None:
        """Read the hours of a team.

        Takes: zone - an IANA key; hours - by day, "mon" to "sun", spans such as "09:00-12:00"; a day left out is
        closed; holidays - dates, lists of them, or both; exceptions - the spans of single dates in place of all else,
        none for a closed one; openings - spans of single dates on top of all else, holidays or not.
        Raises: DeskError - a key, day or span that cannot be read; a calendar that never opens.
        """
        self._set(read_hours(zone, hours, holidays, exceptions or {}, openings or {}, holiday_closes_shift, id), id)

    def _set(self, hours: Timetable, id: str | None) -> None:
        self._hours = hours
        self.zone = hours.zone
        self.id = id
        # Only ever gains entries, each complete when it is put in and the same whichever thread made it.
        self._chunks: dict[int, Chunk] = {}
        # Of the last batch; none before the first.
        self.table: Table | None = None

    @classmethod
    def always(cls, zone: str | ZoneInfo, *, id: str | None = None) -> Calendar:
        """Around the clock: every second counts. The zone still says on which dates and how instants are written."""
        return cls(zone, dict.fromkeys(DAYS, ("00:00-24:00",)), id=id)

    @classmethod
    def changing(cls, first: Calendar, *later: tuple[date, Calendar], id: str | None = None) -> Calendar:
        """One calendar until a date, and another from it on: `Calendar.changing(old, (date(2026, 4, 1), new))`.

        A shift is one of the calendar that holds on the date on which it starts: the last night of the old one runs to
        its end, and of the new one only that counts which starts on its first date or after. Answers are in its zone.
        Raises: DeskError - nothing to change to, dates that do not ascend, or calendars of different zones.
        """
        name = f"calendar {id}" if id else "calendar"
        if not later:
            raise DeskError("it never changes", where=name, mend="Name a date and the calendar that holds from it on.")
        days = [as_date(day, f"{name} changes") for day, _ in later]
        for earlier, day in pairwise(days):
            if day <= earlier:
                raise DeskError(f"{day} does not follow {earlier}", where=name, mend="Name each date once, in order.")
        for day, other in later:
            if other.zone is not first.zone:
                what = f"from {day} on its zone would be {other.zone.key}, not {first.zone.key}"
                raise DeskError(what, where=name, mend="Keep two calendars where a team moves to another zone.")
        return cls.of(Changing(first._hours, tuple((day, other._hours) for day, other in later)), id=id)

    @classmethod
    def of(cls, hours: Timetable, *, id: str | None = None) -> Calendar:
        """The calendar of hours that were read before."""
        found = cls.__new__(cls)
        found._set(hours, id)
        return found

    @property
    def hours(self) -> Timetable:
        """The hours as they were read, for those who make another calendar of them."""
        return self._hours

    def __repr__(self) -> str:
        return f"<Calendar {self.id or 'unnamed'} in {self.zone.key}>"

    def deadline(self, start: datetime, work: timedelta) -> datetime:
        """The instant at which `work` has been counted from `start`, in the calendar's zone.

        Raises: DeskError - a naive start, a work time that is negative or no timedelta, or no such instant within 400
        years.
        """
        begin = _seconds(start, "start")
        try:
            seconds = work.days * DAY + work.seconds
        except AttributeError as fault:
            raise DeskError(
                "it is no length of time", where="work", mend="Give a timedelta, as timedelta(hours=4)."
            ) from fault
        due = self.due(begin, seconds)
        try:
            return datetime.fromtimestamp(due, self.zone)
        except (ValueError, OverflowError) as fault:
            # No work at all is due at once in any year; yet not every year has a date in every zone.
            raise out_of_range() from fault

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Work time between two instants. Raises: DeskError - a naive instant, or an end before the start."""
        first, last = _seconds(start, "start"), _seconds(end, "end")
        if last < first:
            raise DeskError("the end is before the start", where="end", mend="Exchange the two instants.")
        return timedelta(0, self.worked_seconds(first, last))

    def due(self, start: int, seconds: int) -> int:
        """The first instant at which `seconds` have been counted from `start`; `start` itself for 0.

        Raises: DeskError - negative seconds, or no such instant within 400 years.
        """
        if seconds <= 0:
            return _nothing_to_count(start, seconds)
        number = start >> CHUNK_BITS
        starts, ends, through, shift = self._chunks.get(number) or self._compile(number)
        i = bisect_right(starts, start) - 1
        if start < ends[i]:
            if start + seconds <= ends[i]:
                return start + seconds
            target = start - shift[i] + seconds
        else:
            target = through[i] + seconds
        if target <= through[-1]:
            return target + shift[bisect_left(through, target, i)]
        return self._due_beyond(number, target - through[-1])

    def worked_seconds(self, start: int, end: int) -> int:
        """Seconds counted between two instants; 0 where the end is not after the start."""
        if end <= start:
            return 0
        number = start >> CHUNK_BITS
        starts, ends, through, shift = self._chunks.get(number) or self._compile(number)
        i = bisect_right(starts, start) - 1
        if end <= ends[i]:
            return end - start
        before = (start if start < ends[i] else ends[i]) - shift[i]
        if end >> CHUNK_BITS == number:
            j = bisect_right(starts, end, i) - 1
            return (end if end < ends[j] else ends[j]) - shift[j] - before
        last = self._chunk(end >> CHUNK_BITS, start)
        j = bisect_right(last[0], end) - 1
        between = sum(self._chunk(n, start)[2][-1] for n in range(number + 1, end >> CHUNK_BITS))
        return through[-1] - before + between + min(end, last[1][j]) - last[3][j]

    def deadlines(self, starts: ArrayLike, seconds: ArrayLike) -> NDArray[np.int64]:
        """`due` of many: each start with its own seconds, or all with one number of them.

        Takes and gives: UTC epoch seconds as 64-bit integers in one row; lists will do.
        Raises: DeskError - what `due` refuses, naming the first such element; numpy is not installed.
        """
        found: NDArray[np.int64] = _batch().deadlines(self, starts, seconds)
        return found

    def worked_many(self, starts: ArrayLike, ends: ArrayLike) -> NDArray[np.int64]:
        """The seconds counted between each start and the end at its place, as in `deadlines`.

        Raises: DeskError - an end before its start or out of range, naming the first; numpy is not installed.
        """
        found: NDArray[np.int64] = _batch().worked_many(self, starts, ends)
        return found

    def working(self, start: int, end: int) -> list[tuple[int, int]]:
        """The open spans between two instants, merged and cut to them; their lengths sum to `worked_seconds`."""
        found: list[tuple[int, int]] = []
        self._chunk(end >> CHUNK_BITS, start)  # Refuses too long a question before it does the work.
        for number in range(start >> CHUNK_BITS, (end >> CHUNK_BITS) + 1):
            starts, ends, _, _ = self._chunk(number, start)
            for i in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                opens, closes = max(starts[i], start), min(ends[i], end)
                if opens < closes:
                    found.append((opens, closes))
        return merge(found)

    def is_open(self, at: int) -> bool:
        starts, ends, _, _ = self._chunk(at >> CHUNK_BITS, at)
        return at < ends[bisect_right(starts, at) - 1]

    def next_open(self, at: int) -> int:
        """`at` itself where the calendar is open, else the next opening. Raises: DeskError - none within 400 years."""
        if self.is_open(at):
            return at
        for number in range(at >> CHUNK_BITS, (at >> CHUNK_BITS) + REACH):
            starts, _, _, _ = self._chunk(number, at)
            # In a later chunk the first column, of no length, is passed over.
            i = bisect_right(starts, at) or 1
            if i < len(starts):
                return starts[i]
        raise self._no_more()

    def close_of_day(self, at: int) -> int:
        """The close of the business day on the local date of `at`, if still ahead, else of the next open day.

        A business day is what opens on that date: a night that began the evening before belongs to the day before,
        and a night of this date closes tomorrow. The last close counts where there are several. Source: Q-21.
        Raises: DeskError - no open day within 400 years.
        """
        day = local_date(self._hours, at)
        for _ in range(_DAYS_OF_REACH):
            close = max((closes for _, closes in self._hours.shifts(day)), default=at)
            if at < close:
                return close
            day += timedelta(days=1)
        raise self._no_more()

    def shifts(self, day: date) -> tuple[tuple[int, int], ...]:
        """What opens on a local date: (opens, closes) in UTC seconds, by opening, not merged; none if it is closed."""
        return self._hours.shifts(day)

    def holidays_on(self, day: date) -> tuple[frozenset[date], tuple[HolidayList, ...]]:
        """All holidays of the hours that hold on a date, and the lists among them that have a name and a version."""
        hours = self._hours.on(day)
        return hours.holidays, hours.lists

    def warnings(self, now: datetime, *, ahead_days: int = 0) -> tuple[str, ...]:
        """What a person should mend before it misleads, as sentences: holiday lists that have run out.

        Each named list is warned of by itself; dates without a list only where there is no named one, for beside one
        they are additions. Takes: ahead_days - how long before its last date a list is warned of already.
        Raises: DeskError - a naive `now`.
        """
        today = local_date(self._hours, _seconds(now, "now"))
        holidays, lists = self.holidays_on(today)
        name = f"calendar {self.id}" if self.id else "the calendar"
        lasts = [(f"the list {each} of {name}", each.last) for each in lists]
        if holidays and not lists:
            lasts = [(name, max(holidays))]
        return tuple(
            f"The last holiday of {what} {'was' if last < today else 'is'} {last}: "
            f"every later one {'counts' if last < today else 'will count'} as a working day."
            for what, last in lasts
            if last - today < timedelta(days=ahead_days)
        )

    def chunk(self, number: int) -> Chunk:
        """The compiled stretch of this number. Raises: DeskError - out of range."""
        return self._chunks.get(number) or self._compile(number)

    def _compile(self, number: int) -> Chunk:
        chunk = self._chunks[number] = compile_chunk(self._hours, number)
        return chunk

    def _chunk(self, number: int, start: int) -> Chunk:
        if number - (start >> CHUNK_BITS) > REACH:
            raise DeskError("more than 400 years lie between", where="instants", mend="Use instants closer together.")
        return self._chunks.get(number) or self._compile(number)

    def _due_beyond(self, number: int, seconds: int) -> int:
        if seconds > REACH << CHUNK_BITS:
            raise self._no_more()
        for later in range(number + 1, number + REACH):
            _, _, through, shift = self._chunks.get(later) or self._compile(later)
            if seconds <= through[-1]:
                return seconds + shift[bisect_left(through, seconds)]
            seconds -= through[-1]
        raise self._no_more()

    def _no_more(self) -> DeskError:
        name = f"calendar {self.id}" if self.id else "calendar"
        mend = "Give it weekly hours, or ask for less time."
        return DeskError("it does not open for long enough within 400 years", where=name, mend=mend)


def _batch() -> ModuleType:
    try:
        from stepladder.core.clock import batch
    except ModuleNotFoundError as fault:
        mend = "Install it with: pip install 'stepladder[batch]'."
        raise DeskError("it needs numpy, which is not installed", where="batch of instants", mend=mend) from fault
    return batch


def _seconds(moment: datetime, where: str) -> int:
    """UTC epoch seconds, cut to the second at or before."""
    try:
        since = moment - EPOCH
    except TypeError as fault:
        mend = "Give it a zone, as in 2025-03-08T23:40:00-05:00."
        raise DeskError("a naive datetime names no instant", where=where, mend=mend) from fault
    return since.days * DAY + since.seconds


def _nothing_to_count(start: int, seconds: int) -> int:
    if seconds < 0:
        raise DeskError(f"{seconds} seconds are below zero", where="work time", mend="Use 0 or more.")
    return start
