"""What a written policy puts on the agenda, and the office hours in which its turns come up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from stepladder.core.agenda.commands import Plan, Planned
from stepladder.core.case.receive import fallback_role
from stepladder.core.clock.hours import wall_instant
from stepladder.core.clock.zones import zone
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.reviews import review_day


def plan_of(pack: Pack) -> Plan:
    """The command that makes an agenda follow this version of a policy."""
    return Plan(digest=pack.digest, fallback=fallback_role(pack), items=tuple(_items(pack)))


class OfficeOf:
    """The office calendar of a pack; midnight of the policy's zone where it has none."""

    def __init__(self, pack: Pack) -> None:
        self._calendar = pack.calendars.get(pack.parameters["pack.office"])
        self._zone = self._calendar.zone if self._calendar is not None else zone(pack.zone)

    def today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def opens(self, day: date) -> datetime:
        midnight = wall_instant(self._zone, day, 0)
        opens = midnight if self._calendar is None else self._calendar.next_open(midnight)
        return datetime.fromtimestamp(opens, UTC)


def _items(pack: Pack) -> Iterator[Planned]:
    text, header = pack.text, pack.text.header
    answers_for_it = header.owner or fallback_role(pack)
    for one in text.agenda:
        yield Planned(
            item=f"agenda/{one.id}", kind="agenda", title=one.title or one.id, owner=one.owner, does=one.does,
            every=one.every, segment=one.segment, because=one.because or "", source=one.source,
        )  # fmt: skip
    for training in text.training:
        if training.every is not None:
            yield Planned(
                item=f"training/{training.id}", kind="training", title=training.title or training.id,
                owner=answers_for_it, does=training.does, every=training.every, because=training.because or "",
                source=training.source,
            )  # fmt: skip
    first = review_day(header)
    if first is not None or header.review_every is not None:
        yield Planned(
            item="header/review", kind="review", title="Review of the policy", owner=answers_for_it,
            does="Read the policy with those whom it binds, and mend what no longer holds.", every=header.review_every,
            first_on=None if first is None else first.isoformat(), source=header.source,
        )  # fmt: skip
