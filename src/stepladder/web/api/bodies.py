"""Bodies of requests: of the right type, of a bounded size, and of lines that are read as they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from stepladder.service.problems import Problem, TooLarge
from stepladder.service.requests import LONGEST_LINE

MOST_BYTES = 1024 * 1024
_PIECE = 64 * 1024
JSON_TYPES = ("application/json",)
LINE_TYPES = ("application/x-ndjson", "application/jsonl", "application/ndjson")


class WrongType(Problem):
    status, slug, title = 415, "wrong-type", "The body is of another type"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Incoming(Readable, Protocol):
    """A request, as far as its body goes: Django's own, or less."""

    @property
    def META(self) -> dict[str, Any]: ...


def whole_body(request: Incoming) -> bytes:
    """A JSON body of at most 1 MiB. Raises: WrongType, TooLarge."""
    _of_type(request, JSON_TYPES)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise _too_large("body", MOST_BYTES)
    incoming = _incoming(request)
    # A server may hand over less than was asked for, so this reads until nothing comes.
    pieces, size = [], 0
    while piece := incoming.read(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise _too_large("body", MOST_BYTES)
        pieces.append(piece)
    return b"".join(pieces)


def lines_of(request: Incoming) -> Iterator[bytes]:
    """The lines of an NDJSON body, without their ends, as they come. The size of the whole is not bounded.

    A line over 64 KiB is handed on cut to one byte more than that, so that it can be refused by its number.
    Raises: WrongType.
    """
    _of_type(request, LINE_TYPES)
    return split_lines(_incoming(request))


def split_lines(incoming: Readable) -> Iterator[bytes]:
    """Lines from a stream in bounded memory; what is over the limit of one line is let go while it is read."""
    rest = b""
    while piece := incoming.read(_PIECE):
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line[: LONGEST_LINE + 1].removesuffix(b"\r")
        rest = rest[: LONGEST_LINE + 1]
    if rest:
        yield rest.removesuffix(b"\r")


def _incoming(request: Incoming) -> Readable:
    # Django reads as many bytes as the length says, and so none of a body that comes in chunks.
    if not request.META.get("CONTENT_LENGTH") and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return request.META["wsgi.input"]  # type: ignore[no-any-return]
    return request


def _of_type(request: Incoming, allowed: tuple[str, ...]) -> None:
    given = request.META.get("CONTENT_TYPE") or ""
    if given != allowed[0] and not _is_one_of(given, allowed):
        said = f"'{given[:60]}' is not taken here" if given.partition(";")[0].strip() else "no type is named"
        raise WrongType(said, where="Content-Type", mend=f"Send {allowed[0]} in UTF-8.")


def _is_one_of(given: str, allowed: tuple[str, ...]) -> bool:
    """Whether a type is among these, and in UTF-8 if it says in what."""
    name, _, more = given.partition(";")
    charset = more.strip().lower().replace('"', "").replace(" ", "")
    return name.strip().lower() in allowed and charset in ("", "charset=utf-8")


def _too_large(where: str, most: int) -> TooLarge:
    return TooLarge(
        f"it is over {most // 1024} KiB", where=where, mend="Send less at once; /api/v1/signals/batch takes lines."
    )
