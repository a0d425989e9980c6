"""Parameters of an address: a name that is not known is refused, so that a slip of the pen is not passed over."""

from __future__ import annotations

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest

from stepladder.core.triage.unseen import UNSEEN
from stepladder.service.problems import BadInput
from stepladder.service.requests import is_number

_DEFAULT, _MOST = 50, 200


def only(request: HttpRequest, *names: str) -> None:
    """Raises: BadInput - a parameter of another name, one given twice, or one with what nobody sees in it."""
    try:
        given = request.GET
    except TooManyFieldsSent as fault:
        mend = f"Use {', '.join(names)}." if names else "Leave them out."
        raise BadInput("no address has so many of them", where="parameters", mend=mend) from fault
    for name, values in given.lists():
        if name not in names:
            raise BadInput(
                "there is no such parameter",
                where=name[:40],
                mend=f"Use {', '.join(names)}." if names else "Leave it out.",
            )
        if len(values) > 1:
            raise BadInput("it is given more than once", where=name, mend="Give it once.")
        if UNSEEN.search(values[0]):
            raise BadInput("it holds a control character", where=name, mend="Take it out.")


def limit_of(request: HttpRequest) -> int:
    """How many items a page of a list holds. Raises: BadInput - not from 1 to 200."""
    given = request.GET.get("limit", str(_DEFAULT))
    if not is_number(given) or not 1 <= int(given) <= _MOST:
        raise BadInput(
            f"'{given[:20]}' is not a number from 1 to {_MOST}", where="limit", mend=f"Leave it out for {_DEFAULT}."
        )
    return int(given)


def no_cursor() -> BadInput:
    return BadInput("it is no cursor of ours", where="cursor", mend="Send `next` of the answer before as it is.")
