"""The policy's own words for the ids that events and obligations carry."""

from __future__ import annotations

from dataclasses import dataclass, field

from stepladder.core.case.titles import titles
from stepladder.core.policy.pack import Pack
from stepladder.service.rows import PersonRow
from stepladder.web.pages.words import plain


@dataclass(frozen=True, slots=True)
class Names:
    """Titles by id; an id without one is shown as plain words."""

    triggers: dict[str, str]
    levels: dict[str, str]
    roles: dict[str, str]
    people: dict[str, str]
    facts: dict[str, str]
    duties: dict[tuple[str, str], str] = field(default_factory=dict)
    """Titles of gates, steps and what else must follow, by kind and `scope/id`."""

    @classmethod
    def of(cls, pack: Pack, people: tuple[PersonRow, ...]) -> Names:
        text = pack.text
        return cls(
            triggers={one.id: one.title for one in (*text.signs, *text.detectors, *text.triggers)},
            levels={f"{scale.id}:{one.id}": one.title for scale in text.scales for one in scale.levels},
            roles={one.id: one.title for one in text.directory},
            people={one.id: one.name for one in people},
            facts={one.id: one.ask for one in text.facts} | {one.name: one.ask for one in text.facts},
            duties=dict(titles(text)),
        )

    def trigger(self, identifier: str) -> str:
        return self.triggers.get(identifier) or plain(identifier)

    def level(self, scale: str, identifier: str) -> str:
        return self.levels.get(f"{scale}:{identifier}") or plain(identifier)

    def whom(self, identifier: str) -> str:
        """A person, a role, or the customer, as one names them in a sentence."""
        if identifier.startswith("tracker:"):
            return identifier.removeprefix("tracker:")
        return self.people.get(identifier) or self.roles.get(identifier) or plain(identifier)

    def duty(self, kind: str, key: str) -> str:
        """The title of something that must follow: a gate, an item of one, a factor, an approval, a step."""
        return self.duties.get((kind, key)) or plain(key.rpartition("/")[2])

    def approval(self, identifier: str) -> str:
        """What is approved: by its own title, else that of the place on a ladder whose id it has."""
        title = self.duties.get(("approval", identifier))
        return title or (self.offer(identifier) if ("offer", identifier) in self.duties else plain(identifier))

    def offer(self, place: str) -> str:
        """A place on a ladder, a concession or a term: its title, and where it stands."""
        title = self.duties.get(("offer", place))
        if not title:
            return plain(place) if "/" not in place else place
        return f"{title} ({place})" if "/" in place else title

    def fact(self, identifier: str) -> str:
        return plain(identifier.rpartition(".")[2])
