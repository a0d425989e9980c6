"""Which elements bring the open questions about words, offers, playbooks and numbers into play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from stepladder.core.policy.base import Element
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions.tree import Moved, walk
from stepladder.core.policy.model import Clock
from stepladder.core.policy.obligations import Concession, Gate, Guard, Ladder, Metric, Step, Term, Training
from stepladder.core.policy.pack import Pack

_CALLS = ("phone", "call")
InPlay = Callable[[Pack], Iterable[Element]]


def _said_so_often(pack: Pack) -> Iterator[Guard]:
    return (one for one in pack.text.guards if one.at_most is not None and one.phrases)


def _no_mode(pack: Pack) -> Iterator[Guard]:
    return (one for one in pack.text.guards if one.mode is None)


def _valued(pack: Pack) -> Iterator[Ladder]:
    """Ladders on which more than one rung gives something, so that they could add up."""
    for one in pack.text.ladders:
        if sum(1 for rung in one.rungs if rung.value is not None or rung.sub_rungs) > 1:
            yield one


def _ladders(pack: Pack) -> Iterator[Ladder]:
    return iter(pack.text.ladders)


def _shares(pack: Pack) -> Iterator[Ladder]:
    for one in pack.text.ladders:
        if any(rung.value is not None and rung.value.rate is not None for rung in one.rungs):
            yield one


def _grounds(pack: Pack) -> Iterator[Ladder | Concession]:
    """Offers on no ground, in a pack that names grounds."""
    if any(one.ground for one in pack.text.concessions):
        yield from pack.text.ladders


def _by_months(pack: Pack) -> Iterator[Term | Concession]:
    """What is due once so many months have gone by."""
    every: tuple[Term | Concession, ...] = (*pack.text.terms, *pack.text.concessions)
    for one in every:
        tree = pack.trees.get(condition_key(one))
        nodes = walk(tree.root) if tree is not None else ()
        if any(isinstance(node, Moved) and node.how == "plus_months" for node in nodes):
            yield one


def _milestones(pack: Pack) -> Iterator[Term]:
    """Terms that begin with the later of two dates, or are counted in whole months."""
    for one in pack.text.terms:
        if len(one.starts) > 1 or (one.value is not None and one.value.since is not None):
            yield one


def _contract_talk(pack: Pack) -> Iterator[Gate]:
    return (one for one in pack.text.gates if "talk:contract" in one.acts)


def _alignment(pack: Pack) -> Iterator[Gate]:
    """Gates that keep words back from the customer until something inside is settled."""
    held = {"send", "acknowledge", "talk:leadership"}
    return (one for one in pack.text.gates if not held.isdisjoint(one.acts))


def _customer_calls(pack: Pack) -> Iterator[Step]:
    for one in pack.text.steps:
        if one.channel in _CALLS and (not one.attendees or "customer" in one.attendees):
            yield one


def _by_severity(pack: Pack) -> Iterator[Metric]:
    """Numbers about a time that no clock states."""
    if not _resolutions(pack):
        yield from (one for one in pack.text.metrics if one.measure == "time_to_resolution")


def _resolutions(pack: Pack) -> list[Clock]:
    return [one for one in pack.text.clocks if one.kind == "resolution"]


def _measured(measure: str) -> InPlay:
    def found(pack: Pack) -> Iterator[Metric]:
        return (one for one in pack.text.metrics if one.measure == measure)

    return found


def _training(pack: Pack) -> Iterator[Training]:
    return (one for one in pack.text.training if one.stage is not None)


TABLE: dict[str, InPlay] = {
    "template.apology": _said_so_often,
    "guard.mode": _no_mode,
    "ladder.value": _valued,
    "ladder.scope": _ladders,
    "concession.grounds": _grounds,
    "ladder.base": _shares,
    "term.fee": _by_months,
    "term.contract": _milestones,
    "gate.contract_talk": _contract_talk,
    "playbook.order": _alignment,
    "channel.rule": _customer_calls,
    "clock.by_severity": _by_severity,
    "metric.csat": _measured("post_escalation_csat"),
    "metric.churn": _measured("escalation_churn"),
    "metric.escalation_rate": _measured("escalation_rate"),
    "training.enforce": _training,
}
