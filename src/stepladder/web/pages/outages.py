"""On the board: times in which nobody was at work, until somebody says that they have seen it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stepladder import bootstrap
from stepladder.core.clock.when_words import instant_in_words
from stepladder.service.notices_outage import in_words
from stepladder.web.pages.shell import member, workspace_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def standing(workspace: str, zone: tzinfo) -> list[dict[str, Any]]:
    """Those that nobody has seen yet, newest first."""
    return [
        {
            "id": (one.began_at - _EPOCH) // _MICROSECOND,
            "from": instant_in_words(one.began_at, zone),
            "to": instant_in_words(one.ended_at, zone),
            "waiting": f"{in_words(one).capitalize()}.",
            "first": one.first,
        }
        for one in bootstrap.watch_port().outages(workspace)
        if one.dismissed_by is None
    ]


@member
@require_POST
def dismiss(request: HttpRequest, began: int) -> HttpResponse:
    """Somebody has seen it. A second click is no mistake."""
    began_at = _EPOCH + began * _MICROSECOND
    bootstrap.watch_port().dismiss_outage(workspace_of(request).id, began_at, str(request.user))
    return redirect("board")
