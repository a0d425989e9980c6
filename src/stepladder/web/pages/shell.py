"""What every page has in common: who reads it, in which workspace, at what time, and where else one can go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.core.clock.zones import zone as pinned
from stepladder.users.models import User, Workspace
from stepladder.web.pages import words
from stepladder.web.pages.troubles import mark_of, troubles

_PLACES = (
    ("board", _("Board")),
    ("paste", _("New escalation")),
    ("incidents", _("Incidents")),
    ("customers", _("Customers")),
    ("agenda", _("Agenda")),
    ("registers", _("Registers")),
    ("deliveries", _("Deliveries")),
    ("people", _("People")),
    ("policy", _("Policy")),
)
_POLICY = ("check", "compare", "history", "publish", "retire", "review", "try")
_PART_OF = {
    "calendars": "policy",
    "clock": "policy",
    "customer": "customers",
    "entry": "registers",
    "incident": "incidents",
    "register": "registers",
    **{f"policy_{one}": "policy" for one in _POLICY},
}


def member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for people who are logged in and belong to a workspace."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                # A poll must not paint the log-in form into the middle of a page.
                answer = HttpResponse(status=204)
                answer["HX-Refresh"] = "true"
                return answer
            return redirect_to_login(request.get_full_path())
        if person(request).workspace_id is None:
            raise PermissionDenied(
                str(_("Your log-in belongs to no workspace. Ask an administrator to add you to one."))
            )
        answer = told_the_time(request, view(request, *args, **parts))
        # Words of customers: no cache on the way keeps them, and after a log-out a browser asks before it shows them.
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer

    return guarded


def told_the_time(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer to a poll of an open page, with the desk's own time, by which the page counts on."""
    if request.headers.get("HX-Request"):
        answer["Desk-Now"] = desk().time.now().isoformat(timespec="milliseconds")
    return answer


def member_who_writes(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `member`, for the poll of a page on which somebody may be writing: log-ins end, and no words with them."""
    guarded = member(view)

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return guarded(request, *args, **parts)
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        return render(request, "desk/part/logged_out.html", {"back": here.path or reverse("board")})

    return asked


def person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def workspace_of(request: HttpRequest) -> Workspace:
    """The workspace of a member."""
    workspace = person(request).workspace
    assert workspace is not None
    return workspace


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    now: datetime | None = None,
    zone: ZoneInfo | None = None,
) -> HttpResponse:
    """A page with its frame. `now` and `zone` are those of its read model, so that every time on it agrees."""
    return render(request, template, {**frame(request, now, zone), **context}, status=status)


def frame(request: HttpRequest, now: datetime | None = None, zone: ZoneInfo | None = None) -> dict[str, Any]:
    """What the frame of a page shows."""
    clock = desk().time
    now = now or clock.now()
    user = getattr(request, "user", None)
    inside = isinstance(user, User) and user.is_authenticated and user.workspace is not None
    workspace = user.workspace if inside else None
    zone = zone or pinned(workspace.zone if workspace else "UTC")
    here = request.resolver_match.url_name if request.resolver_match else None
    # Strangers hear nothing of how the desk stands, and a part of a page does not ask.
    whole = inside and not request.headers.get("HX-Request")
    return {
        **(_standing(workspace.id, zone) if whole and workspace else {}),
        "now": now,
        "zone": zone,
        "now_exact": now.isoformat(timespec="milliseconds"),
        "now_words": words.exact(now, zone),
        "midnight": datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone).isoformat(),
        "near": words.within_the_hour(),
        "shifted": clock.shifted,
        "workspace": workspace,
        "reader": user.get_full_name() if inside else "",
        "nav": [
            {"url": reverse(name), "title": title, "here": name == _PART_OF.get(here or "", here)}
            for name, title in _PLACES
        ],
    }


@require_safe
def troubles_now(request: HttpRequest) -> HttpResponse:
    """What the frame shows of how the desk stands, for a page that stays open; nothing where that is still true."""
    if not request.user.is_authenticated or person(request).workspace is None:
        # The poll of the page itself asks to log in: this one must not take away what somebody has written.
        return HttpResponse(status=204)
    workspace = workspace_of(request)
    shown = _standing(workspace.id, pinned(workspace.zone))
    if request.headers.get("If-None-Match") == shown["troubles_mark"]:
        return told_the_time(request, HttpResponse(status=304))
    answer = render(request, "desk/part/troubles.html", shown)
    answer["Cache-Control"] = "no-store"
    return told_the_time(request, answer)


def _standing(workspace: str, zone: ZoneInfo) -> dict[str, Any]:
    found = troubles(workspace, zone)
    return {"troubles": found, "troubles_mark": mark_of(found)}
