"""The forms of people and duty as values. What cannot be read is refused with the field it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stepladder.core.clock.hours import wall_instant
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.duty.absence import Absence
from stepladder.core.duty.rota import Override, Rota
from stepladder.core.values import DeskError

FIRST_YEAR, LAST_YEAR = 1970, 8990
_DAYS_OF = {"day": 1, "week": 7}


def read_absence(form: Mapping[str, str], zone: ZoneInfo, now: datetime, own: str) -> Absence:
    """Left out, the person is the reader and the start is now. Raises: DeskError."""
    who, deputy = form.get("person") or own, form.get("deputy") or None
    if deputy == who:
        raise DeskError(
            _("nobody stands in for themselves"), where="deputy", mend=_("Choose somebody else, or nobody.")
        )
    starts_at, ends_at = _stretch(form, zone, now)
    return Absence(person=who, starts_at=starts_at, ends_at=ends_at, deputy=deputy)


def read_override(form: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Override:
    """Left out, the start is now. Raises: DeskError."""
    starts_at, ends_at = _stretch(form, zone, now)
    return Override(starts_at=starts_at, ends_at=ends_at, person=form.get("person", ""))


def read_rota(form: Mapping[str, str]) -> Rota:
    """People stand one a line, in the order of their turns. Raises: DeskError."""
    try:
        starts_on = date.fromisoformat(form.get("starts_on", ""))
    except ValueError as fault:
        raise _unreadable("starts_on", _("Choose the day of the first turn.")) from fault
    try:
        handover = time.fromisoformat(form.get("handover", "")).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as fault:
        raise _unreadable("handover", _("Write it as 09:00.")) from fault
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise _unreadable("starts_on", _("Choose a day of these years."))
    every, unit = form.get("every", ""), form.get("unit", "")
    if not (every.isascii() and every.isdigit()) or len(every) > 3 or unit not in _DAYS_OF:
        raise _unreadable("every", _("Say after how many days or weeks."))
    return Rota(
        role=form.get("role", "").strip(),
        zone=pinned(form.get("zone", "").strip()),
        starts_on=starts_on,
        handover=handover,
        every_days=int(every) * _DAYS_OF[unit],
        people=tuple(line.strip() for line in form.get("people", "").splitlines() if line.strip()),
    )


def exact_instant(form: Mapping[str, str], name: str) -> datetime:
    """An instant that the page wrote itself. Raises: DeskError."""
    try:
        moment = datetime.fromisoformat(form.get(name, ""))
    except ValueError as fault:
        raise _unreadable(name, _("Open the page again.")) from fault
    if moment.tzinfo is None:
        raise _unreadable(name, _("Open the page again."))
    return moment.astimezone(UTC)


def _stretch(form: Mapping[str, str], zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """From when until when. Raises: DeskError - the end is not after the start, told by what was filled in."""
    ends_at = _instant(form, "to", zone)
    if not form.get("from"):
        starts_at = now.replace(microsecond=0)
        if ends_at <= starts_at:
            mend = _("Choose a time ahead. What is left out under From is now.")
            raise DeskError(_("it is over already"), where="to", mend=mend)
        return starts_at, ends_at
    starts_at = _instant(form, "from", zone)
    if ends_at <= starts_at:
        raise DeskError(_("it ends before it starts"), where="to", mend=_("Choose a time after the one under From."))
    return starts_at, ends_at


def _instant(form: Mapping[str, str], name: str, zone: ZoneInfo) -> datetime:
    """On the wall of the workspace, by the rule of calendars for times that the wall skips or shows twice."""
    try:
        moment = datetime.fromisoformat(form.get(name, ""))
    except ValueError as fault:
        raise _unreadable(name, _("Choose a date and a time.")) from fault
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _unreadable(name, _("Choose a day of these years."))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(microsecond=0)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return datetime.fromtimestamp(wall_instant(zone, moment.date(), seconds), UTC)


def _unreadable(name: str, mend: str) -> DeskError:
    return DeskError(_("it cannot be read"), where=name, mend=mend)
