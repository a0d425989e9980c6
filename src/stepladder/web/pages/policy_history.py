"""The history of a workspace's policies: every version published, by whom and when, and the cases that keep it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stepladder.web.pages.policy_parts import called, shared, standing, versions
from stepladder.web.pages.shell import member, page

MOST_SHOWN = 100


@member
@require_safe
def policy_history_page(request: HttpRequest) -> HttpResponse:
    listed = versions(request)
    published = sorted((one for one in listed if one.standing != "candidate"), key=lambda one: one.at, reverse=True)
    context = {
        **shared(request, "policy_history", None),
        "rows": [{"policy": one, "standing": standing(one)} for one in published[:MOST_SHOWN]],
        "hidden": len(published[MOST_SHOWN:]),
        "choices": [{"value": one.digest[:12], "title": called(one)} for one in listed],
    }
    return page(request, "desk/policy/history.html", context)
