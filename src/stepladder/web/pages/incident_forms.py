"""The forms by which people act on an incident, on its own page and at each of its cases."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stepladder.web.pages.forms import Input, Part, because, hidden, place_for

Choices = tuple[tuple[str, str], ...]
NO_INCIDENT = "no_incident"
"""What the form of a page sends that is no command of a case: it takes many cases one by one."""


def declare_form(suspected: Choices = (), *, meant: str | None = None) -> Part:
    """Takes: suspected - those that may be meant, as (id, words); meant - the one that is meant, by its id."""
    note = _("From then on what the policy has for incidents holds on every case of it. Nothing goes to customers yet.")
    which: tuple[Input, ...] = ()
    if meant is not None:
        which = (hidden("suspicion", meant),)
    elif suspected:
        choices = (("", _("None of them: a new one")), *suspected)
        which = (Input("suspicion", _("The suspected one that is meant"), "choice", False, choices=choices),)
    fields = (
        Input("title", _("What is broken, in a few words")),
        Input("features", _("Features"), required=False, hint=_("With commas between them")),
        *which,
    )
    return Part("declare-incident", "declare_incident", _("Declare an incident"), _("Declare it"), fields, note)


def none_form() -> Part:
    """The other word of a person on a suspicion; it is given on its own page alone."""
    note = _("Each of its open cases is taken out with this reason. The next report of it makes the desk ask again.")
    return Part(
        "no-incident", NO_INCIDENT, _("Say that it is none"), _("Take every case out"), (because(),), note
    )  # fmt: skip


def update_form(zone: ZoneInfo) -> Part:
    """Takes: zone - that of the workspace, by whose clock a time is meant."""
    fields = (
        Input("text", _("Message"), "text"),
        Input(
            "eta",
            _("Next news, or the end, by"),
            "moment",
            False,
            hint=_("Only a time that the status page gives. By the clock of %s.") % zone.key,
        ),
    )
    note = _("One message to every customer it touches. The guards of the policy read it first.")
    return Part("update-incident", "update_incident", _("Tell everybody the news"), _("Send it to all"), fields, note)


def end_form() -> Part:
    note = _("Everybody is told in these words, and the follow-ups of the policy are planned on each case.")
    fields = (Input("text", _("Message"), "text"),)
    return Part("end-incident", "end_incident", _("End the incident"), _("End it and tell all"), fields, note)


def link_form(going_on: Choices) -> Part:
    """At a case: which incident it belongs to. Takes: going_on - as (id, words)."""
    which = Input("incident", _("Incident"), "choice", choices=going_on)
    return Part("link-incident", "link_incident", _("Link it to an incident"), _("Link the case"), (which,))


def add_form(incident: str) -> Part:
    """On the page of an incident: which case belongs to it."""
    fields = (hidden("incident", incident), Input("case", _("Case"), hint=_("Its number, as on its page")))
    return Part("link-incident", "link_incident", _("Add a case"), _("Add the case"), fields)


def unlink_form(case: str | None = None) -> Part:
    """Takes: case - its id where the form stands among those of other cases."""
    fields = (because(),) if case is None else (hidden("case", case), because())
    place = "unlink-incident" if case is None else place_for("unlink", case)
    title = _("Take it out of the incident")
    return Part(place, "unlink_incident", title, _("Take the case out"), fields)
