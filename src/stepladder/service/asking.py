"""Asking the policy about a case that exists: what is known of it goes into the request."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from stepladder.core.case.knowledge import Knowledge, VerdictFor, knowledge_of
from stepladder.core.case.state import Case
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.readers import ZONE, readers
from stepladder.core.triage.request import CaseSoFar, Customer, FactValue, Request, Signal
from stepladder.core.triage.verdict import TriggerVerdict, Verdict
from stepladder.service.ports import Store

_REQUEST = msgspec.json.Decoder(Request)
_CUSTOMER = "customer."
_ATTRIBUTES = frozenset(Customer.__struct_fields__) - {"id", "facts"}


def known_triggers(pack: Pack, knowledge: Knowledge) -> tuple[TriggerVerdict, ...]:
    """The triggers that stand on a case, as the policy names them."""
    by_id = readers(pack).triggers
    return tuple(
        TriggerVerdict(by_id[one.trigger], one.state, cast(Any, one.reader), one.confidence)
        for one in knowledge.triggers
        if one.trigger in by_id
    )


def merged(given: Customer | None, stored: Customer | None) -> Customer | None:
    """The record on file, with what the caller says of it on top."""
    if given is None or stored is None:
        return given
    said = {name: value for name in given.__struct_fields__ if (value := getattr(given, name)) is not None}
    said["facts"] = stored.facts | given.facts
    return msgspec.structs.replace(stored, **said)


def with_case(request: Request, case: Case, pack: Pack, fact_texts: dict[str, str]) -> Request:
    """A further signal's request, with what its case knows: a person's word over the signal's, that over older ones."""
    knowledge, signal = knowledge_of(case), request.signal
    # What this text shows is newer than what earlier ones showed.
    shown = readers(pack).read(signal).facts
    older: dict[str, FactValue] = {
        name.removeprefix("signal."): value
        for name, value in case.facts_read.items()
        if name.startswith("signal.") and name not in shown
    }
    given = request.case or CaseSoFar()
    so_far = msgspec.structs.replace(
        given,
        id=case.id,
        levels=given.levels | knowledge.levels,
        # The zone it was decided with, unless a person has said another.
        facts={**({ZONE: case.zone} if case.zone else {}), **given.facts, **case.facts, **fact_texts},
    )
    signal = msgspec.structs.replace(
        signal,
        facts=older | signal.facts,
        not_triggers=tuple(dict.fromkeys((*signal.not_triggers, *knowledge.not_triggers))),
    )
    return msgspec.structs.replace(request, signal=signal, case=so_far)


def first_request(store: Store, workspace: str, case: Case) -> Request:
    """The request that opened the case, with its words where they still exist and the customer's record of today."""
    stored = store.signals(workspace, case.signals[:1]) if case.signals else {}
    if not stored:
        return Request(signal=Signal())
    first = stored[case.signals[0]]
    request = _REQUEST.decode(first.request)
    words = store.texts(workspace, [first.text]).get(first.text) if first.text else None
    record = store.customer(workspace, case.customer) if case.customer else None
    return msgspec.structs.replace(
        request,
        signal=msgspec.structs.replace(
            request.signal, subject=words.subject if words else None, text=(words.body or None) if words else None
        ),
        customer=merged(request.customer, record),
    )


def customer_of(store: Store, workspace: str, case: Case) -> Customer | None:
    """The customer of a case as the policy knows it today.

    The record on file, on top what its signals say of the customer, the newest last, then what a person set.
    """
    record = store.customer(workspace, case.customer) if case.customer else None
    signals = store.signals(workspace, case.signals)
    for one in (signals[name] for name in case.signals if name in signals):
        given = _REQUEST.decode(one.request).customer
        # A conversation may be joined by somebody else's message: that says nothing of this customer.
        if given is not None and given.id in (None, case.customer):
            record = merged(given, record)
    facts = {**case.facts, **words_of_facts(store, workspace, case.fact_texts)}
    said = {name.removeprefix(_CUSTOMER): value for name, value in facts.items() if name.startswith(_CUSTOMER)}
    if not said:
        return record
    record = record or Customer(id=case.customer)
    own = {name: value for name, value in said.items() if name in _ATTRIBUTES}
    others = {name: value for name, value in said.items() if name not in _ATTRIBUTES}
    return msgspec.structs.replace(record, **own, facts={**record.facts, **others})


def words_of_facts(store: Store, workspace: str, rows: dict[str, str]) -> dict[str, str]:
    """Facts that are words, by full name; erased ones are not known any more."""
    texts = store.texts(workspace, list(rows.values())) if rows else {}
    return {name: texts[row].body for name, row in rows.items() if row in texts}


def verdict_for(store: Store, workspace: str, case: Case, pack: Pack) -> VerdictFor:
    """How a command asks the pinned policy again: for the instant at which the case was opened.

    Reads the store only when asked, and once: most commands change nothing that the policy decides on.
    """
    kept: list[Request] = []

    def ask(knowledge: Knowledge) -> Verdict:
        if not kept:
            kept.append(first_request(store, workspace, case))
        first = kept[0]
        request = msgspec.structs.replace(
            first,
            at=None,
            signal=msgspec.structs.replace(first.signal, triggers=(), not_triggers=knowledge.not_triggers),
            case=CaseSoFar(
                id=case.id,
                levels=knowledge.levels,
                facts={**knowledge.facts, **words_of_facts(store, workspace, knowledge.fact_texts)},
            ),
        )
        assert case.opened_at is not None
        return decide(pack, request, case.opened_at, known=known_triggers(pack, knowledge))

    return ask
