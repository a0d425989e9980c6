"""On the page of a case: what keeps its messages from people, each reason once with all whom it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec.structs import replace

from stepladder.service.reading.case_views import CasePage, TimelineEntry
from stepladder.service.rows import DeliveryLine
from stepladder.web.pages.delivery_views import VIEWS
from stepladder.web.pages.delivery_words import TONES, delivery_word
from stepladder.web.pages.names import Names
from stepladder.web.pages.words import channel_name

_GONE_OUT = ("sent", "delivered")
_ORDER = ("dead", "uncertain", "failed")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Unreached:
    """Messages that stand alike for one reason. `url` leads to their view among all deliveries."""

    state: str
    word: str
    tone: str
    reason: str
    whom: str
    url: str


def unreached(page: CasePage, names: Names) -> list[Unreached]:
    """The gravest first. What a person sent again and arrived is no longer among them."""
    found: dict[tuple[str, str], list[DeliveryLine]] = {}
    for one in page.deliveries:
        if one.reason and one.state not in _GONE_OUT:
            found.setdefault((one.state, one.reason), []).append(one)
    made = [
        Unreached(
            state=state,
            word=delivery_word(state),
            tone=TONES.get(state, "info"),
            reason=reason,
            whom=_whom(lines, names),
            url=f"{reverse('deliveries')}?state={next((one.key for one in VIEWS if state in one.states), '')}",
        )
        for (state, reason), lines in found.items()
    ]
    return sorted(made, key=lambda one: (_ORDER.index(one.state) if one.state in _ORDER else len(_ORDER), one.reason))


def first_unreached(page: CasePage, names: Names) -> str | None:
    """Whom nobody tries to reach any more, and why, in one line; None where there is nobody."""
    lost = [one for one in page.deliveries if one.reason and one.state in ("dead", "uncertain")]
    if not lost:
        return None
    last = max(lost, key=lambda one: one.created_at)
    alike = [one for one in lost if (one.state, one.reason) == (last.state, last.reason)]
    return _("To %(whom)s: %(why)s") % {"whom": _first(names.whom(one.to) for one in alike), "why": last.reason}


def gathered(entries: Iterable[TimelineEntry]) -> Iterator[TimelineEntry]:
    """The same timeline; of failures in a row with one reason in one minute, one that names all of `to`."""
    run: TimelineEntry | None = None
    for entry in entries:
        if run is not None and _continues(run, entry):
            run = replace(run, data={**run.data, "to": [*_listed(run), *_listed(entry)]})
            continue
        if run is not None:
            yield run
        run = entry
    if run is not None:
        yield run


def all_of(to: object, names: Names) -> str:
    """Everybody that an entry names, each once. Takes: to - a name, or a list of them."""
    listed = [str(one) for one in to] if isinstance(to, (list, tuple)) else [str(to)]
    return ", ".join(_counted(names.whom(one) for one in listed))


def _continues(run: TimelineEntry, entry: TimelineEntry) -> bool:
    alike = run.type == entry.type == "delivery_failed" and run.data.get("reason") == entry.data.get("reason")
    return alike and (entry.at - run.at).total_seconds() < 60


def _listed(entry: TimelineEntry) -> list[str]:
    to = entry.data.get("to")
    return [str(one) for one in to] if isinstance(to, list) else [str(to)]


def _whom(lines: Iterable[DeliveryLine], names: Names) -> str:
    """`Security, Billing (2 times) by e-mail; Duty by page`."""
    by_channel: dict[str, list[str]] = {}
    for one in sorted(lines, key=lambda one: one.created_at):
        by_channel.setdefault(one.channel, []).append(names.whom(one.to))
    return "; ".join(
        _("%(who)s by %(channel)s") % {"who": ", ".join(_counted(whom)), "channel": channel_name(channel)}
        for channel, whom in by_channel.items()
    )


def _counted(named: Iterable[str]) -> list[str]:
    return [
        name if count == 1 else ngettext("%(who)s (%(n)d time)", "%(who)s (%(n)d times)", count)
        % {"who": name, "n": count}
        for name, count in Counter(named).items()
    ]  # fmt: skip


def _first(named: Iterable[str]) -> str:
    """`Security, Billing, Duty and 2 more`."""
    listed = list(dict.fromkeys(named))
    more = len(listed) - _NAMED
    said = ", ".join(listed[:_NAMED])
    return said if more <= 0 else _("%(whom)s and %(n)d more") % {"whom": said, "n": more}
