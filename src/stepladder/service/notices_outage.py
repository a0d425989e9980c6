"""What the notice says after a time without a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.clock.when_words import instant_in_words
from stepladder.core.clock.zones import zone
from stepladder.core.policy.pack import Pack
from stepladder.service.notices_work import Composed
from stepladder.service.ports_watch import Outage

_WORDS = {
    "clocks": ("clock ran out unseen", "clocks ran out unseen"),
    "cases": ("case waited to be woken", "cases waited to be woken"),
    "recurring": ("customer or agenda waited to be looked at", "customers or agendas waited to be looked at"),
    "commands": ("step from one case to another waited", "steps from one case to another waited"),
    "messages": ("message waited to be sent", "messages waited to be sent"),
}


def in_words(outage: Outage) -> str:
    """`2 clocks ran out unseen, 3 messages waited to be sent`."""
    return _counted(outage.waiting)


def news_of_outage(delivery: DeliveryOrder, pack: Pack, link: str, *, remark: str | None = None) -> Composed:
    """The words of the notice; instants in the zone of the policy. Takes: remark - why it goes to somebody else."""
    details, home = delivery.details, zone(pack.zone)

    def when(said: object) -> str:
        return instant_in_words(datetime.fromisoformat(str(said)), home)

    listed = "\n".join(f"{when(one['due_at'])}: {link}/cases/{one['case']}/" for one in details["first"])
    parts = [
        f"No worker was at work from {when(details['began_at'])} to {when(details['ended_at'])}.",
        f"Meanwhile {_counted(details['waiting'])}. All of it is made up for now, and marked as late.",
        f"The cases that waited longest:\n{listed}" if listed else "",
        f"You get this because {remark}." if remark else "",
        f"The board: {link}/",
    ]
    subject = f"The desk stood still from {when(details['began_at'])}"
    return Composed(subject, "\n\n".join(part for part in parts if part) + "\n")


def _counted(waiting: Mapping[str, int]) -> str:
    known = [(waiting[name], words) for name, words in _WORDS.items() if name in waiting]
    return ", ".join(f"{count} {one if count == 1 else many}" for count, (one, many) in known) or "nothing fell due"
