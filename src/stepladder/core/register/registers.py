"""The registers of a desk: what is kept beside the cases, through which states an entry goes, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Confirming = Literal["read", "attended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One of them.

    Fields: states - those of an entry, which begins in the first; ends - those in which it waits for nothing any more;
    confirms - what people confirm of an entry; nameless - the states that only words without names of people or
    customers may reach.
    """

    id: str
    states: tuple[str, ...]
    ends: frozenset[str]
    confirms: Confirming | None = None
    nameless: frozenset[str] = frozenset()


_ALL = (
    Register(
        id="feedback",
        states=("logged", "reviewed", "planned", "implemented", "declined"),
        ends=frozenset({"implemented", "declined"}),
    ),
    Register(
        id="known-issues",
        states=("open", "workaround", "fixed", "no-fault"),
        ends=frozenset({"fixed", "no-fault"}),
    ),
    Register(
        id="knowledge",
        states=("draft", "published", "withdrawn"),
        ends=frozenset({"withdrawn"}),
        nameless=frozenset({"published"}),
    ),
    Register(
        id="case-studies",
        states=("draft", "approved", "withdrawn"),
        ends=frozenset({"withdrawn"}),
        nameless=frozenset({"approved"}),
    ),
    Register(
        id="announcements",
        states=("announced", "withdrawn"),
        ends=frozenset({"withdrawn"}),
        confirms="read",
    ),
    Register(
        id="meetings",
        states=("planned", "held", "cancelled"),
        ends=frozenset({"held", "cancelled"}),
        confirms="attended",
    ),
)
REGISTERS: Mapping[str, Register] = {one.id: one for one in _ALL}
