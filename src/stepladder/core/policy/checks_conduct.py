"""What must hold for how people work: guards, guidance, steps, follow-ups, records."""

from __future__ import annotations

from stepladder.core.policy.acts import ACTS, BEGINNINGS
from stepladder.core.policy.names import Names, named
from stepladder.core.policy.obligations import FollowUp, Guard

_PEOPLE = ("owner", "customer", "contact")
"""Who takes part in a step besides roles: the owner of the case, and those on the other side."""


def check(names: Names) -> None:
    """Every fault of guards, guidance, steps, follow-ups and records."""
    lifting = names.gates | names.approvals | names.given | names.steps | named(names.text.scenarios)
    for guard in names.text.guards:
        _guard(names, guard, lifting)
    people = {*names.roles, *_PEOPLE}
    for step in names.text.steps:
        names.must_know(step.place, "actor", step.actor or None, people, "role")
        names.must_know_all(step.place, "attendees", step.attendees, people, "role")
        names.must_know(step.place, "fact", step.fact, names.facts, "fact")
    for follow_up in names.text.follow_ups:
        _follow_up(names, follow_up)
    for record in names.text.records:
        names.must_know(record.place, "fact", record.fact, names.facts, "fact")
        names.must_know(record.place, "before", record.before, ACTS, "act")


def _guard(names: Names, guard: Guard, lifting: dict[str, None]) -> None:
    names.must_know_all(guard.place, "acts", guard.acts, ACTS, "act")
    names.must_know_all(guard.place, "allowed_by", guard.allowed_by, lifting, "gate, approval, step, scenario or offer")
    names.must_know_all(guard.place, "allowed_for", guard.allowed_for, names.roles, "role")
    if not guard.phrases and not guard.acts and guard.watches is None:
        more = " but a number" if guard.at_most is not None else ""
        what = f"guard '{guard.id}' can never speak: it has no phrases, no acts and nothing it watches{more}"
        names.empty(guard, "id", what, "Add `phrases:`, `acts:` or `watches:`.")
    if guard.unless and not guard.phrases:
        what = f"guard '{guard.id}' takes hits away and has none"
        names.empty(guard, "unless", what, "Add `phrases:` or drop `unless:`.")


def _follow_up(names: Names, one: FollowUp) -> None:
    names.must_know(one.place, "after", one.after, BEGINNINGS, "beginning of a follow-up")
    names.must_know(one.place, "owner", one.owner or None, {*names.roles, "owner"}, "role")
    if one.earliest is not None and one.latest is not None and one.earliest > one.latest:
        what = f"follow-up '{one.id}' is late before it may begin"
        names.fault(one.place, "latest", "type", what, "Let `earliest` be the shorter of the two.")
    timed = one.earliest is not None or one.latest is not None
    if (timed, one.months is not None, one.until_review).count(True) > 1:
        what = f"follow-up '{one.id}' is due by two rules"
        names.fault(
            one.place, "id", "type", what, "Keep one of `earliest` with `latest`, `months`, and `until_review`."
        )
