"""The policy's own words for the ids that events and obligations carry."""

from __future__ import annotations

from dataclasses import dataclass

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

    @classmethod
    def of(cls, pack: Pack, people: tuple[PersonRow, ...]) -> Names:
        text = pack.text
        return cls(
            triggers={one.id: one.title for one in (*text.signs, *text.detectors, *text.triggers)},
            levels={f"{scale.id}:{one.id}": one.title for scale in text.scales for one in scale.levels},
            roles={one.id: one.title for one in text.directory},
            people={one.id: one.name for one in people},
            facts={one.id: one.ask for one in text.facts} | {one.name: one.ask for one in text.facts},
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

    def fact(self, identifier: str) -> str:
        return plain(identifier.rpartition(".")[2])
