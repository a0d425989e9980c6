"""Who may do what: a role does what it is named for, and what is left to those below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

AGENT = "agent"
_RANKS = {AGENT: 0, "csm": 0, "lead": 1, "manager": 2, "leadership": 3}
"""The line in which one stands above another; roles outside of it (legal, security, admin) stand for themselves."""

RolesOf = Callable[[], frozenset[str]]


def may_act_as(roles: frozenset[str], wanted: Iterable[str]) -> bool:
    """Whether somebody with these roles may do what is left to one of the wanted ones (Q-26: manager or above)."""
    return any(_covers(role, one) for one in wanted for role in roles)


def _covers(role: str, wanted: str) -> bool:
    if role == wanted:
        return True
    return role in _RANKS and wanted in _RANKS and _RANKS[role] > _RANKS[wanted]
