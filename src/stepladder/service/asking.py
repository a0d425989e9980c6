"""Asking the policy about a stored case: its first request, its customer and its words are read from the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from stepladder.core.case import asking
from stepladder.core.case.asking import known_triggers as known_triggers
from stepladder.core.case.asking import merged as merged
from stepladder.core.case.asking import with_case as with_case
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Customer, Request, Signal
from stepladder.service.ports import Store, StoredSignal

_REQUEST = msgspec.json.Decoder(Request)


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


def told_name(signal: StoredSignal) -> str | None:
    """What a signal calls its customer; None where it names nobody."""
    customer = _REQUEST.decode(signal.request).customer
    return customer.name if customer is not None else None


def customer_of(store: Store, workspace: str, case: Case) -> Customer | None:
    """The customer of a case as the policy knows it today."""
    record = store.customer(workspace, case.customer) if case.customer else None
    signals = store.signals(workspace, case.signals)
    said = [_REQUEST.decode(signals[name].request).customer for name in case.signals if name in signals]
    return asking.customer_of(case, record, said, {**case.facts, **words_of_facts(store, workspace, case.fact_texts)})


def words_of_facts(store: Store, workspace: str, rows: Mapping[str, str]) -> dict[str, str]:
    """Facts that are words, by full name; erased ones are not known any more."""
    texts = store.texts(workspace, list(rows.values())) if rows else {}
    return {name: texts[row].body for name, row in rows.items() if row in texts}


def verdict_for(store: Store, workspace: str, case: Case, pack: Pack, now: datetime) -> VerdictFor:
    """How a command asks the pinned policy again, as of `now`. Reads the store only when asked."""
    return asking.verdict_for(
        case,
        pack,
        lambda: first_request(store, workspace, case),
        lambda rows: words_of_facts(store, workspace, rows),
        now=now,
        answered=lambda: answered_before(store, workspace, case),
    )


def answered_before(store: Store, workspace: str, case: Case) -> tuple[MadeOffer, ...]:
    """What the customer refused or accepted in other cases: a new one does not begin the bargaining anew (Q-37)."""
    others = store.cases_of_customer(workspace, case.customer, besides=case.id) if case.customer is not None else []
    return asking.answered_in(others)
