"""The policy that is checked, with what several rules ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from stepladder.core.policy.base import Element
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import SECTION_KEYS, PackText
from stepladder.core.policy.names import levels
from stepladder.core.policy.pack import Pack


@dataclass(frozen=True, eq=False)
class Subject:
    """A pack at an instant. `today` (aware) is what dates in the pack are compared with, None where nobody has said."""

    pack: Pack
    today: datetime | None

    @property
    def now(self) -> datetime:
        """For rules that need it: they do not look without one."""
        assert self.today is not None
        return self.today

    @property
    def text(self) -> PackText:
        return self.pack.text

    def parameter(self, id: str) -> str:
        """The value of a parameter, chosen or by default."""
        return self.pack.parameters[id]

    @cached_property
    def chosen(self) -> frozenset[str]:
        """The parameters that the pack itself gives a value."""
        return frozenset(one.id for one in self.text.parameters)

    @cached_property
    def levels(self) -> dict[str, Element]:
        """Every level by `scale:level`."""
        return dict(levels(self.text))

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """The names of all conditions."""
        return tuple(one.name for one in conditions_of(self.text))

    @cached_property
    def names(self) -> dict[int, str]:
        """The name of every element of a section, `section/id`, by the identity of the element."""
        return {id(element): name for name, element in self._named()}

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Every element of a section by its name, `section/id`."""
        return dict(self._named())

    def name_of(self, element: Element) -> str:
        """`section/id`, or the plain id of an element that stands within another."""
        return self.names.get(id(element), element.id)

    def _named(self) -> Iterator[tuple[str, Element]]:
        for section in SECTION_KEYS:
            for element in getattr(self.text, section):
                if isinstance(element, Element):
                    yield f"{section}/{name_in_section(element)}", element
