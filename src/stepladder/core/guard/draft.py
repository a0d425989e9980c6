"""What is known of a draft before it is read, and what reading it finds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import msgspec
from msgspec import field

Mode = Literal["warn", "block"]
Verdict = Literal["fine", "warn", "block"]
Span = tuple[int, int]
"""Code points of a text, from 0, end exclusive."""


class DraftContext(msgspec.Struct, frozen=True, kw_only=True):
    """What already happened in the case that a draft belongs to.

    Fields: said - how often each guard with `at_most` has found its words in messages sent before, by the guard's name
    in its section (`our-fault/max_apologies`); lifting - what stands and may lift a guard: open gates, approvals given,
    scenarios, steps done, places on ladders, by the ids that `allowed_by` names; role - of the writer, None where
    nobody says; fixed - parts of the text that are fixed lines of a template, which count, and only warn (Q-34).
    """

    said: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    lifting: frozenset[str] = frozenset()
    role: str | None = None
    fixed: tuple[Span, ...] = ()


NOTHING_KNOWN = DraftContext()


class GuardFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a draft that a guard finds.

    Fields: rule - the guard's id, `scope/id` where an id stands in several scopes; start, end - code points of the
    draft as given, end exclusive; quote - these very code points; because, better - the guard's reason, and the line to
    write instead, "" where it names none; source - the requirements behind it.
    """

    rule: str
    mode: Mode
    start: int
    end: int
    quote: str
    because: str
    better: str
    source: tuple[str, ...]


class DraftVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a draft finds, in its order.

    Fields: verdict - `block` where some finding blocks, `warn` where one warns, else `fine`; counted - how often each
    guard with `at_most` finds its words in this draft, by its name in its section: what `DraftContext.said` grows by
    once the draft is sent.
    """

    verdict: Verdict = "fine"
    findings: tuple[GuardFinding, ...] = ()
    counted: Mapping[str, int] = {}

    def to_dict(self) -> dict[str, Any]:
        """Verdict and findings as plain dicts and lists."""
        return {"verdict": self.verdict, "findings": msgspec.json.decode(msgspec.json.encode(self.findings))}
