"""What changes for people between two policies, or two versions of one."""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.core.lint.diff.clocks import clocks
from stepladder.core.lint.diff.difference import Change, Difference, How, Side
from stepladder.core.lint.diff.duties import duties, permissions
from stepladder.core.lint.diff.other import other, parameters, wording
from stepladder.core.lint.diff.pairs import Both
from stepladder.core.lint.diff.routes import routes
from stepladder.core.lint.diff.rules import changed_rules, rules
from stepladder.core.lint.diff.searching import Search
from stepladder.core.policy.pack import Pack

_FIRST: tuple[How, ...] = (
    "removed", "narrower", "longer", "shorter", "stricter", "added", "wider", "more", "less", "looser", "changed",
    "renamed", "worded",
)  # fmt: skip


def compare(old: Pack, new: Pack) -> Difference:
    """Everything that changes for people from the old policy to the new one. Pure: the same two, the same answer."""
    if old.digest == new.digest:
        return Difference(old=_side(old), new=_side(new))
    both = Both.of(old, new)
    search = Search(both, changed_rules(both))
    lists = {
        "clocks": clocks(both), "routes": routes(both), "rules": rules(both, search), "duties": duties(both),
        "permissions": permissions(both), "other": other(both),
    }  # fmt: skip
    found = {
        name: _sorted((*changes, *(parameters(both, name) if name != "rules" else ())))
        for name, changes in lists.items()
    }
    found["other"] += _sorted(wording(both))
    return Difference(old=_side(old), new=_side(new), tried=search.tried, **found)


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The most important first, else in the order of the policy; what only has another name comes last."""
    return tuple(sorted(changes, key=lambda one: (one.how == "renamed", one.rank, _FIRST.index(one.how))))


def _side(pack: Pack) -> Side:
    return Side(pack.id, pack.version, pack.text.header.title)
