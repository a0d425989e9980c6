"""The forms by which people write into registers and bring entries on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.core.register.entry import Entry
from stepladder.core.register.registers import Register
from stepladder.service.registers import Written
from stepladder.service.rows import PersonRow
from stepladder.web.pages.forms import Input, Part, hidden, place_for
from stepladder.web.pages.register_words import state_words, title_of


def enter_form(register: Register, case: str = "") -> Part:
    """Takes: case - the one it is about, where the reader came from it."""
    fields = (
        hidden("register", register.id),
        Input("title", _("In a few words")),
        Input("text", _("More about it"), "text", required=False),
        Input("case", _("Case it is about"), required=False, hint=_("Its number, as on its page"), value=case),
    )
    return Part("enter", "enter", _("New entry: %s") % title_of(register.id), _("Write it down"), fields)


def forms_of(one: Written, people: tuple[PersonRow, ...], reader: str) -> tuple[Part, ...]:
    """What may be done with an entry, the likeliest first."""
    entry, register = one.entry, one.entry.kept_in
    parts = [*_confirm(entry, people, reader), _move(entry)]
    parts.append(_link(entry))
    if entry.state not in register.nameless:
        parts.append(_reword(one))
    return tuple(parts)


def unlink_form(entry: Entry, case: str) -> Part:
    fields = (hidden("entry", entry.id), hidden("case", case))
    title = _("Not about this case")
    return Part(place_for("unlink", case), "unlink_entry", title, _("Take the case out"), fields)


def _move(entry: Entry) -> Part:
    others = (one for one in entry.kept_in.states if one != entry.state)
    fields = (
        hidden("entry", entry.id),
        Input(
            "to", _("New state"), "choice", choices=tuple((one, state_words(entry.register, one)[0]) for one in others)
        ),
        Input("because", _("Why, or what came of it"), "text", required=False),
    )
    note = ""
    if "implemented" in entry.kept_in.states:
        note = _("Once it is implemented, telling each customer who asked is planned on their case.")
    elif entry.kept_in.nameless:
        note = _("Its words are looked through for names first.")
    return Part("move", "move_entry", _("Change its state"), _("Change the state"), fields, note)


def _link(entry: Entry) -> Part:
    fields = (hidden("entry", entry.id), Input("case", _("Case"), hint=_("Its number, as on its page")))
    return Part("link", "link_entry", _("Add a case"), _("Add the case"), fields)


def _reword(one: Written) -> Part:
    fields = (
        hidden("entry", one.entry.id),
        Input("title", _("In a few words"), value=one.title),
        Input("text", _("More about it"), "text", required=False, value=one.text),
    )
    return Part("reword", "reword_entry", _("Say it in other words"), _("Keep these words"), fields)


def _confirm(entry: Entry, people: tuple[PersonRow, ...], reader: str) -> tuple[Part, ...]:
    confirms = entry.kept_in.confirms
    if confirms == "read" and reader not in entry.confirmed and not entry.is_over:
        fields = (hidden("entry", entry.id),)
        return (Part("confirm", "confirm_entry", _("I have read it"), _("Confirm that I read it"), fields),)
    if confirms == "attended":
        absent = tuple((one.id, one.name) for one in people if one.id not in entry.confirmed)
        if not absent:
            return ()
        fields = (hidden("entry", entry.id), Input("person", _("Who was there"), "choice", choices=absent))
        return (Part("confirm", "confirm_entry", _("Add who was there"), _("Add them"), fields),)
    return ()
