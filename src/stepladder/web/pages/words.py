"""Times, spans and names in the words that pages use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stepladder.service.reading.board import BoardRow

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHANNELS = (
    ("email", gettext_lazy("E-mail")), ("chat", gettext_lazy("Chat")), ("phone", gettext_lazy("Phone")),
    ("portal", gettext_lazy("Portal")), ("", gettext_lazy("Somewhere else")),
)  # fmt: skip
"""The ways by which a message comes in, for a form."""


class View(Protocol):
    """For whom a time is put in words."""

    @property
    def now(self) -> datetime: ...
    @property
    def zone(self) -> ZoneInfo: ...


class Whom(Protocol):
    """How people and roles are called."""

    def whom(self, identifier: str) -> str: ...


def instant_of(data: Mapping[str, Any], key: str, view: View) -> str:
    """An instant of an event in words, empty where there is none."""
    given = data.get(key)
    if given is None:
        return ""
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    return by_the_clock(moment, view.now, view.zone)


def told_of(data: Mapping[str, Any], names: Whom) -> str:
    """Who heard of an event, to be put behind its sentence."""
    told = [names.whom(str(one)) for one in data.get("told") or ()]
    return _("; told %s") % ", ".join(told) if told else ""


def left(seconds: int) -> str:
    """Time left or over, as the pill shows it: seconds only in the last ten minutes. Takes: seconds of either sign."""
    whole = abs(seconds)
    if whole < 600:
        return f"{whole // 60}:{whole % 60:02}"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} h {minutes % 60:02} min"
    days = hours // 24
    return f"{days} d {hours % 24} h" if days < 100 else f"{days} d"


def span(seconds: int) -> str:
    """A length of time: `30 min`, `4 h`, `1 h 30 min`, `45 s`. Hours never become days, which would mislead."""
    hours, rest = divmod(seconds, 3600)
    minutes, odd = divmod(rest, 60)
    parts = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (odd, "s")) if number]
    return " ".join(parts) or "0 min"


def within_the_hour() -> dict[str, str]:
    """How a time is told while it is near; a page that stays open counts on with the same words."""
    return {
        "now": _("now"),
        "soon": _("in a moment"),
        "ahead": _("in %(n)d min"),
        "ago": _("%(n)d min ago"),
    }


def is_near(moment: datetime, now: datetime) -> bool:
    """Whether a time is told by how far it is away."""
    return abs(int((moment - now).total_seconds())) < 3600


def when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Relative within the hour, then as `by_the_clock`: for a time that stands by itself and is counted on."""
    if not is_near(moment, now):
        return by_the_clock(moment, now, zone)
    seconds, said = int((moment - now).total_seconds()), within_the_hour()
    minutes = abs(seconds) // 60
    if minutes == 0:
        return said["now"] if seconds <= 0 else said["soon"]
    return said["ahead" if seconds > 0 else "ago"] % {"n": minutes}


def by_the_clock(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Today or tomorrow, weekday and clock within a week, the full date beyond: for a time within a sentence.

    "Promised by in 5 min" is no English, and what a sentence says is still read when the five minutes are over.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local:%H:%M}"
    days = (local.date() - today).days
    named = {0: _("today %s"), 1: _("tomorrow %s"), -1: _("yesterday %s")}
    if days in named:
        return named[days] % clock
    if -7 < days < 7:
        return f"{_(DAYS[local.weekday()])} {clock}"
    return f"{day(moment, zone)}, {clock}"


def on_its_day(moment: datetime, zone: tzinfo) -> str:
    """Weekday and clock: what stays true of a time of this week, however long a page is open."""
    local = moment.astimezone(zone)
    return f"{_(DAYS[local.weekday()])} {local:%H:%M}"


def day(moment: datetime, zone: tzinfo) -> str:
    """The full date: `9 Mar 2025`."""
    return full_date(moment.astimezone(zone).date())


def full_date(day: date) -> str:
    return f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"


def weekday(number: int) -> str:
    """The short name of a day of the week; 0 is Monday."""
    return _(DAYS[number])


