"""What must hold for what keeps a policy alive: its owner and review, metrics, training, the agenda."""

from __future__ import annotations

from stepladder.core.policy.acts import MEASURES
from stepladder.core.policy.intervals import Interval
from stepladder.core.policy.model import Place
from stepladder.core.policy.names import Names
from stepladder.core.values import DeskError


def check(names: Names) -> None:
    """Every fault of the header, metrics, training and agenda."""
    header = names.text.header
    names.must_know(header.place, "owner", header.owner, names.roles, "role")
    _every(names, header.place, "review_every", header.review_every)
    for metric in names.text.metrics:
        names.must_know(metric.place, "measure", metric.measure, MEASURES, "measure")
    for one in names.text.training:
        _every(names, one.place, "every", one.every)
        if one.week is None and one.stage is None and one.every is None and one.link is None:
            what = f"training '{one.id}' says neither when it is nor where it can be read"
            names.empty(one, "id", what, "Add `week:`, `stage:`, `every:` or `link:`.")
    for item in names.text.agenda:
        _every(names, item.place, "every", item.every)
        names.must_know(item.place, "owner", item.owner, names.roles, "role")
        names.must_know(item.place, "segment", item.segment, names.segments, "segment")


def _every(names: Names, place: Place, key: str, written: str | None) -> None:
    if written is None:
        return
    try:
        Interval.parse(written)
    except DeskError as fault:
        names.fault(place, key, "interval", fault.what, fault.mend)
