"""Parameters of an address: a name that is not known is refused, so that a slip of the pen is not passed over."""

from __future__ import annotations

from django.http import HttpRequest

from stepladder.service.problems import BadInput


def only(request: HttpRequest, *names: str) -> None:
    """Raises: BadInput - there is a parameter of another name."""
    for name in request.GET:
        if name not in names:
            raise BadInput("there is no such parameter", where=name[:40], mend=f"Use {', '.join(names)}.")
