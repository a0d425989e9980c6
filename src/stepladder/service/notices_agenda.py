"""What notices about recurring work say: what is due, for whom, and how often it was left undone."""

from __future__ import annotations

from stepladder.core.agenda.state import Agenda, Item
from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.clock.when_words import instant_in_words
from stepladder.core.clock.zones import zone
from stepladder.core.policy.pack import Pack
from stepladder.core.values import parse_instant
from stepladder.service.notices_outage import news_of_outage
from stepladder.service.notices_work import Composed


def news_of_agenda(
    delivery: DeliveryOrder, agenda: Agenda, pack: Pack, link: str, *, remark: str | None = None
) -> Composed:
    """The words of a notice; instants in the zone of the policy. Takes: remark - why it goes to somebody else."""
    if delivery.purpose == "outage":
        return news_of_outage(delivery, pack, link, remark=remark)
    item = agenda.items[str(delivery.details["item"])]
    overdue = delivery.purpose == "agenda_overdue"
    parts = [
        _overdue(delivery, item, pack) if overdue else _due(delivery, item, pack),
        item.planned.does,
        f"For customers of the segment {item.planned.segment}." if item.planned.segment else "",
        f"Why: {item.planned.because}" if item.planned.because else "",
        f"You get this because {remark}." if remark else "",
        f"Mark it as done, or leave it out with a reason, on the agenda: {link}/agenda/",
    ]
    subject = f"{'Overdue' if overdue else 'Due'}: {item.planned.title}"
    return Composed(subject, "\n\n".join(part for part in parts if part) + "\n")


def _due(delivery: DeliveryOrder, item: Item, pack: Pack) -> str:
    missed = int(delivery.details["missed"])
    before = f"\nIt came up {_times(missed)} before, and was neither done nor left out." if missed else ""
    return f"{item.planned.title} has been due since {_instant(delivery, pack)}. It is yours to do.{before}"


def _overdue(delivery: DeliveryOrder, item: Item, pack: Pack) -> str:
    owner = next(
        (one.title or one.id for one in pack.text.directory if one.id == item.planned.owner), item.planned.owner
    )
    missed = int(delivery.details["missed"])
    again = "again" if missed == 1 else _times(missed)
    return (
        f"{item.planned.title} was due on {_instant(delivery, pack)}. It has come up {again} since, and nobody has "
        f"done it or left it out.\nIt is the work of {owner}. You hear of it because it stayed undone."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


def _instant(delivery: DeliveryOrder, pack: Pack) -> str:
    """`Mon 9 Mar 2026, 09:00 EDT`."""
    return instant_in_words(parse_instant(str(delivery.details["due_at"])), zone(pack.zone))
