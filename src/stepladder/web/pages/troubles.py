"""Above every page: what keeps the desk itself from its work. Cases and lists would look healthy meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stepladder.bootstrap import desk, watch_port
from stepladder.core.clock.when_words import instant_in_words
from stepladder.service.ports_outbox import IllPeer
from stepladder.service.silence import Silence, silence
from stepladder.service.time_port import not_shifted
from stepladder.web.pages.words import channel_name


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is amiss, what that means for the reader, and what to do.

    Fields: tone - `critical` or `risk`; command - for whoever can mend it, on the host of the desk, if any.
    """

    what: str
    means: str
    do: str
    tone: str = "critical"
    command: str = ""


def troubles(workspace: str, zone: ZoneInfo) -> list[Trouble]:
    """All there are now, gravest first; instants by the clock of the zone."""
    silent, place = silence(desk(), watch_port()), desk()
    found = [] if silent is None else [_of_silence(silent, zone)]
    # What another release or another setting left behind says nothing about the ways out there are now.
    ill = [one for one in place.outbox.ill_peers() if one.lane in place.channels]
    return found + [_of_peer(one, *place.outbox.stopped(workspace, one), zone) for one in ill]


def mark_of(found: Sequence[Trouble]) -> str:
    """Another one for other troubles, as an ETag."""
    return f'"{hashlib.sha256(repr(found).encode()).hexdigest()[:20]}"'


def _of_silence(silent: Silence, zone: ZoneInfo) -> Trouble:
    do, command = _("Tell whoever runs the desk. On its host this command says what is wrong:"), "stepladder doctor"
    if silent.since is not None and silent.is_behind:
        return Trouble(
            what=_("The desk has not kept up since %s.") % _instant(silent.since, zone),
            means=_(
                "A worker runs, but has not said since then that all that is due is done. What falls due may be "
                "noticed late, and messages may go out late."
            ),
            do=do,
            tone="risk",
            command=command,
        )
    if silent.since is None:
        what = _("No worker has ever been at work on this desk.")
    else:
        what = _("No worker has been at work since %s.") % _instant(silent.since, zone)
    return Trouble(
        what=what,
        means=_(
            "Until one is, nothing falls due, nobody is told and no message goes out: a case that looks in time here "
            "may be late. What you do is kept, and goes out as soon as a worker runs."
        ),
        do=do,
        command=command,
    )


def _of_peer(peer: IllPeer, waiting: int, given_up: int, zone: ZoneInfo) -> Trouble:
    since = _instant(peer.since, zone, desk().time.now())
    if peer.lane == "email":
        what = _("No mail has gone out since %s.") % since
    else:
        words = {"channel": channel_name(peer.lane), "since": since}
        what = _("Nothing has gone out by %(channel)s since %(since)s.") % words
    counts = []
    if waiting:
        counts.append(ngettext("%(n)d message waits.", "%(n)d messages wait.", waiting) % {"n": waiting})
    if given_up:
        counts.append(ngettext("%(n)d was given up.", "%(n)d were given up.", given_up) % {"n": given_up})
    reason = peer.reason[:1].upper() + peer.reason[1:]
    do = [_("The desk goes on trying, critical cases first, and what waits goes out by itself once this is mended.")]
    if given_up:
        do.append(_("What was given up stands under Deliveries, Not delivered: send it again then."))
    elif not waiting:
        do = [_("The next message shows whether it is mended.")]
    return Trouble(what=" ".join([what, *counts]), means=reason.rstrip(".") + ".", do=" ".join(do))


def _instant(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """Of today the clock alone. Never how long ago: a screen reader would hear of it every minute."""
    today, local = (now or not_shifted(desk().time).now()).astimezone(zone), at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == today.date() else instant_in_words(at, zone)