def day_heading(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The day over a group of the timeline: today and yesterday by name, and the date."""
    local, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    full = f"{_(DAYS[local.weekday()])} {day(moment, zone)}"
    if local == today:
        return _("Today, %s") % full
    if today - local == timedelta(days=1):
        return _("Yesterday, %s") % full
    return full


def exact(moment: datetime, zone: tzinfo) -> str:
    """The instant without any doubt: weekday, date, clock with seconds, zone."""
    local = moment.astimezone(zone)
    return f"{_(DAYS[local.weekday()])} {day(moment, zone)}, {local:%H:%M:%S %Z (UTC%z)}"


def on_the_wall(moment: datetime) -> str:
    """An instant by the clock of the zone it stands in: `Fri 7 Mar 2025, 16:15`; seconds only where there are some.

    A time that the clock shows twice has its offset with it.
    """
    zone = moment.tzinfo
    assert zone is not None
    text = f"{_(DAYS[moment.weekday()])} {day(moment, zone)}, {wall_time(moment)}"
    other = moment.replace(fold=1 - moment.fold)
    return text if other.utcoffset() == moment.utcoffset() else f"{text} (UTC{moment.isoformat()[19:]})"


def wall_time(moment: datetime) -> str:
    """Hours and minutes, and seconds only where there are some: `16:15`."""
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def many(count: int, one: str, more: str) -> str:
    """`1 field`, `3 fields`."""
    return ngettext(f"%d {one}", f"%d {more}", count) % count


def kind_name(kind: str, team: str | None = None, end: str | None = None) -> str:
    """What a clock promises: `First response`, `Answer from security (at the latest)`."""
    names = {
        "first_response": _("First response"),
        "response": _("Response"),
        "resolution": _("Resolution"),
        "acknowledge": _("Acknowledgement"),
        "update": _("Update"),
        "promised_reply": _("Promised reply"),
    }
    name = names.get(kind, kind.replace("_", " ").capitalize())
    if kind == "team_response":
        name = _("Answer from %s") % (team or _("the team")).replace("-", " ")
    ends = {"target": _("aimed at"), "limit": _("at the latest")}
    return f"{name}, {ends[end]}" if end in ends else name


def slot_name(slot: str) -> str:
    """The name of a clock from its slot, such as `team_response:legal:limit`."""
    kind, *rest = slot.split(":")
    end = rest.pop() if rest and rest[-1] in ("target", "limit") else None
    return kind_name(kind, rest[0] if rest else None, end)


def next_words(row: BoardRow) -> str:
    """What is next on a case of the board; empty where nothing is waited for."""
    if row.follow_up:
        return row.follow_up
    if row.next is not None:
        return slot_name(row.next.slot)
    return {"follow_up": _("Ask whether it is over"), "recover": _("Close the case")}.get(row.stage, "")


def plain(identifier: str) -> str:
    """An id as words: `cross-user-data` is `Cross user data`."""
    return identifier.replace("_", " ").replace("-", " ").capitalize()


def channel_name(channel: str) -> str:
    names = {
        "email": _("e-mail"),
        "chat": _("chat"),
        "ticket": _("ticket"),
        "phone": _("phone"),
        "portal": _("portal"),
        "direct": _("direct contact"),
        "console": _("console"),
    }
    return names.get(channel, channel)


def place(identifier: str) -> str:
    """A scope or field set in words."""
    return {"all": _("Every hand-over")}.get(identifier, plain(identifier))


def stage_name(stage: str) -> str:
    """Where the life of a case stands, in words."""
    names = {
        "acknowledge": _("Acknowledge"),
        "investigate": _("Investigate"),
        "communicate": _("Communicate"),
        "resolve": _("Resolve"),
        "follow_up": _("Follow up"),
        "recover": _("Recover"),
        "closed": _("Closed"),
    }
    return names.get(stage) or plain(stage)


def act_name(act: str) -> str:
    """What a gate keeps closed, or what something comes before."""
    names = {
        "escalate": _("passing it on"),
        "send": _("writing to the customer"),
        "resolve": _("resolving it"),
        "close": _("closing it"),
        "offer": _("offers"),
        "hand_over": _("the hand-over"),
        "talk:contract": _("talk about the contract"),
    }
    kind, _colon, what = act.partition(":")
    if kind == "talk" and act not in names:
        return _("talk about: %s") % plain(what).lower()
    return names.get(act) or (f"{plain(kind).lower()} {plain(what).lower()}" if what else plain(act).lower())
