"""The incident of a case, as the page of the case shows it: which one, how it stands, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass

from stepladder.service.reading.case_views import CasePage
from stepladder.web.pages.forms import Part, Refused, shown_with
from stepladder.web.pages.incident_forms import declare_form, end_form, link_form, unlink_form, update_form
from stepladder.web.pages.incident_words import standing_words, told_apart


@dataclass(frozen=True, slots=True)
class IncidentAtCase:
    """`id` is None where the case belongs to none; `customers` where the incident is known to touch any."""

    id: str | None
    title: str
    state: str
    tone: str
    customers: int
    parts: tuple[Part, ...]

    @property
    def open(self) -> bool:
        """Whether a form of it was refused, so that it must be seen."""
        return any(one.refusal is not None for one in self.parts)


def incident_at(page: CasePage, refused: Refused | None) -> IncidentAtCase:
    case, line = page.case, page.incident
    state, tone = standing_words(case.incident_state) if case.incident_state else ("", "")
    return IncidentAtCase(
        id=case.incident,
        title=line.title if line else case.incident or "",
        state=state,
        tone=tone,
        customers=line.customers if line else 0,
        parts=tuple(shown_with(one, refused) for one in _forms(page)),
    )


def _forms(page: CasePage) -> tuple[Part, ...]:
    case = page.case
    if page.stage == "closed":
        return ()
    if case.incident is None:
        choices = told_apart(page.incidents, page.now, page.zone)
        names = {one.incident.id for one in page.incidents if one.standing == "suspected"}
        suspected = tuple(one for one in choices if one[0] in names)
        link = (link_form(choices),) if choices else ()
        return (*link, declare_form(suspected))
    if case.incident_state == "suspected":
        return declare_form(), unlink_form()
    if case.incident_state == "declared":
        return update_form(page.zone), end_form(), unlink_form()
    return (unlink_form(),)
