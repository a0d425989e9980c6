"""The next step of a case: one sentence, why, and the one button that does it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stepladder.service.reading.case_views import CasePage
from stepladder.service.reading.following import first_ahead
from stepladder.web.pages.names import Names
from stepladder.web.pages.unreached import first_unreached
from stepladder.web.pages.words import by_the_clock, slot_name


@dataclass(frozen=True, slots=True)
class NextStep:
    """`do` is a command that the button sends as it is; else `anchor` is where on the page the work goes on.

    Without a label there is nothing to do and no button.
    """

    sentence: str
    why: str
    label: str
    do: str | None = None
    anchor: str | None = None


def next_step(page: CasePage, names: Names) -> NextStep:
    """What to do first. The order follows the stages: take it up, be sure what it is, answer, solve, close."""
    case = page.case
    if page.stage == "closed":
        return _after_the_end(page)
    if page.stage == "follow_up":
        return NextStep(
            _("Ask whether it is over, then close the case."),
            _("It is resolved and its clocks stand still."),
            _("Record what they say"),
            anchor="confirms",
        )
    if page.stage == "recover":
        why = _("The customer has confirmed that it is over.")
        return NextStep(_("Close the case."), why, _("Close the case"), anchor="close")
    if case.acknowledged_at is None:
        why = _("No person has taken it up yet.")
        if page.owner_role:
            why = _("%s holds it until a person takes it up.") % names.whom(page.owner_role)
        return NextStep(
            _("Acknowledge the case, so that everybody knows it is in hand."), why, _("Acknowledge"), do="acknowledge"
        )
    if page.answers_for:
        teams = ", ".join(names.whom(one) for one in page.answers_for)
        why = _("An answer from %s is promised, and you can give it. The case stays with whoever has it.") % teams
        return NextStep(_("Acknowledge the case for %s.") % teams, why, _("Acknowledge"), do="acknowledge")
    unsure = [one for one in page.triggers if one.state == "provisional"]
    if unsure:
        sentence = _("Check what was read from the words: %s.") % unsure[0].title
        if len(unsure) > 1:
            sentence = ngettext(
                "Check %d thing that was read from the words.",
                "Check %d things that were read from the words.",
                len(unsure),
            ) % len(unsure)
        return NextStep(
            sentence,
            _("Until somebody says yes or no, the desk acts on what it read."),
            _("Check it"),
            anchor="evidence",
        )
    unreached = first_unreached(page, names)
    if unreached is not None:
        return NextStep(
            _("Reach them another way: a notice could not be delivered."),
            unreached,
            _("See the notices"),
            anchor="duties",
        )
    return _waiting(page) or _promise(page, names)


def _after_the_end(page: CasePage) -> NextStep:
    """A closed case: what was to follow it may still be ahead."""
    first = first_ahead(page.owed.follow_ups)
    if first is None:
        why = _("If the matter comes back, a new message in its conversation opens a case that continues this one.")
        return NextStep(_("Nothing is left to do: this case is closed."), why, "")
    ahead = sum(one.is_ahead for one in page.owed.follow_ups)
    why = (
        ngettext(
            "The case is closed, and %d follow-up of it is still open.",
            "The case is closed, and %d follow-ups of it are still open.",
            ahead,
        )
        % ahead
    )
    sentence = _("Follow up: %s.") % first.title.rstrip(".")
    return NextStep(sentence, why, _("See the follow-ups"), anchor="follow-ups")


def _waiting(page: CasePage) -> NextStep | None:
    if page.case.waiting is None:
        return None
    until = page.case.waiting.until
    why = (
        _("You hear of it %s if no answer comes.") % by_the_clock(until, page.now, page.zone)
        if until is not None
        else ""
    )
    return NextStep(_("Wait for the customer to answer."), why, _("Record the reply"), anchor="reply")


def _gate(page: CasePage, names: Names) -> NextStep | None:
    """A gate keeps a notice back: what it waits for is the shortest way on."""
    for notice in page.held:
        gate = next((one for one in page.owed.gates if one.state == "held" and _keeps(one.key, notice.held_by)), None)
        if gate is not None:
            why = _("%s is told once every gate before it is open.") % names.whom(notice.to)
            return NextStep(_("Open the gate: %s.") % gate.title, why, _("See the gates"), anchor="gates")
    return None


def _keeps(key: str, held_by: tuple[str, ...]) -> bool:
    return key in held_by or key.rpartition("/")[2] in held_by


_ORDER = ("acknowledge", "investigate", "communicate", "resolve", "follow_up", "recover")


def _step(page: CasePage) -> NextStep | None:
    """The first piece of work whose stage has come and that nobody has done or left out."""
    reached = _ORDER.index(page.stage) if page.stage in _ORDER else len(_ORDER)
    for one in page.owed.work:
        is_due = one.stage in _ORDER[: reached + 1] or one.state == "overdue"
        if one.kind == "step" and one.state in ("open", "overdue") and is_due and not one.optional:
            return NextStep(_("Do: %s") % one.title, one.because, _("See the steps"), anchor="steps")
    return None


def _promise(page: CasePage, names: Names) -> NextStep:
    due = page.next
    kind = due.slot.partition(":")[0] if due is not None else ""
    customer = page.customer_name or _("the customer")
    if due is not None and kind in ("first_response", "response", "acknowledge"):
        why = _("%(clock)s is due %(when)s.") % {
            "clock": slot_name(due.slot),
            "when": by_the_clock(due.due_at, page.now, page.zone),
        }
        return NextStep(_("Write to %s.") % customer, why, _("Write to the customer"), anchor="write")
    owed = _gate(page, names) or _step(page)
    if owed is not None:
        return owed
    if page.questions:
        why = _("The answer could change what must follow.")
        return NextStep(_("Find out: %s") % page.questions[0].ask, why, _("Answer it"), anchor="questions")
    missing = [one for one in page.fields if not one.known and not one.optional]
    if missing and page.case.assessment is not None and page.case.assessment.fields_mode == "hold":
        sentence = ngettext(
            "Complete the hand-over: %d piece is missing.",
            "Complete the hand-over: %d pieces are missing.",
            len(missing),
        ) % len(missing)
        return NextStep(
            sentence, _("The next team should not have to ask again."), _("Complete it"), anchor="hand-over"
        )
    if due is not None:
        why = _("%(clock)s is due %(when)s.") % {
            "clock": slot_name(due.slot),
            "when": by_the_clock(due.due_at, page.now, page.zone),
        }
        return NextStep(_("Solve it and tell %s how.") % customer, why, _("Resolve the case"), anchor="resolve")
    return NextStep(
        _("Solve it and tell %s how.") % customer, _("No clock is running."), _("Resolve the case"), anchor="resolve"
    )
