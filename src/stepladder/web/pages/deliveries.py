"""The deliveries page: every notice and message with its words, how it stands, and why it did not arrive."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stepladder.bootstrap import desk
from stepladder.service.ports import Text
from stepladder.service.rows import CaseFilter, DeliveryLine
from stepladder.web.pages.case_shown import TONES, delivery_word
from stepladder.web.pages.names import Names
from stepladder.web.pages.shell import member, page, workspace_of
from stepladder.web.pages.words import channel_name

_MOST = 200
_OPEN = ("waiting", "failed", "uncertain")
_TROUBLE = ("failed", "uncertain", "dead")


@member
@require_safe
def deliveries_page(request: HttpRequest) -> HttpResponse:
    """All deliveries, newest first; `?state=trouble` those that did not arrive, `?state=open` those on their way."""
    workspace = workspace_of(request).id
    chosen = request.GET.get("state", "")
    states = {"trouble": _TROUBLE, "open": _OPEN}.get(chosen, ())
    store = desk().store
    lines = store.deliveries(workspace, states=states, limit=_MOST)
    texts = store.texts(workspace, [line.text for line in lines if line.text])
    names = Names.of(desk().packs.in_force(workspace), store.people(workspace))
    titles = {one.id: one.title or "" for one in store.cases(CaseFilter(workspace=workspace, limit=_MOST))}
    choices = (("", _("All")), ("open", _("On their way")), ("trouble", _("Not arrived")))
    at = reverse("deliveries")
    return page(
        request,
        "desk/deliveries.html",
        {
            "lines": [_line(line, texts, names, titles) for line in lines],
            "filters": [
                {"title": title, "url": f"{at}?state={key}" if key else at, "here": key == chosen}
                for key, title in choices
            ],
        },
    )


@member
@require_POST
def resend(request: HttpRequest, delivery: str) -> HttpResponse:
    """Try a delivery again that was given up."""
    if not desk().store.resend(workspace_of(request).id, delivery, desk().time.now()):
        raise Http404(_("This delivery is not one that can be sent again."))
    return redirect("deliveries")


def _line(line: DeliveryLine, texts: dict[str, Text], names: Names, titles: dict[str, str]) -> dict[str, Any]:
    text = texts.get(line.text or "")
    purposes = {
        "route": _("Notice of the case"),
        "at_risk": _("A clock is at risk"),
        "missed": _("A clock was missed"),
        "retired": _("The policy was retired"),
        "failure": _("A notice could not be delivered"),
        "message": _("Message to the customer"),
        "internal": _("Message to our own people"),
        "hand_over": _("The case changed hands"),
        "approval": _("An approval is asked for or decided"),
        "step_overdue": _("A step is overdue"),
        "follow_up": _("A follow-up is due"),
        "waiting_over": _("The wait for the customer is over"),
        "agenda_due": _("Recurring work is due"),
        "agenda_overdue": _("Recurring work is overdue"),
    }
    return {
        "line": line,
        "at": line.sent_at or line.created_at,
        "who": names.whom(line.to),
        "channel": channel_name(line.channel),
        "purpose": purposes.get(line.purpose, line.purpose),
        "state": delivery_word(line.state),
        "tone": TONES.get(line.state, "info"),
        "next": line.due_at if line.attempts and line.state in _OPEN else None,
        "title": titles.get(line.case, ""),
        # What belongs to no case comes from the agenda.
        "url": reverse("case", args=[line.case]) if line.case else reverse("agenda"),
        "again": line.state == "dead",
        "subject": text.subject if text else None,
        "body": text.body if text else None,
    }
