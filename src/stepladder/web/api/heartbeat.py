"""The last heartbeat of the desk, for whoever watches from outside: served by the web, told by the worker."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from stepladder import bootstrap
from stepladder.beats import Sealed
from stepladder.service.problems import Problem
from stepladder.service.time_port import not_shifted
from stepladder.web.api.doors import problem, refusal, reply


class NoHeartbeat(Problem):
    status, slug, title = 503, "no-heartbeat", "The desk has no heartbeat"


def heartbeat(request: HttpRequest) -> HttpResponse:
    """The signed beat and its age in seconds, whatever that is: who asks decides what is too old."""
    try:
        last = bootstrap.watch_port().last_beat()
    # A database that does not answer is what the asker wants to hear of.
    except Exception as fault:
        return refusal(fault, str(request.method), request.path)
    if last is None:
        return problem(NoHeartbeat("no worker has ever been at work", where="heartbeat", mend="Start a worker."))
    at, body = last
    sealed = msgspec.json.decode(body, type=Sealed)
    age = max(0.0, (not_shifted(bootstrap.desk().time).now() - at).total_seconds())
    return reply({"beat": sealed.beat, "signature": sealed.signature, "age_seconds": round(age, 1)})
