"""Whether the desk lives, and whether it can take work."""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.service.ports_proof import WrongKey
from stepladder.service.problems import Problem
from stepladder.web.api.doors import problem, reply


class NotReady(Problem):
    status, slug, title = 503, "not-ready", "The desk cannot take work yet"


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return reply({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, has the form that this release needs, and its history is made with the key of this host."""
    try:
        ready = desk().store.ready()
        if ready:
            desk().proof.check_key()
    except WrongKey:
        what, mend = "the history of this desk is made with another key", "Run 'stepladder doctor' on this host."
        return problem(NotReady(what, where="the key of the proof chain", mend=mend))
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
