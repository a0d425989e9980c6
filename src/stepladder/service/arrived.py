"""A signal on its way in: read, with its key and the names it gives to those it is about; and what it is answered."""

from __future__ import annotations

import hashlib

from stepladder.core.triage.request import Request
from stepladder.service.made import Made
from stepladder.service.problems import BadInput, NoKey
from stepladder.service.requests import as_a_sender_may_say, canonical, read_request, short_name


class Arrived(Made, frozen=True, kw_only=True):
    """One signal that can be trusted, of which nothing is stored yet. `source` is whose key it is."""

    workspace: str
    source: str
    request: Request
    key: str
    hash: str
    customer: str | None
    contact: str | None

    @property
    def name(self) -> tuple[str, str, str]:
        """What its answer is kept under."""
        return self.workspace, self.source, self.key


class IntakeResult(Made, frozen=True, kw_only=True):
    """What is answered: 201 and `{signal, case|null, decision}`. `replayed` where the key was answered before."""

    status: int
    body: bytes
    replayed: bool


def arrived(workspace: str, source: str, key: str | None, body: bytes) -> Arrived:
    """Read a body.

    Takes: key - of the request, else its `signal.id`. Raises: Problem - the body or its key cannot be taken.
    """
    request = read_request(body)
    if key is not None and not key.strip():
        # The web server hands on no letters that HTTP has no form for.
        what = "it is empty, or has letters that are not ASCII"
        raise BadInput(what, where="Idempotency-Key", mend="Write it in ASCII, or leave the header out.")
    name = short_name(key, "Idempotency-Key") or request.signal.id
    if name is None:
        raise NoKey(
            "neither the header Idempotency-Key nor signal.id names it",
            where="Idempotency-Key",
            mend="Send a key that is the same when you send the signal again.",
        )
    return Arrived(
        workspace=workspace,
        source=source,
        request=as_a_sender_may_say(request),
        key=name,
        hash=hashlib.sha256(canonical(request)).hexdigest(),
        customer=request.customer.id if request.customer else None,
        contact=(request.contact.id or request.contact.email) if request.contact else None,
    )
