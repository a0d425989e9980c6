"""The open questions of written policies as named parameters, each with its default.

Docs/reference/pack.md lists them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """A question a policy leaves open, and the reading taken where a pack chooses none.

    No `choices`: any text that its user checks.
    """

    id: str
    question: str
    default: str
    choices: tuple[str, ...] = ()


PARAMETERS: dict[str, Parameter] = {
    parameter.id: parameter
    for parameter in (
        Parameter("pack.zone", "Q-01", "UTC"),
        Parameter("pack.office", "Q-21", "office"),
        Parameter("trigger.mode", "Q-28", "provisional", ("provisional", "suggest", "automatic")),
        Parameter("triage.merge", "Q-09", "highest", ("highest",)),
        Parameter("clock.count", "Q-03", "open_hours", ("open_hours", "working_days", "elapsed")),
        Parameter("clock.precedence", "Q-10", "most_specific", ("most_specific", "strictest")),
        Parameter("clock.category.calendar", "Q-04", "inherit_level", ("inherit_level", "elapsed")),
        Parameter("clock.marks", "Q-14", "50% 75%"),
        Parameter("directory.missing", "Q-22", "success"),
        Parameter("handover.mode", "Q-24", "by_level", ("by_level", "warn", "hold")),
        Parameter("route.closed_team", "Q-06", "duty"),
    )
}
