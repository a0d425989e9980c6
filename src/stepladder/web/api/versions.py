"""The version of what is read and acted on, as HTTP names it: `ETag`, `If-None-Match` and `If-Match` (RFC 9110)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from stepladder.service.problems import BadInput
from stepladder.service.requests import is_number
from stepladder.web.api.doors import reply


def reply_once(request: HttpRequest, value: Any, version: int) -> HttpResponse:
    """A JSON answer with its version; 304 without a body where the caller has that version already."""
    tags = _tags(request.headers.get("If-None-Match", ""))
    answer = reply(value)
    if "*" in tags or f'"{version}"' in tags:
        answer.status_code, answer.content = 304, b""
        del answer["Content-Type"]
    answer["ETag"] = f'"{version}"'
    return answer


def version_wanted(request: HttpRequest, expected: int | None) -> int | None:
    """The version that a command is meant for, None for whichever there is.

    Takes: expected - what the body says. Raises: BadInput - the header names none, several, or another one.
    """
    given = request.headers.get("If-Match")
    if given is None or _tags(given) == ["*"]:
        return expected
    (tag, *others) = _tags(given) or [""]
    if others or not (tag[:1] == tag[-1:] == '"' and is_number(tag[1:-1])):
        raise BadInput("it is not one version in quotes", where="If-Match", mend="Send the ETag of the case as it is.")
    version = int(tag[1:-1])
    if expected is not None and expected != version:
        raise BadInput("it names another version than expected_version", where="If-Match", mend="Send one of the two.")
    return version


def _tags(header: str) -> list[str]:
    # What compresses answers on the way marks their tags as weak; the version is the same.
    return [one.strip().removeprefix("W/") for one in header.split(",") if one.strip()]
