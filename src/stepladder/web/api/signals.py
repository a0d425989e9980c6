"""Signals come in: one as JSON, or many as lines."""

from __future__ import annotations

from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.service.intake import IntakeResult, Lend, receive_batch, receive_signal
from stepladder.service.requests import LONGEST_LINE
from stepladder.web.api.bodies import Incoming, lines_of, whole_body
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import only
from stepladder.web.api.tokens import Caller

SCOPE = "signals:write"
"""What a token must be good for that brings signals."""
REPLAYED = ("Idempotency-Replayed", "true")
"""The header of an answer that was given before."""


def receive(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take one signal; the same key again gives the same answer, marked as replayed."""
    only(request)
    result = taken(request, caller)
    answer = reply(result.body, status=result.status)
    if result.replayed:
        name, value = REPLAYED
        answer[name] = value
    return answer


def taken(request: Incoming, caller: Caller, lend: Lend = nullcontext) -> IntakeResult:
    """What the desk made of the signal in a request."""
    key, body = request.META.get("HTTP_IDEMPOTENCY_KEY"), whole_body(request)
    return receive_signal(desk(), caller.workspace, caller.source, key, body, lend)


def receive_lines(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take many signals. The good lines are kept, the bad ones listed by their number."""
    only(request)
    result = receive_batch(desk(), caller.workspace, caller.source, lines_of(request), longest=LONGEST_LINE)
    return reply(result.document())
