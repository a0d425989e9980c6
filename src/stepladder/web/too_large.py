"""What is sent to a page has a bound, whoever sends it: what is longer is not read, and so never kept on disk.

The API bounds its own bodies, keeps none on disk, and takes batches of any size.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from stepladder.web.pages.faults import too_large

GetResponse = Callable[[HttpRequest], HttpResponse]


def nothing_too_large(get_response: GetResponse) -> GetResponse:
    """Middleware, before all that reads a body: of fields Django bounds the size by itself, of files it does not."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        too_long = most is not None and length.isdecimal() and int(length[:18]) > most
        if too_long and not request.path.startswith("/api/"):
            return too_large(request, most)
        return get_response(request)

    return answer
