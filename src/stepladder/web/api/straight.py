"""The API's own way through Django: past the middleware that is there for people's browsers.

Programs bring a token with each request and no cookie: there is no session to open, no form to guard, no language to
choose and no page to protect. One signal mostly has a shorter way still: `one_signal.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

PREFIX = "/api/v1/"

GetResponse = Callable[[HttpRequest], HttpResponse]
# Few addresses are asked for over and over; one that is not known is not kept.
_resolved = lru_cache(maxsize=256)(resolve)


def straight_to_the_api(get_response: GetResponse) -> GetResponse:
    """Middleware, the first of all: known addresses of the API are answered here, all others further inside."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        try:
            found = _resolved(request.path_info)
        except Resolver404:
            return get_response(request)
        request.get_host()  # Refuses a host that is not among STEPLADDER_HOSTS.
        request.resolver_match = found
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        response["X-Content-Type-Options"] = "nosniff"
        if response.status_code != 304:  # There it would be the length of what is not sent.
            response["Content-Length"] = str(len(response.content))
        return response

    return answer
