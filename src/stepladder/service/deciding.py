"""What a policy says about a signal, without storing anything."""

from __future__ import annotations

import msgspec

from stepladder import packfiles
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.desk import Desk
from stepladder.service.requests import as_bad_input, instant_of, names_of, read_request


def decide_body(desk: Desk, workspace: str, body: bytes, pack: str | None = None) -> bytes:
    """The decision document for a request.

    Takes: pack - the id of the workspace's policy or of a shipped one, else the one in force; further ids after a comma
    are laid over the first (Q-51). A customer of whom only the id is given is looked up.
    Raises: Problem - the request cannot be read, or no such policy.
    """
    request = _with_record(desk, workspace, read_request(body))
    try:
        names = (None,) if pack is None else names_of(pack, where="pack")
        primary, *overlays = (_pack(desk, workspace, name) for name in names)
        return encode(decide(primary, request, desk.time.now(), overlays=overlays))
    except DeskError as fault:
        raise as_bad_input(fault) from fault


def verdict_on(desk: Desk, workspace: str, pack: Pack, request: Request) -> Verdict:
    """What one policy makes of a request, for a page: its instant is the request's, at most a little ahead, else now.

    A customer of whom only the id is given is looked up. Raises: Problem - the request cannot be taken.
    """
    try:
        return decide(pack, _with_record(desk, workspace, request), instant_of(request, desk.time.now()))
    except DeskError as fault:
        raise as_bad_input(fault) from fault


def _with_record(desk: Desk, workspace: str, request: Request) -> Request:
    if request.customer is None or request.customer.id is None:
        return request
    record = desk.store.customer(workspace, request.customer.id)
    return msgspec.structs.replace(request, customer=asking.merged(request.customer, record))


def _pack(desk: Desk, workspace: str, name: str | None) -> Pack:
    if name is None:
        return desk.packs.in_force(workspace)
    digest = desk.store.pack_in_force(workspace)
    if digest is not None:
        pack = desk.packs.by_digest(workspace, digest)
        if pack.id == name:
            return pack
    # Only a name: a path of the server's own disk is nothing a caller may ask for.
    if name not in packfiles.shipped():
        known = ", ".join(packfiles.shipped())
        raise DeskError(f"no pack is called '{name[:40]}'", where="pack", mend=f"Use one of: {known}.")
    return desk.packs.shipped(name)
