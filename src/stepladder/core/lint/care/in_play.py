"""Which elements of a policy bring each open question into play: the parameter decides how they are read.

A parameter that no element brings into play is nobody's concern, whatever it is set to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from stepladder.core.lint.care import in_play_conduct, in_play_time, in_play_triage
from stepladder.core.policy.base import Element, Place
from stepladder.core.policy.pack import Pack

InPlay: TypeAlias = Callable[[Pack], Iterable[Element | Place]]

NEVER_ALONE = frozenset({"pack.select", "scale.map"})
"""Asked only where several packs are in force together: no element of one pack brings them into play."""

IN_PLAY: dict[str, InPlay] = {**in_play_time.TABLE, **in_play_triage.TABLE, **in_play_conduct.TABLE}
"""Every other parameter, with the elements of a pack that bring it into play, in their order."""


def otherwise(pack: Pack, parameter: str, value: str) -> Iterator[Element | Place]:
    """The elements that bring a parameter into play and do not say the reading that was chosen."""
    says = in_play_time.SAYS.get(parameter)
    return (one for one in IN_PLAY[parameter](pack) if says is None or not says(one, value))
