"""From the bytes of a signal to a request that can be trusted: every fault with its place and how to mend it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from stepladder.core.case.moments import LATEST_YEAR
from stepladder.core.triage import unseen
from stepladder.core.triage.request import CaseSoFar, Contact, Customer, Request
from stepladder.core.triage.written import check_written
from stepladder.core.values import DeskError, parse_instant
from stepladder.service.problems import BadInput, NotReadable, Problem, TooLarge

T = TypeVar("T")
LARGEST_BODY = 1024 * 1024
LONGEST_LINE = 64 * 1024
"""Bytes of one signal among many."""
LONGEST_TEXT = 200_000
LONGEST_ID = 200
LONGEST_SENDER = 80
AHEAD = timedelta(minutes=5)
"""How far the sender's clock may run before ours."""
EARLIEST_YEAR = 1990

_DECODER = msgspec.json.Decoder(Request)
_CANONICAL = msgspec.json.Encoder(order="deterministic")
CONTROL = unseen.CONTROL
_BREAK = re.compile("[\t\n\r]")
"""Right in a text, but no name has any."""
_NAMES = (
    "signal.id", "signal.conversation", "customer.id", "customer.name", "contact.id", "contact.email", "signal.channel",
)  # fmt: skip
_NOBODY, _NO_CONTACT = Customer(), Contact()


