"""Whether the desk lives, and whether it can take work."""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.service.problems import Problem
from stepladder.web.api.doors import problem, reply


class NotReady(Problem):
    status, slug, title = 503, "not-ready", "The desk cannot take work yet"


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return reply({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has the form that this release needs."""
    try:
        ready = desk().store.ready()
    except Error:
        ready = False
    if ready:
        return reply({"status": "ready"})
    return problem(
        NotReady(
            "the database does not answer, or does not have the form of this release",
            where="database",
            mend="Run 'stepladder prepare', or start 'stepladder serve', which does the same.",
        )
    )
