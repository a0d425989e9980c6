"""The deliveries page: every notice and message with its words, its attempts, how it stands, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from stepladder.bootstrap import desk
from stepladder.service.ports import Text
from stepladder.service.ports_outbox import AttemptLine
from stepladder.service.problems import NotAllowed, NotFound
from stepladder.service.resending import resend as resend_one
from stepladder.service.resending import resend_all
from stepladder.service.rows import CaseFilter, DeliveryLine
from stepladder.web.pages.delivery_views import links, view_of
from stepladder.web.pages.delivery_words import TONES, delivery_word
from stepladder.web.pages.names import Names
from stepladder.web.pages.shell import member, page, workspace_of
from stepladder.web.pages.told_instead import told_instead
from stepladder.web.pages.words import channel_name

MOST_LISTED = 200
_OPEN = ("waiting", "failed", "uncertain")
_ENDED = ("dead", "uncertain", "held")


@member
@require_safe
def deliveries_page(request: HttpRequest) -> HttpResponse:
    """Deliveries, newest first; `?state=` names one of the views, as `dead` or `back`."""
    workspace, view = workspace_of(request).id, view_of(request.GET.get("state", ""))
    store, outbox = desk().store, desk().outbox
    after = request.GET.get("after") or None
    found = outbox.page(workspace, states=view.states, held_back=view.held_back, after=after, limit=MOST_LISTED + 1)
    lines = found[:MOST_LISTED]
    texts = store.texts(workspace, [line.text for line in lines if line.text])
    tries = outbox.attempts(workspace, [line.id for line in lines])
    names = Names.of(desk().packs.in_force(workspace), store.people(workspace))
    failed = [line for line in lines if _is_given_up(line)]
    instead = outbox.told_instead(workspace, sorted({line.case for line in failed if line.case}))
    told = {line.id: told_instead(line, instead.get(line.id), names) for line in failed}
    of_cases = tuple({line.case for line in lines if line.case})
    cases = store.cases(CaseFilter(workspace=workspace, ids=of_cases, limit=MOST_LISTED))
    titles = {one.id: one.title or "" for one in cases}
    return page(
        request,
        "desk/deliveries.html",
        {
            "view": view,
            "lines": [
                _line(line, texts, names, titles) | {"tries": _tries(tries.get(line.id, ())), "told": told.get(line.id)}
                for line in lines
            ],
            "again": [line.id for line in lines if line.due_at is None] if view.again else [],
            "older": f"?{urlencode({'state': view.key, 'after': lines[-1].id})}" if len(found) > MOST_LISTED else None,
            "filters": links(view, outbox.counts(workspace, ("uncertain", "dead"))),
        },
    )


@member
@require_POST
def resend(request: HttpRequest, delivery: str) -> HttpResponse:
    """Let a delivery go out again that ended without success."""
    place = desk()
    try:
        resend_one(place, workspace_of(request).id, delivery)
        messages.success(request, _("It goes out again."))
    except NotFound as fault:
        raise Http404(_("There is no such delivery.")) from fault
    except NotAllowed:
        messages.warning(request, _("It is under way, went out, or is not needed any more. Nothing was changed."))
    return redirect(_back(request))


@member
@require_POST
def resend_shown(request: HttpRequest) -> HttpResponse:
    """Let those go out again that a person saw on the page."""
    wanted = request.POST.getlist("delivery")[:MOST_LISTED]
    sent = resend_all(desk(), workspace_of(request).id, wanted)
    said = ngettext("%(n)d delivery goes out again.", "%(n)d deliveries go out again.", sent) % {"n": sent}
    if len(set(wanted)) > sent:
        said += " " + _("The others went out meanwhile or are not needed any more.")
    messages.success(request, said)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The view it was asked from."""
    key = view_of(request.POST.get("view", "")).key
    return reverse("deliveries") + (f"?state={key}" if key else "")


def _tries(tries: Sequence[AttemptLine]) -> list[dict[str, Any]]:
    return [
        {
            "at": one.started_at,
            "state": _("failed") if one.state == "failed" else delivery_word(one.state),
            "reason": one.reason,
            "ref": one.provider_ref,
        }
        for one in tries
    ]


def _is_given_up(line: DeliveryLine) -> bool:
    return line.state == "dead" or (line.state == "uncertain" and line.due_at is None)


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
        "outage": _("The desk stood still"),
    }
    return {
        "line": line,
        "at": line.sent_at or line.created_at,
        "who": names.whom(line.to),
        "channel": channel_name(line.channel),
        "purpose": purposes.get(line.purpose, line.purpose),
        "state": _("held back") if line.held_since else delivery_word(line.state),
        "tone": "risk" if line.held_since else TONES.get(line.state, "info"),
        "now": _("It is being tried now, attempt %(n)d.") % {"n": line.attempts} if line.state == "sending" else "",
        "next": line.due_at if (line.attempts or line.held_since) and line.state in _OPEN else None,
        "title": titles.get(line.case, ""),
        # What belongs to no case comes from the agenda, or tells of the desk itself.
        "url": reverse("case", args=[line.case])
        if line.case
        else reverse("board" if line.purpose == "outage" else "agenda"),
        # What goes out by itself needs nobody.
        "again": line.state in _ENDED and line.due_at is None,
        "subject": text.subject if text else None,
        "body": text.body if text else None,
    }
