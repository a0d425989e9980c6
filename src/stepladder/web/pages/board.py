"""The board: open cases by when something falls due, kept true by polls that cost nothing while nothing changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.service.reading.board import SEARCHED, Board, board
from stepladder.service.reading.incidents import IncidentLine, incidents_that_go_on
from stepladder.service.requests import is_number
from stepladder.service.rows import CaseFilter, Due
from stepladder.web.pages.outages import standing
from stepladder.web.pages.shell import member, page, workspace_of

PER_GROUP = 100
"""Rows of a group on the whole board, and on each page of the group alone."""
_LONGEST_WORDS = 200
_MOST_PAGES = 10_000


@member
@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """All groups; with `HX-Request` the groups alone, or "304 Not modified" where the reader's copy is still true.

    `?group=` is the whole of one group, page by page; `?q=` what holds these words.
    """
    workspace, asked = workspace_of(request).id, _asked(request)
    if asked.words and _is_a_case(workspace, asked.words):
        return redirect("case", case=asked.words)
    read = board(desk(), workspace, only=asked.group, words=asked.words, skip=asked.skip, per_group=PER_GROUP)
    going_on = () if asked.is_narrow else incidents_that_go_on(desk(), workspace)
    partial = request.headers.get("HX-Request") == "true"
    etag = _etag(read, going_on)
    if partial and request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        template = "desk/part/board.html" if partial else "desk/board.html"
        shown = _shown(read, asked, going_on, etag)
        if not partial and not asked.is_narrow:
            shown["outages"] = standing(workspace, read.zone)
        answer = page(request, template, shown, now=read.now, zone=read.zone)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which part of the board is wanted; without any of it all of it."""

    group: Due | None
    words: str
    page: int

    @property
    def is_narrow(self) -> bool:
        return self.group is not None or bool(self.words)

    @property
    def skip(self) -> int:
        return (self.page - 1) * PER_GROUP

    def address(self, **other: str | int) -> str:
        """The address of this part, or of one that differs in this."""
        parts = {"q": self.words, "group": self.group or "", "page": self.page} | other
        return "?" + urlencode({name: one for name, one in parts.items() if one and (name, one) != ("page", 1)})


def _asked(request: HttpRequest) -> _Asked:
    """What the address asks for; what it says wrongly is taken for not said."""
    words = " ".join(request.GET.get("q", "").split())[:_LONGEST_WORDS]
    group: Due | None = next((one for one in get_args(Due) if one == request.GET.get("group")), None)
    number = request.GET.get("page", "")
    # Only one group has pages: those of several would end at different places.
    page = int(number) if group is not None and is_number(number) and 0 < int(number) <= _MOST_PAGES else 1
    return _Asked(group, words, page)


def _is_a_case(workspace: str, name: str) -> bool:
    """Whether it is the whole id of a case, which may be closed or archived too."""
    store = desk().store
    found = store.cases(CaseFilter(workspace=workspace, ids=(name,), limit=1))
    return bool(found) or store.archived_case(workspace, name) is not None


def _shown(read: Board, asked: _Asked, going_on: Sequence[IncidentLine], etag: str) -> dict[str, Any]:
    headings = {
        "overdue": _("Overdue"),
        "next_hour": _("Due within the hour"),
        "later_today": _("Due later today"),
        "later": _("Due after today"),
        "following_up": _("Following up"),
        "nothing_due": _("No clock runs"),
    }
    groups = [
        {
            "id": group.id,
            "heading": headings[group.id],
            "count": group.count,
            "rows": group.rows,
            "hidden": group.count - len(group.rows),
            "whole": asked.address(group=group.id, page=1),
        }
        for group in read.groups
        if group.rows or (group.count and asked.group is None)
    ]
    return {
        "groups": groups,
        "count": read.count,
        "refused": None if asked.is_narrow else read.refused,
        **_above(going_on),
        "etag": etag,
        "asked": asked,
        "here": asked.address(),
        "heading": headings[asked.group] if asked.group is not None else "",
        "pages": _pages(read, asked),
        "all_read": read.all_read,
        "searched": SEARCHED,
    }


def _above(going_on: Sequence[IncidentLine]) -> dict[str, Any]:
    """One incident by its name; several of one standing in one line, so that the first row stays in sight."""
    said = {"suspected": (_("Suspected incidents"), "risk"), "declared": (_("Incidents"), "info")}
    counted = Counter(one.standing for one in going_on)
    return {
        "incidents": [one for one in going_on if counted[one.standing] == 1],
        "gathered": [
            {"words": words, "tone": tone, "count": counted[standing]}
            for standing, (words, tone) in said.items()
            if counted[standing] > 1
        ],
    }


def _pages(read: Board, asked: _Asked) -> dict[str, Any] | None:
    """Where a page of one group stands in all of it, and the pages beside it; None where there is but one."""
    if asked.group is None or read.count <= PER_GROUP:
        return None
    listed = sum(len(group.rows) for group in read.groups)
    return {
        "first": asked.skip + 1 if listed else 0,
        "last": asked.skip + listed,
        "of": read.count,
        "before": asked.address(page=asked.page - 1) if asked.page > 1 else "",
        "after": asked.address(page=asked.page + 1) if asked.skip + listed < read.count and listed else "",
    }


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
                    row.follow_up,
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
