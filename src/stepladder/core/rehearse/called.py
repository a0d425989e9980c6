"""What a rehearsal calls people, teams and all that a policy names by an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo

import msgspec
from msgspec import field

from stepladder.core.case.events import DESK_NAMES
from stepladder.core.case.orders import CUSTOMER
from stepladder.core.case.owed import key_of
from stepladder.core.case.titles import titles
from stepladder.core.clock.when_words import when_in_words
from stepladder.core.policy.model import PackText
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.words import quoted
from stepladder.core.rehearse.scenario import Person
from stepladder.core.values import parse_instant

DESK = "The desk"
_CHANNELS = {"email": "e-mail", "direct": "direct contact"}
_CLOCKS = {
    "team_response": "Answer",
    "acknowledge": "Acknowledgement",
    "investigate": "Investigation",
    "follow_up": "Follow-up",
}
_ENDS = {"target": "aimed at", "limit": "at the latest"}
_WORKS = ("step", "follow_up", "record")


class Called(msgspec.Struct, frozen=True):
    """Names by id; an id without one is shown as plain words. Instants are told in the zone `home`."""

    home: tzinfo = UTC
    people: Mapping[str, str] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    """Roles that people have here or that approve, whether the directory knows them or not."""
    known: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, pack: Pack, people: Mapping[str, Person], home: tzinfo) -> Called:
        approving = (role for one in pack.text.approvals for role in (one.by, *one.then_to))
        return cls(
            home=home,
            people={id_: one.name or id_ for id_, one in people.items()},
            roles=frozenset((*approving, *(role for one in people.values() for role in one.roles))),
            known={key: title for key, title in _known(pack.text) if title},
        )

    def when(self, at: datetime) -> str:
        return when_in_words(at, self.home)

    def who(self, id_: str) -> str:
        """Whoever does something, at the head of a sentence."""
        return DESK if id_ in DESK_NAMES else self.people.get(id_, id_)

    def whom(self, id_: str) -> str:
        """Whoever is told something, or has the case."""
        kind, _, name = id_.partition(":")
        if name:
            return f"the {kind} {name}"
        if id_ == CUSTOMER:
            return "the customer"
        found = self.people.get(id_) or self.known.get(("role", id_))
        return found or (f"the {_plain(id_)}" if id_ in self.roles else id_)

    def by(self, channel: str) -> str:
        return f"by {_CHANNELS.get(channel, channel)}"

    def named(self, kind: str, id_: str) -> str:
        """A title, in quotation marks where it has several words."""
        return quoted(self.known.get((kind, id_)) or _plain(id_.rpartition("/")[2]).capitalize())

    def scale(self, scale: str) -> str:
        return self.known.get(("scale", scale)) or _plain(scale).capitalize()

    def level(self, scale: str, level: str) -> str:
        return quoted(self.known.get(("level", f"{scale}:{level}")) or _plain(level))

    def listed(self, kind: str, ids: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(self.named(kind, one) for one in ids))

    def work(self, kind: str, id_: str) -> str:
        """A step, a follow-up or a record: what is to be done, as the policy says it."""
        return self.named(kind if kind in _WORKS else "step", id_)

    def gate(self, gate: str, item: str | None = None) -> str:
        """A gate, or one thing that it waits for."""
        found = self.known.get(("item", f"{gate}/{item}")) if item is not None else None
        return quoted(found) if found else self.named("gate", gate)

    def attempt(self, what: str) -> str:
        """What was tried: a gate or an item of one, else the words of whoever tried."""
        return quoted(self.known.get(("gate", what)) or self.known.get(("tried", what)) or what)

    def approval(self, id_: str) -> str:
        return self.named("approval" if ("approval", id_) in self.known else "offer", id_)

    def offer(self, id_: str) -> str:
        """A place on a ladder, a concession or a term; a place within a place by the title of that and its number."""
        within, _, number = id_.rpartition("/")
        if ("offer", id_) in self.known or ("offer", within) not in self.known:
            return self.named("offer", id_)
        return f"{self.named('offer', within)}, place {number}"

    def value(self, fact: str, said: object) -> str:
        """The value of a fact; an instant in the zone of the story."""
        if ("instant", fact) in self.known and isinstance(said, str):
            return self.when(parse_instant(said, where=fact))
        return str(said)

    def slot(self, slot: str) -> str:
        """A clock: `First response`, `Answer from Legal (at the latest)`."""
        kind, *rest = slot.split(":")
        end = _ENDS.get(rest.pop()) if rest and rest[-1] in _ENDS else None
        name = _CLOCKS.get(kind, _plain(kind).capitalize())
        if kind == "team_response":
            name += f" from {self.whom(rest[0]) if rest else 'the team'}"
        elif kind == "promised_reply":
            name += f" {rest[0]}" if rest and rest[0] != "1" else ""
        elif rest:
            name += f" ({', '.join(map(_plain, rest))})"
        return f"{name} ({end})" if end else name


def _known(text: PackText) -> Iterator[tuple[tuple[str, str], str]]:
    for (kind, key), title in titles(text):
        if kind == "gate":
            # Others than the gate itself name it without its scope.
            yield ("gate", key.rpartition("/")[2]), title
        elif kind == "item":
            yield ("tried", key.rpartition("/")[2]), title
        yield (kind, key), title
    for kind, elements in (
        ("trigger", (*text.signs, *text.detectors, *text.triggers)), ("category", text.categories),
        ("role", text.directory), ("template", text.templates), ("flag", text.flags), ("scale", text.scales),
    ):  # fmt: skip
        yield from (((kind, one.id), one.title) for one in elements)
    for scale in text.scales:
        yield from ((("level", f"{scale.id}:{level.id}"), level.title) for level in scale.levels)
    yield from ((("settles", key_of(one.scope, one.id)), one.fact or "") for one in text.steps)
    yield from ((("ask", one.name), one.ask) for one in text.facts)
    yield from ((("instant", one.name), one.id) for one in text.facts if one.type == "instant")


def _plain(id_: str) -> str:
    return id_.replace("_", " ").replace("-", " ")
