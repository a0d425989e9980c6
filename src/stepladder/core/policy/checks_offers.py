"""What must hold for what may be given: ladders with their rungs in order, concessions, terms."""

from __future__ import annotations

from stepladder.core.policy.conditions import Kind
from stepladder.core.policy.model import Element
from stepladder.core.policy.names import Names, ids
from stepladder.core.policy.obligations import Amount, Authority, Concession, Ladder, Rung, Term


def check(names: Names) -> None:
    """Every fault of ladders, concessions and terms."""
    for ladder in names.text.ladders:
        _ladder(names, ladder)
    for concession in names.text.concessions:
        _concession(names, concession)
    for term in names.text.terms:
        _term(names, term)


def _ladder(names: Names, ladder: Ladder) -> None:
    if not ladder.rungs:
        names.empty(ladder, "rungs", f"ladder '{ladder.id}' has no rung", "Add the first one.")
    freezing = {*names.tickable, *ids(names.text.flags)}
    names.must_know_all(ladder.place, "frozen_by", ladder.frozen_by, freezing, "trigger, detector, sign or flag")
    for number, rung in enumerate(ladder.rungs, 1):
        _numbered(names, rung, f"{ladder.id}/{number}")
        _rung(names, rung)
        if rung.final and number < len(ladder.rungs):
            what = f"rung '{rung.id}' is final and others stand behind it"
            names.fault(rung.place, "final", "ladder", what, "Let only the last rung be final.")


def _rung(names: Names, rung: Rung) -> None:
    names.must_know(rung.place, "approval", rung.approval, names.approvals, "approval")
    _authority(names, rung, rung.authority)
    _amount(names, rung, rung.value)
    reached = 0
    for number, sub in enumerate(rung.sub_rungs, 1):
        _numbered(names, sub, f"{rung.id}/{number}")
        _authority(names, sub, sub.authority)
        if sub.months is not None and sub.months <= reached:
            what = f"sub-rung '{sub.id}' gives {sub.months} months, and the one before it {reached}"
            names.fault(sub.place, "months", "ladder", what, "Let each give more than the one before.")
        reached = sub.months or reached


def _numbered(names: Names, element: Element, wanted: str) -> None:
    if element.id != wanted:
        what = f"'{element.id}' stands where '{wanted}' belongs"
        names.fault(element.place, "id", "ladder", what, "Number the rungs of a ladder from 1, in their order.")


def _authority(names: Names, element: Element, given: tuple[Authority, ...]) -> None:
    for one in given:
        names.must_know(element.place, "authority", one.role, names.roles, "role")


def _amount(names: Names, element: Element, value: Amount | None) -> None:
    if value is None:
        return
    names.must_know(element.place, "value", value.of, names.facts, "fact")
    _must_be(names, element, "value", value.of, Kind.MONEY)
    for name in (value.since, value.until):
        names.must_know(element.place, "value", name, names.facts, "fact")
        _must_be(names, element, "value", name, Kind.DATE, Kind.INSTANT)
    counted = value.since is not None or value.until is not None
    ways = (value.fixed is not None, value.rate is not None, value.months is not None or counted)
    if (
        ways.count(True) != 1
        or (value.months is not None and counted)
        or (value.since is None) != (value.until is None)
    ):
        mend = "Write {rate: 50%, of: F}, {months: 3, of: F}, {of: F, since: F, until: F} or {fixed: 50.00 EUR}."
        names.fault(element.place, "value", "type", "a sum is a share, so many months or a fixed one", mend)
    elif (value.of is None) != (value.fixed is not None):
        what = "a fixed sum is a part of nothing" if value.of is not None else "it is not said what it is a part of"
        names.fault(element.place, "value", "type", what, "Write `of:` beside a share or months, and only there.")


def _must_be(names: Names, element: Element, key: str, name: str | None, *kinds: Kind) -> None:
    """Record a fault where a known fact is of another type."""
    fact = names.facts.get(name) if name is not None else None
    if fact is not None and fact.kind not in kinds:
        what = f"'{name}' is {'no sum of money' if Kind.MONEY in kinds else 'no date'}"
        names.fault(element.place, key, "type", what, f"Name a fact of type {' or '.join(kinds)}.")


def _concession(names: Names, one: Concession) -> None:
    names.must_know(one.place, "approval", one.approval, names.approvals, "approval")
    names.must_know_all(one.place, "only_with", one.only_with, names.given, "ladder, rung, concession or term")
    _authority(names, one, one.authority)
    _amount(names, one, one.value)
    _excludes(names, one, one.excludes)
    for other in set(one.only_with) & set(one.excludes):
        what = f"concession '{one.id}' needs '{other}' and never stands beside it"
        names.empty(one, "excludes", what, "Drop it from one of the two lists.")


def _term(names: Names, term: Term) -> None:
    _amount(names, term, term.value)
    _excludes(names, term, term.excludes)
    names.must_know_all(term.place, "starts", term.starts, names.facts, "fact")
    for name in term.starts:
        _must_be(names, term, "starts", name, Kind.DATE, Kind.INSTANT)


def _excludes(names: Names, element: Element, excludes: tuple[str, ...]) -> None:
    names.must_know_all(element.place, "excludes", excludes, names.given, "ladder, rung, concession or term")
    if element.id in excludes:
        names.empty(element, "excludes", f"'{element.id}' excludes itself", "Leave its own id out.")