def read_request(body: bytes) -> Request:
    """The request of a body.

    Raises: TooLarge; NotReadable - no JSON, or no UTF-8; BadInput - an unknown key, a wrong type, a control character,
    a name that is too long or empty.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge(
            f"{len(body)} bytes are more than {LARGEST_BODY}", where="body", mend="Send the words without attachments."
        )
    try:
        request = _DECODER.decode(body)
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `")
        raise BadInput(
            what,
            where=where.rstrip("`").removeprefix("$.") or "body",
            mend="The reference lists every key and its type.",
        ) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        refuse_half_pairs(body)
        raise _unreadable(body, fault) from fault
    if unseen.may_hold_unseen(body):
        try:
            unseen.refuse_unseen(msgspec.to_builtins(request))
        except DeskError as fault:
            raise as_bad_input(fault) from fault
    _check_lengths(request)
    try:
        check_written(request)
    except DeskError as fault:
        raise as_bad_input(fault) from fault
    return request


def canonical(request: Request) -> bytes:
    """The same bytes for the same request, however its JSON was laid out."""
    return _CANONICAL.encode(request)


def instant_of(request: Request, now: datetime) -> datetime:
    """The instant of the signal: its `at`, else now.

    Raises: BadInput - no instant, one without an offset, more than 5 minutes ahead, or in another age.
    """
    if request.at is None:
        return now
    try:
        at = parse_instant(request.at, where="at")
    except DeskError as fault:
        raise as_bad_input(fault) from fault
    if at > now + AHEAD:
        raise BadInput(
            f"'{request.at[:40]}' is more than 5 minutes ahead of the desk's clock",
            where="at",
            mend="Set the sender's clock, or leave `at` out.",
        )
    if not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
        raise BadInput(f"the year {at.year} is out of range", where="at", mend=f"Use a year from {EARLIEST_YEAR} on.")
    return at


def names_of(listed: str, *, where: str) -> tuple[str, ...]:
    """The names of a list such as `support-desk,risk-tiers`. Raises: DeskError - an empty name, or one twice."""
    names = tuple(name.strip() for name in listed.split(","))
    if not all(names):
        raise DeskError("a name in the list is empty", where=where, mend="Write the names with one comma between.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DeskError(f"'{twice[:40]}' stands twice in the list", where=where, mend="Name each once.")
    return names


def as_bad_input(fault: DeskError) -> Problem:
    """A fault that the policy finds in a request, as a problem of the request."""
    return fault if isinstance(fault, Problem) else BadInput(fault.what, where=fault.where, mend=fault.mend)


def as_a_sender_may_say(request: Request) -> Request:
    """The request of a signal: of what its case holds it brings facts alone.

    Levels, attempts, gates, approvals and proofs of identity come by commands, which tell who gave them. A question to
    the policy, where nothing is stored, may suppose any of it.
    """
    if request.case is None:
        return request
    return msgspec.structs.replace(request, case=CaseSoFar(facts=request.case.facts) if request.case.facts else None)


def short_name(value: str | None, where: str) -> str | None:
    """A name that fits its column. Raises: BadInput - too long, empty, or with control characters."""
    if value is None:
        return None
    if not value.strip():
        raise BadInput("it is empty", where=where, mend="Give it a value, or leave it out.")
    if len(value) > LONGEST_ID:
        raise BadInput(f"it is longer than {LONGEST_ID} characters", where=where, mend="Use a shorter one.")
    if unseen.UNSEEN.search(value):
        raise BadInput("it holds a control character", where=where, mend="Take it out.")
    return value


def sender_name(given: str, where: str) -> str:
    """What a program that sends is called, without spaces around it; it stands beside what that program does.

    Raises: BadInput - it is empty or too long, or nobody could read it.
    """
    name = given.strip()
    if not name:
        raise BadInput("it is empty", where=where, mend="Write what the program is called.")
    if len(name) > LONGEST_SENDER:
        raise BadInput(f"it is longer than {LONGEST_SENDER} characters", where=where, mend="Use a shorter one.")
    if unseen.UNSEEN.search(name):
        raise BadInput("it holds a control character, or letters that are not UTF-8", where=where, mend="Take it out.")
    return name


def is_number(given: str) -> bool:
    """Whether a text is a whole number that any column holds, in the digits of programs."""
    return given.isascii() and given.isdecimal() and len(given) <= 12


def _unreadable(body: bytes, fault: Exception) -> NotReadable:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as broken:
        return NotReadable(f"byte {broken.start + 1} is not UTF-8", where="body", mend="Send JSON in UTF-8.")
    if body.startswith(b"\xef\xbb\xbf"):
        return NotReadable("it begins with a byte order mark", where="body", mend="Send JSON without one.")
    return NotReadable(
        f"it is not JSON ({fault})", where="body", mend='Send one object, as {"signal": {"text": "..."}}.'
    )


def _check_lengths(request: Request) -> None:
    signal, customer, contact = request.signal, request.customer or _NOBODY, request.contact or _NO_CONTACT
    names = signal.id, signal.conversation, customer.id, customer.name, contact.id, contact.email, signal.channel
    for where, value in zip(_NAMES, names, strict=True):
        if value is not None and (len(value) > LONGEST_ID or not value.strip() or _BREAK.search(value)):
            short_name(value, where)
    if signal.channel is not None and len(signal.channel) > 40:
        raise BadInput("it is longer than 40 characters", where="signal.channel", mend="Use a short word, as email.")
    for where, value in (("signal.subject", signal.subject), ("signal.text", signal.text)):
        if value is not None and len(value) > LONGEST_TEXT:
            raise TooLarge(
                f"it is longer than {LONGEST_TEXT} characters", where=where, mend="Send the words that matter."
            )


def refuse_half_pairs(body: bytes) -> None:
    """Name half of a surrogate pair as what it is. Raises: BadInput - there is one."""
    try:
        unseen.refuse_half_pairs(body)
    except DeskError as fault:
        raise as_bad_input(fault) from fault


def read_tagged(body: bytes, decoder: msgspec.json.Decoder[T], *, example: str, listed_in: str) -> T:
    """A command with its name in `do`.

    Takes: example - a body that could be sent; listed_in - where every command is told of.
    Raises: NotReadable - no JSON; BadInput - an unknown command, key or type.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `")
        place = where.rstrip("`").removeprefix("$.") or "command"
        raise BadInput(what, where=place, mend=f"The reference of {listed_in} lists every command.") from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        refuse_half_pairs(body)
        raise NotReadable(f"it is not JSON ({fault})", where="body", mend=f"Send {example}.") from fault
