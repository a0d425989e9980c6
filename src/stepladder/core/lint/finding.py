"""What the check of a policy finds: one finding, at a place a person can open."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from stepladder.core.values import Fault

Severity = Literal["error", "warning", "note"]
"""An error is what cannot run; a warning, what will hurt somebody; a note, what somebody should know."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding of the policy check.

    Fields: rule - which rule found it, the name of its page in the reference; file - path within the pack; line,
    column - from 1; what, mend - for people; elements - those it is about, as `section/id`; source - the requirements
    behind them, of both sides where two disagree; accepted - whether the pack accepts it, with a reason.
    """

    rule: str
    severity: Severity
    file: str
    line: int
    column: int
    what: str
    mend: str
    elements: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    accepted: bool = False

    @classmethod
    def from_fault(cls, fault: Fault) -> Finding:
        """A fault found at loading: nothing runs until it is mended."""
        return cls(
            rule=fault.rule,
            severity="error",
            file=fault.file,
            line=fault.line,
            column=fault.column,
            what=fault.what,
            mend=fault.mend,
        )

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return found
