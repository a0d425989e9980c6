"""What a policy says about a signal, without storing anything."""

from __future__ import annotations

import msgspec

from stepladder import packfiles
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.desk import Desk
from stepladder.service.requests import as_bad_input, names_of, read_request


def decide_body(desk: Desk, workspace: str, body: bytes, pack: str | None = None) -> bytes:
    """The decision document for a request.

    Takes: pack - the id of the workspace's policy or of a shipped one, else the one in force; further ids after a comma
    are laid over the first (Q-51). A customer of whom only the id is given is looked up.
    Raises: Problem - the request cannot be read, or no such policy.
    """
    request = read_request(body)
    if request.customer is not None and request.customer.id is not None:
        record = desk.store.customer(workspace, request.customer.id)
        request = msgspec.structs.replace(request, customer=asking.merged(request.customer, record))
    try:
        names = (None,) if pack is None else names_of(pack, where="pack")
        primary, *overlays = (_pack(desk, workspace, name) for name in names)
        return encode(decide(primary, request, desk.time.now(), overlays=overlays))
    except DeskError as fault:
        raise as_bad_input(fault) from fault


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
