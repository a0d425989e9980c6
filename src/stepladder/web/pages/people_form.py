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
    return Absence(
        person=form.get("person") or own,
        starts_at=_instant(form, "from", zone) if form.get("from") else now.replace(microsecond=0),
        ends_at=_instant(form, "to", zone),
        deputy=form.get("deputy") or None,
    )


def read_override(form: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Override:
    """Left out, the start is now. Raises: DeskError."""
    return Override(
        starts_at=_instant(form, "from", zone) if form.get("from") else now.replace(microsecond=0),
        ends_at=_instant(form, "to", zone),
        person=form.get("person", ""),
    )


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
