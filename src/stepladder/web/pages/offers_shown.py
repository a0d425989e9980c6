"""What may be offered to the customer and what was: the next place of the ladder, concessions, terms."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.service.reading.case_views import CasePage
from stepladder.service.reading.owed_views import OfferView
from stepladder.web.pages.forms import Input, Part, Refused, hidden, place_for
from stepladder.web.pages.names import Names
from stepladder.web.pages.owed_rows import Row, Section, section_of
from stepladder.web.pages.words import by_the_clock

_OUTCOMES = ("open", "accepted", "refused")


def offers(page: CasePage, names: Names, refused: Refused | None) -> list[Section]:
    """The section of offers; none where the policy has nothing to offer and nothing was."""
    acts = page.stage != "closed"
    rows = []
    ladder, standing = page.owed.ladder, {one.offer for one in page.owed.made if one.outcome == "open"}
    if ladder is not None and ladder.frozen_by:
        frozen = _("Every offer is frozen by: %s.") % ", ".join(names.trigger(one) for one in ladder.frozen_by)
        rows.append(Row(ladder.title, _("frozen"), "critical", (frozen,), ladder.because, ladder.source))
    elif ladder is not None and ladder.next is not None:
        rows.append(_next(ladder.next, names, acts and ladder.next.key not in standing, heading=ladder.title))
    elif ladder is not None:
        over = (_("Everything on it was refused, and none of it comes again."),)
        rows.append(Row(ladder.title, _("at its end"), "", over, ladder.because, ladder.source))
    rows += [_next(one, names, acts and one.key not in standing) for one in page.owed.offers]
    rows += [_made(page, names, number, acts) for number in range(len(page.owed.made))]
    next_ones = int(acts and ladder is not None and ladder.next is not None)
    made = section_of("offers", _("Offers"), rows, next_ones, refused)
    return [made] if rows else []


def _next(one: OfferView, names: Names, acts: bool, heading: str = "") -> Row:
    says = [one.says] if one.says else []
    if one.value is not None:
        says.append(_("Worth %s.") % one.value if one.working is None else _("Worth %s.") % one.working)
    says += _who_may(one, names)
    if one.waits_for:
        says.append(_("It waits until this is known: %s.") % one.waits_for)
    state, tone = (_("waits"), "risk") if one.waits_for else (_("comes next"), "info")
    if one.kind != "rung":
        state, tone = (_("may be offered"), "") if one.kind == "concession" else (_("stands"), "")
    parts = (_form(one),) if acts else ()
    title = one.title if one.kind == "rung" else names.offer(one.key)
    return Row(title, state, tone, tuple(says), one.because, one.source, parts, heading)


def _who_may(one: OfferView, names: Names) -> list[str]:
    if one.approval is not None:
        return [_("By anybody once it is approved: %s.") % names.approval(one.approval)]
    return [_("By %s.") % _(" or ").join(names.whom(role) for role in one.who)] if one.who else []


def _form(one: OfferView) -> Part:
    fields = [hidden("rung", one.key), _outcome()]
    if one.kind != "term":
        hint = _("With its currency, as 512.40 EUR; left out, the whole of it")
        fields.append(Input("amount", _("How much"), required=False, hint=hint))
    if one.ground:
        fields.append(hidden("ground", one.ground))
    if one.proof:
        fields.append(Input("proof", _("The attachment that shows it")))
    title = _("Record that it was offered")
    return Part(place_for("offer", one.key), "offer", title, _("Record the offer"), tuple(fields))


def _outcome(choices: tuple[str, ...] = _OUTCOMES) -> Input:
    words = {
        "open": _("No answer yet"),
        "accepted": _("They accepted it"),
        "refused": _("They refused it"),
    }
    return Input("outcome", _("What they said"), "choice", choices=tuple((one, words[one]) for one in choices))


def _made(page: CasePage, names: Names, number: int, acts: bool) -> Row:
    one = page.owed.made[number]
    states = {
        "open": (_("no answer yet"), "info"),
        "accepted": (_("accepted"), "good"),
        "refused": (_("refused"), ""),
    }
    state, tone = states[one.outcome]
    says = [_("By %(who)s, %(when)s.") % {"who": one.by, "when": by_the_clock(one.at, page.now, page.zone)}]
    if one.value is not None:
        says.append(_("Worth %s.") % (one.working or one.value))
    parts: tuple[Part, ...] = ()
    if acts and one.outcome == "open":
        fields = (hidden("rung", one.offer), _outcome(("accepted", "refused")))
        at = place_for("answer", one.offer)
        parts = (Part(at, "offer", _("Record the answer"), _("Record the answer"), fields),)
    heading = _("Offered so far") if number == 0 else ""
    return Row(names.offer(one.offer), state, tone, tuple(says), parts=parts, heading=heading)
