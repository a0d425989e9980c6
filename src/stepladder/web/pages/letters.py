"""The forms of the letters that a policy has ready: what is known stands in them, and a person sends them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.service.reading.case_views import CasePage, LetterView, SlotView
from stepladder.web.pages.forms import Input, Part, hidden, place_for
from stepladder.web.pages.words import plain


def letter_part(letter: LetterView, page: CasePage, channels: tuple[tuple[str, str], ...]) -> Part:
    """The form of one letter. One that waits for a gate says so, and is refused until that is open."""
    to: tuple[Input, ...] = (hidden("to", "customer"),)
    title = letter.title
    if letter.audience == "team":
        to = (Input("to", _("To"), "choice", choices=page.roles),)
        title = _("%s (to our own people)") % letter.title
    fields = (
        hidden("template", letter.name),
        *to,
        *(_slot(one) for one in letter.slots),
        Input("channel", _("By"), "choice", choices=channels),
    )
    note = letter.because
    if letter.held_by:
        note = _("Waits for: %s.") % ", ".join(plain(one) for one in letter.held_by)
    words = f"{letter.subject}\n\n{letter.body}" if letter.subject else letter.body
    place = place_for("letter", letter.name)
    return Part(place, "send", title, _("Send this letter"), fields, note, words=words)


def _slot(slot: SlotView) -> Input:
    name = f"slots.{slot.id}"
    if slot.allowed:
        choices = tuple((one, one) for one in slot.allowed)
        return Input(name, slot.title, "choice", not slot.optional, choices=choices, value=slot.value)
    return Input(name, slot.title, "line" if slot.is_line else "text", not slot.optional, value=slot.value)
