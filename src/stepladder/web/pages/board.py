"""The board: open cases by when something falls due, kept true by polls that cost nothing while nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.service.reading.board import Board, board
from stepladder.service.reading.incidents import IncidentLine, incidents_that_go_on
from stepladder.web.pages.outages import standing
from stepladder.web.pages.shell import member, page, workspace_of


@member
@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """All groups; with `HX-Request` the groups alone, or "304 Not modified" where the reader's copy is still true."""
    workspace = workspace_of(request).id
    read, going_on = board(desk(), workspace), incidents_that_go_on(desk(), workspace)
    partial = request.headers.get("HX-Request") == "true"
    etag = _etag(read, going_on)
    if partial and request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        template = "desk/part/board.html" if partial else "desk/board.html"
        shown = _shown(read, going_on, etag)
        if not partial:
            shown["outages"] = standing(workspace, read.zone)
        answer = page(request, template, shown, now=read.now, zone=read.zone)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _shown(read: Board, going_on: Sequence[IncidentLine], etag: str) -> dict[str, Any]:
    headings = {
        "overdue": _("Overdue"),
        "next_hour": _("Due within the hour"),
        "later_today": _("Due later today"),
        "later": _("Due after today"),
        "nothing_due": _("Nothing due"),
    }
    groups = [
        {
            "id": group.id,
            "heading": headings[group.id],
            "count": group.count,
            "rows": group.rows,
            "hidden": group.count - len(group.rows),
        }
        for group in read.groups
        if group.count
    ]
    return {"groups": groups, "count": read.count, "refused": read.refused, "incidents": going_on, "etag": etag}


def _etag(read: Board, going_on: Sequence[IncidentLine]) -> str:
    """Changes with everything the groups show except the running of time itself, which the page counts by itself."""
    seen = [
        (
            group.id,
            group.count,
            [
                (
                    row.case,
                    row.version,
                    row.owner,
                    row.customer_name,
                    row.plan,
                    row.next and (row.next.slot, row.next.due_at, row.next.standing),
                )
                for row in group.rows
            ],
        )
        for group in read.groups
    ]
    seen_above = [(one.incident.id, one.incident.version, one.customers, one.open_cases) for one in going_on]
    mark = hashlib.sha256(repr((seen, seen_above, read.refused and read.refused.at)).encode()).hexdigest()[:20]
    return f'"{mark}"'
