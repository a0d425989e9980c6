"""Why a case refuses a command, and what opens the way."""

from __future__ import annotations

from stepladder.core.case.state import Case
from stepladder.core.values import DeskError


class Refused(DeskError):
    """The case does not allow the command; nothing happened.

    Fields: source - requirements behind the refusal; opens_with - the command that would open the way, if there is one.
    """

    def __init__(
        self, what: str, *, where: str, mend: str, source: tuple[str, ...] = (), opens_with: str | None = None
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.source, self.opens_with = source, opens_with


def must_be_open(case: Case) -> None:
    """Raises: Refused - the case is closed; closed cases never open again, so that what was measured stays true."""
    if not case.is_open:
        raise Refused(
            "the case is closed", where=f"case {case.id}", mend="A new message in its conversation opens a linked case."
        )


def must_be_unresolved(case: Case) -> None:
    """Raises: Refused - the case is closed or resolved: only a reopening may start its clocks again."""
    must_be_open(case)
    if case.resolved_at is not None:
        raise Refused("the case is resolved", where=f"case {case.id}", mend="Reopen it first.", opens_with="reopen")


def unknown(case: Case, noun: str, name: str, known: tuple[str, ...]) -> Refused:
    """A name that the policy of the case does not have, with those it has."""
    shown = ", ".join(known[:12]) or "none is declared"
    return Refused(
        f"no {noun} is called '{name[:40]}' in pack {case.pack}", where=f"case {case.id}", mend=f"Use one of: {shown}."
    )
