"""Pages for when something is not there, not allowed, or broken: what happened, and what to do."""

from __future__ import annotations

import logging
import sys

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404
from django.utils.translation import gettext as _

from stepladder.service.problems import Archived, Busy, NotFound
from stepladder.web.api.doors import OUTAGES, OurFault, problem
from stepladder.web.pages.shell import page

_log = logging.getLogger("stepladder.pages")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(
            NotFound("there is nothing at this address", where=request.path, mend="See /api/v1/openapi.json.")
        )
    # Django's own says which addresses it tried, which is for those who write them.
    ours = isinstance(exception, Http404) and not isinstance(exception, Resolver404)
    said = str(exception) if ours else ""
    return _fault(
        request,
        404,
        _("There is nothing here"),
        said or _("No page has the address %s.") % request.path,
        _mend(request),
    )


def _mend(request: HttpRequest) -> str:
    """What to do, by what was looked for."""
    match = request.resolver_match
    if match is not None and match.url_name in ("case", "case_do"):
        return _(
            "The address may be mistyped, or the case belongs to another workspace. The board lists every open case."
        )
    if match is not None and match.url_name == "customer":
        return _(
            "The address may be mistyped, or the customer belongs to another workspace. "
            "Customers lists those of whom anything was heard."
        )
    return _("The address may be mistyped, or belong to another workspace. The board lists every open case.")


def archived(request: HttpRequest, fault: Archived) -> HttpResponse:
    """In the place of a case that was moved into a file."""
    happened = _("It is closed, and was moved into the file %s. All of it is kept there.") % fault.more["file"]
    mend = _("Who needs it asks whoever runs the desk to bring it back: %s") % fault.more["command"]
    return _fault(request, fault.status, _("This case is archived"), happened, mend)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception) if exception is not None and str(exception) else _("Your log-in may not open this page.")
    return _fault(
        request, 403, _("Not for this log-in"), said, _("Ask an administrator of the desk, or log in as somebody else.")
    )


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """In the place of a page that was sent more bytes than any page takes. None of them was read."""
    happened = _("Nothing above %d MiB is taken here. Nothing was done.") % (most // 1024**2)
    return _fault(request, 413, _("This is too large"), happened, _("Send less, without what is attached."))


def broken(request: HttpRequest) -> HttpResponse:
    """Says so even where the frame of a page cannot be made."""
    if request.path.startswith("/api/"):
        return problem(
            OurFault("something is broken that you cannot mend", where=request.path, mend="Tell whoever runs the desk.")
        )
    status, heading = 500, _("The desk could not do this")
    happened = _("Something is broken that you cannot mend. What was stored before is safe.")
    mend = _("Try again in a moment. If it stays so, tell whoever runs the desk what you did and when.")
    # Django calls this while it handles the fault, and does not hand it over. SQLite calls a missing table an outage.
    fault = sys.exc_info()[1]
    if isinstance(fault, OUTAGES) and not str(fault).startswith("no such "):
        status, heading = 503, _("The database does not answer")
        happened = _("It is busy or away. What was stored before is safe.")
        mend = _("Go back in a moment and look whether it was done: what you wrote stands there still.")
    if isinstance(fault, Busy):
        status, heading = 503, _("The desk is busy")
        happened = _("Too many others have not sent all they announced. Nothing was done.")
        mend = _("Go back in a moment and send it again: what you wrote stands there still.")
    try:
        answer = _fault(request, status, heading, happened, mend)
    except Exception:
        _log.exception("the fault page itself failed")
        head = f"<!doctype html><meta charset=utf-8><title>{heading}</title>"
        answer = HttpResponse(f"{head}<h1>{heading}</h1><p>{happened}</p><p>{mend}</p>", status=status)
    if status == 503:
        answer["Retry-After"] = "2"
    return answer


def _fault(request: HttpRequest, status: int, heading: str, happened: str, mend: str) -> HttpResponse:
    shown = {"heading": heading, "happened": happened, "mend": mend}
    return page(request, "desk/fault.html", shown, status=status)
