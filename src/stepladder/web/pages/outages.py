"""On the board: times in which nobody was at work, until somebody says that they have seen it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stepladder import bootstrap
from stepladder.core.clock.when_words import day_in_words, instant_in_words
from stepladder.core.triage.request import Customer
from stepladder.service.notices_outage import in_words
from stepladder.service.ports_watch import LateThing, Outage
from stepladder.service.reading.customers import customer_name
from stepladder.service.rows import CaseFilter, CaseLine
from stepladder.web.pages.shell import member, workspace_of
from stepladder.web.pages.words import slot_name, span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def standing(workspace: str, zone: tzinfo) -> list[dict[str, Any]]:
    """Those that nobody has seen yet, newest first, with the cases that waited longest by their titles."""
    unseen = [one for one in bootstrap.watch_port().outages(workspace) if one.dismissed_by is None]
    ids = tuple(dict.fromkeys(late.case for one in unseen for late in one.first))
    store, asked = bootstrap.desk().store, CaseFilter(workspace=workspace, ids=ids, limit=max(1, len(ids)))
    lines = {line.id: line for line in store.cases(asked)} if ids else {}
    customers = store.customer_names(workspace, sorted({one.customer for one in lines.values() if one.customer}))
    return [
        {
            "id": (one.began_at - _EPOCH) // _MICROSECOND,
            "span": _span(one, zone),
            "length": _length(round((one.ended_at - one.began_at).total_seconds())),
            "waiting": _("Meanwhile %s.") % in_words(one),
            "made_up": bool(one.waiting),
            "first": [_late(late, lines.get(late.case), customers) for late in one.first],
        }
        for one in unseen
    ]


def _length(seconds: int) -> str:
    return span(seconds if seconds < 60 else seconds // 60 * 60)


def _span(outage: Outage, zone: tzinfo) -> str:
    """From when to when; the day is said once where both are on one."""
    began, ended = outage.began_at.astimezone(zone), outage.ended_at.astimezone(zone)
    if (began.date(), began.utcoffset()) != (ended.date(), ended.utcoffset()):
        said = {"from": instant_in_words(began, zone), "to": instant_in_words(ended, zone)}
        return _("from %(from)s to %(to)s") % said
    said = {"day": day_in_words(began), "from": f"{began:%H:%M}", "to": f"{ended:%H:%M %Z}"}
    return _("on %(day)s from %(from)s to %(to)s") % said


def _late(late: LateThing, line: CaseLine | None, customers: Mapping[str, Customer]) -> dict[str, Any]:
    customer = customers.get(line.customer or "") if line else None
    return {
        "id": late.case,
        "title": (line.title if line else None) or late.case,
        "customer": customer_name(customer, line.customer_name, line.customer) if line else "",
        "clock": slot_name(late.slot) if late.slot else "",
        "due_at": late.due_at,
    }


@member
@require_POST
def dismiss(request: HttpRequest, began: int) -> HttpResponse:
    """Somebody has seen it. A second click is no mistake."""
    began_at = _EPOCH + began * _MICROSECOND
    bootstrap.watch_port().dismiss_outage(workspace_of(request).id, began_at, str(request.user))
    return redirect("board")
