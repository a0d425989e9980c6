"""Which elements of a policy bring each open question into play: the parameter decides how they are read.

A parameter that no element brings into play is nobody's concern, whatever it is set to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from stepladder.core.lint.care import in_play_conduct, in_play_time, in_play_triage
from stepladder.core.policy.base import Element, Place
from stepladder.core.policy.pack import Pack

InPlay: TypeAlias = Callable[[Pack], Iterable[Element | Place]]

NEVER_ALONE = frozenset({"pack.select", "scale.map"})
"""Asked only where several packs are in force together: no element of one pack brings them into play."""

IN_PLAY: dict[str, InPlay] = {**in_play_time.TABLE, **in_play_triage.TABLE, **in_play_conduct.TABLE}
"""Every other parameter, with the elements of a pack that bring it into play, in their order."""


def otherwise(pack: Pack, parameter: str, value: str) -> tuple[Element | Place, ...]:
    """The elements that a reading is about, unless one of them says it; where nobody can tell that, all of them."""
    if parameter in in_play_triage.COUNTED:
        counted = list(in_play_triage.COUNTED[parameter](pack))
        says = in_play_triage.counted_as(value)
        return () if any(number == says for _, number in counted) else tuple(dict.fromkeys(one for one, _ in counted))
    about = tuple(IN_PLAY[parameter](pack)) if parameter in IN_PLAY else ()
    says_it = in_play_time.SAYS.get(parameter)
    return () if says_it is not None and any(says_it(one, value) for one in about) else about
