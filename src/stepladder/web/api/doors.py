"""One door per address: the method, the token's scope, and problem details for everything that goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from stepladder.core.triage.unseen import UNSEEN
from stepladder.core.values import DeskError, PackFaults
from stepladder.service.ports_proof import WrongKey
from stepladder.service.problems import Busy, NotFound, Problem
from stepladder.web.api.tokens import Caller, NoToken, caller_of

_log = logging.getLogger("stepladder.api")
_encode = msgspec.json.Encoder().encode
OUTAGES = (OperationalError, InterfaceError)
"""What the database says where it does not answer."""
_SIGNALS = "/api/v1/signals"

Handler = Callable[..., HttpResponse]
"""Takes the request, the caller and the parts of the address; behind an open door the request alone."""


class MethodNotAllowed(Problem):
    status, slug, title = 405, "method-not-allowed", "The address has no such method"


class OurFault(Problem):
    status, slug, title = 500, "our-fault", "The desk failed"


@dataclass(frozen=True, slots=True)
class Door:
    """What an address does with one method. `scope` is what the token must be good for."""

    handler: Handler
    scope: str


def door(**methods: Door) -> Callable[..., HttpResponse]:
    """A view of one address; what is read by GET answers HEAD too. Takes: the door of each method, in small letters."""
    if "get" in methods:
        methods = {"get": methods["get"], "head": methods["get"], **methods}
    allowed = ", ".join(name.upper() for name in methods)

    @csrf_exempt
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        chosen = methods.get((request.method or "").lower())
        try:
            if chosen is None:
                return _not_allowed(request, allowed)
            caller: Caller = caller_of(request.META, chosen.scope)
            # Not every database can be asked about them, and nothing bears such a name.
            if any(UNSEEN.search(part) for part in parts.values()):
                raise NotFound(
                    "the address holds a control character", where=request.path, mend="Take it out of the address."
                )
            return chosen.handler(request, caller, **parts)
        except Exception as fault:
            return refusal(fault, str(request.method), request.path)

    return view


def open_door(handler: Handler) -> Callable[..., HttpResponse]:
    """A view of an address that is only read, by anybody; one that is not for everybody asks for a token itself."""

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponse:
        return handler(request) if request.method in ("GET", "HEAD") else _not_allowed(request, "GET, HEAD")

    return view


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    answer = problem(
        MethodNotAllowed(f"{request.method} is not known here", where=request.path, mend=f"Use {allowed}.")
    )
    answer["Allow"] = allowed
    return answer


def refusal(fault: Exception, method: str, path: str) -> HttpResponse:
    """The answer to a request that ended in a fault. What the caller cannot mend goes to the log."""
    if isinstance(fault, Problem):
        if fault.status >= 500:
            _log.error("%s %s: %s", method, path, fault)
        return problem(fault)
    if isinstance(fault, WrongKey):
        _log.error("%s %s: %s", method, path, fault)
        mend = "Send it again with the same key, to another host of this desk or later; the log of this one says why."
        return problem(Busy("this host may not write", where=path, mend=mend))
    if isinstance(fault, DeskError):
        return problem(as_problem(fault))
    if isinstance(fault, OUTAGES):
        _log.error("the database did not answer %s %s", method, path, exc_info=fault)
        return problem(Busy("the database did not answer in time", where=path, mend=_again(method, path)))
    _log.error("%s %s failed", method, path, exc_info=fault)
    return problem(
        OurFault(
            "something is broken that you cannot mend",
            where=path,
            mend="Tell whoever runs the desk; its log has the details.",
        )
    )


def _again(method: str, path: str) -> str:
    """What to do after an outage. Of all that changes something only signals have keys."""
    if method in ("GET", "HEAD"):
        return "Ask again in a moment."
    if path.startswith(_SIGNALS):
        return "Send it again with the same key."
    return "Look whether it was done; if it was not, send it again."


def as_problem(fault: DeskError) -> Problem:
    """A fault of a value or a pack in the form of a problem."""
    more = None
    if isinstance(fault, PackFaults):
        more = {"faults": [msgspec.to_builtins(one) for one in fault.faults]}
    made = Problem(fault.what, where=fault.where, mend=fault.mend, more=more)
    made.status, made.slug, made.title = 422, "bad-input", "The input is not as it must be"
    return made


def problem(fault: Problem) -> HttpResponse:
    """Problem details (RFC 9457)."""
    answer = HttpResponse(_encode(fault.document()), status=fault.status, content_type="application/problem+json")
    answer["Cache-Control"] = "no-store"
    if fault.retry_after_seconds is not None:
        answer["Retry-After"] = str(fault.retry_after_seconds)
    if isinstance(fault, NoToken):
        answer["WWW-Authenticate"] = 'Bearer realm="stepladder"'
    return answer


def reply(value: Any, status: int = 200) -> HttpResponse:
    """A JSON answer. Takes: what msgspec encodes, or bytes of JSON."""
    data = value if isinstance(value, bytes) else _encode(value)
    answer = HttpResponse(data, status=status, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer
