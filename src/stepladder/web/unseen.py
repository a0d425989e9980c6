"""Addresses of pages with characters in them that nobody sees: nothing is there, and no database is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from stepladder.core.triage.unseen import CONTROL, UNSEEN

GetResponse = Callable[[HttpRequest], HttpResponse]


def nothing_unseen(get_response: GetResponse) -> GetResponse:
    """Middleware, the last of all: a page says that nothing is there, and has its frame. Raises: Http404."""

    def answer(request: HttpRequest) -> HttpResponse:
        # What was typed into a field of several lines may stand behind the question mark.
        given = (value for _, values in request.GET.lists() for value in values)
        if UNSEEN.search(request.path_info) or any(map(CONTROL.search, given)):
            raise Http404
        return get_response(request)

    return answer
