"""What was split off a case begins a case of its own."""

from __future__ import annotations

import msgspec

from stepladder.core.case.commands import Begin
from stepladder.core.case.joining import begin
from stepladder.core.case.state import Case
from stepladder.core.triage.decide import decide
from stepladder.core.triage.request import Signal
from stepladder.service import asking
from stepladder.service.archived import no_case
from stepladder.service.changes import change_of
from stepladder.service.desk import Desk
from stepladder.service.ports import Change, StoredSignal

_JSON = msgspec.json.Encoder()


def begin_case(desk: Desk, workspace: str, case_id: str, command: Begin, by: str) -> Change | None:
    """All that the new case stores; None where it is there already. Raises: NotFound - what it comes from is not."""
    if desk.store.load_case(workspace, case_id) is not None:
        return None
    source = desk.store.load_case(workspace, command.split_from)
    if source is None:
        raise no_case(desk.store, workspace, command.split_from)
    now = desk.time.now()
    pack = desk.packs.by_digest(workspace, source.digest)
    words = desk.store.texts(workspace, [command.text]).get(command.text)
    signal = Signal(sender="agent", text=words.body if words is not None else None)
    first = asking.first_request(desk.store, workspace, source)
    request = msgspec.structs.replace(first, at=None, case=None, history=(), signal=signal)
    events = begin(case_id, source, command.text, decide(pack, request, now), by=by, now=now)
    change = change_of(workspace, Case(id=case_id), events, now)
    name = f"{case_id}/begin"
    kept = StoredSignal(
        id=name,
        source="desk",
        key=name,
        at=events[0].at,
        received_at=now,
        sender=signal.sender,
        kind=signal.kind,
        channel=None,
        conversation=None,
        customer=source.customer,
        contact=msgspec.to_builtins(request.contact) if request.contact else None,
        facts={},
        text=command.text,
        case=case_id,
        request=_JSON.encode(
            msgspec.structs.replace(request, signal=msgspec.structs.replace(signal, subject=None, text=None))
        ),
    )
    opened_by = desk.store.signals(workspace, source.signals[:1])
    called = next(map(asking.told_name, opened_by.values()), None)
    return msgspec.structs.replace(change, signal=kept, customer_name=called)
