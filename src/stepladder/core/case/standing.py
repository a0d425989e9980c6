"""Who may do what: a role does what it is named for, and what is left to those below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

AGENT = "agent"
_RANKS = {AGENT: 0, "csm": 0, "lead": 1, "manager": 2, "leadership": 3}
"""The line in which one stands above another; roles outside of it (legal, security, admin) stand for themselves."""


class Standing(msgspec.Struct, frozen=True):
    """Where whoever gives a command stands among those who work at the desk; looked up only where a rule asks for it.

    Fields: roles - gives theirs; is_held - whether anybody who works here has this very role.
    """

    roles: Callable[[], frozenset[str]]
    is_held: Callable[[str], bool]

    def is_of(self, team: str) -> bool:
        """Whether they may speak for the team, as one of it or from above."""
        return may_act_as(self.roles(), (team,))

    def answers_for(self, team: str) -> bool:
        """Whether their answer is the team's: where nobody at this desk is of the team, anybody's is."""
        return self.is_of(team) or not self.is_held(team)


AN_AGENT = Standing(roles=lambda: frozenset({AGENT}), is_held=lambda role: False)
"""Who stands for nobody else, at a desk of which no more is known."""


def may_act_as(roles: frozenset[str], wanted: Iterable[str]) -> bool:
    """Whether somebody with these roles may do what is left to one of the wanted ones (Q-26: manager or above)."""
    return any(_covers(role, one) for one in wanted for role in roles)


def _covers(role: str, wanted: str) -> bool:
    if role == wanted:
        return True
    return role in _RANKS and wanted in _RANKS and _RANKS[role] > _RANKS[wanted]
