"""Every condition of a pack: whose it is, under which key it is written, and its name among all others."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from stepladder.core.policy.base import Element
from stepladder.core.policy.model import PackText


class Conditioned(msgspec.Struct, frozen=True):
    """One condition as written.

    Fields: name - its name among all conditions of the pack; element - whose it is; key - where it stands in the
    element: `when`, `opens_when` or `watches`; written - its text.
    """

    name: str
    element: Element
    key: str
    written: str


def condition_key(element: Element, *, within: str = "", key: str = "when") -> str:
    """The name of an element's condition among all conditions of its pack.

    `kind:id`, with the element's scope before the id where it has one: `trigger:breach`,
    `gate:before-escalating/tried`. For an element that stands in another, `within` is the other's id:
    `level:severity/critical`, `categorystage:dispute/billing`, `identityrequest:high/erasure`. A condition under
    another key than `when` says so: `gate.opens_when:tried`, `guard.watches:silence`, `rung.opens_when:write-down/2`.

    >>> from stepladder.core.policy.obligations import Gate
    >>> condition_key(Gate(id="tried", scope="before-escalating"), key="opens_when")
    'gate.opens_when:before-escalating/tried'
    """
    kind = type(element).__name__.lower()
    scope = within or getattr(element, "scope", "")
    name = f"{scope}/{element.id}" if scope else element.id
    return f"{kind}:{name}" if key == "when" else f"{kind}.{key}:{name}"


def conditions_of(text: PackText) -> Iterator[Conditioned]:
    """Every condition of the pack, in the order in which they are worked out."""
    plain: tuple[tuple[Element, ...], ...] = (
        text.segments, text.triggers, text.routes, text.categories, text.detectors, text.signs, text.scenarios,
        text.gates, text.identity, text.approvals, text.guards, text.guidance, text.steps, text.templates,
        text.follow_ups, text.ladders, text.concessions, text.terms, text.records, text.holds,
    )  # fmt: skip
    for group in plain:
        for element in group:
            yield from _written(element)
    for scale in text.scales:
        for level in scale.levels:
            yield from _written(level, within=scale.id)
    for category in text.categories:
        for stage in category.stages:
            yield from _written(stage, within=category.id)
    for identity in text.identity:
        for request in identity.requests:
            yield from _written(request, within=identity.id)
    for ladder in text.ladders:
        for rung in ladder.rungs:
            yield from _written(rung)


def _written(element: Element, within: str = "") -> Iterator[Conditioned]:
    for key in ("when", "opens_when", "watches"):
        written = getattr(element, key, None)
        if written is not None:
            yield Conditioned(condition_key(element, within=within, key=key), element, key, written)
