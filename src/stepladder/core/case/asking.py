"""Asking the policy about a case that exists: what is known of it goes into the request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from stepladder.core.case.knowledge import Knowledge, VerdictFor, answered_offers, knowledge_of
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.ladders import places
from stepladder.core.triage.readers import ZONE, readers
from stepladder.core.triage.request import CaseSoFar, Contract, Customer, FactValue, LoggedAttempt, Request
from stepladder.core.triage.verdict import TriggerVerdict, Verdict
from stepladder.core.values import format_instant

_CUSTOMER = "customer."
_ATTRIBUTES = frozenset(Customer.__struct_fields__) - {"id", "facts"}


def known_triggers(pack: Pack, knowledge: Knowledge) -> tuple[TriggerVerdict, ...]:
    """The triggers that stand on a case, as the policy names them."""
    by_id = readers(pack).tables.tickable
    return tuple(
        TriggerVerdict(by_id[one.trigger], one.state, cast(Any, one.reader), one.confidence)
        for one in knowledge.triggers
        if one.trigger in by_id
    )


def merged(given: Customer | None, stored: Customer | None) -> Customer | None:
    """The record on file, with what the caller says of it on top."""
    if given is None or stored is None:
        return given
    said = {name: value for name, value in msgspec.structs.asdict(given).items() if value is not None}
    said["facts"] = stored.facts | given.facts
    return msgspec.structs.replace(stored, **said)


def with_case(request: Request, case: Case, pack: Pack, fact_texts: Mapping[str, str]) -> Request:
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
    # The zone it was decided with, unless a person has said another.
    facts = {**({ZONE: case.zone} if case.zone else {}), **given.facts, **case.facts, **fact_texts}
    held = so_far(case, knowledge, facts)
    held = msgspec.structs.replace(
        held,
        levels=given.levels | held.levels,
        attempts=(*given.attempts, *held.attempts),
        gates=given.gates | held.gates,
        factors=given.factors | held.factors,
    )
    signal = msgspec.structs.replace(
        signal,
        facts=older | signal.facts,
        not_triggers=tuple(dict.fromkeys((*signal.not_triggers, *knowledge.not_triggers))),
    )
    return msgspec.structs.replace(request, signal=signal, case=held)


def customer_of(
    case: Case, record: Customer | None, said: Iterable[Customer | None], facts: Mapping[str, FactValue]
) -> Customer | None:
    """The customer of a case as the policy knows it today.

    Takes: record - the one on file; said - what each signal says of its customer, the oldest first; facts - what a
    person set, by full name. The later stand over the earlier.
    """
    for given in said:
        # A conversation may be joined by somebody else's message: that says nothing of this customer.
        if given is not None and given.id in (None, case.customer):
            record = merged(given, record)
    set_by_hand = {name.removeprefix(_CUSTOMER): value for name, value in facts.items() if name.startswith(_CUSTOMER)}
    if not set_by_hand:
        return record
    record = record or Customer(id=case.customer)
    own = {name: value for name, value in set_by_hand.items() if name in _ATTRIBUTES}
    others = {name: value for name, value in set_by_hand.items() if name not in _ATTRIBUTES}
    return msgspec.structs.replace(record, **own, facts={**record.facts, **others})


def answered_in(cases: Iterable[Case]) -> tuple[MadeOffer, ...]:
    """What was refused or accepted in these cases."""
    return tuple(one for case in cases for one in answered_offers(case))


def counts_for(case: Case, contract: Contract | None) -> str | None:
    """What an offer on a case counts for: the contract for its whole life, else the customer (Q-37)."""
    return contract.id if contract is not None and contract.id is not None else case.customer


def _in_other_cases(
    pack: Pack, case: Case, contract: Contract | None, answered: tuple[MadeOffer, ...]
) -> tuple[LoggedAttempt, ...]:
    """The answers of other cases that count in this one: none of another contract, nor on a ladder of each case.

    Where one of the two names no contract nobody knows that it is another: the bargaining does not begin anew.
    """
    each_case = pack.parameters.get("ladder.scope") == "case"
    anew = {place for one in pack.text.ladders if each_case or one.per == "case" for place, _, _ in places(one)}
    mine, customer = counts_for(case, contract), case.customer
    return tuple(
        LoggedAttempt(at=format_instant(one.at, UTC), what=one.offer, result=one.outcome)
        for one in answered
        if one.offer not in anew and (mine == customer or one.per in (mine, customer))
    )


def so_far(case: Case, knowledge: Knowledge, facts: Mapping[str, FactValue]) -> CaseSoFar:
    """What a case holds, as a request names it. Takes: facts - by full name, words among them."""
    assert case.opened_at is not None
    return CaseSoFar(
        id=case.id,
        opened_at=format_instant(case.opened_at, UTC),
        levels=knowledge.levels,
        facts=dict(facts),
        attempts=knowledge.attempts,
        gates=dict(knowledge.gates),
        factors=dict(knowledge.factors),
        stage=knowledge.stage,
        fields=knowledge.fields,
    )


def verdict_for(
    case: Case,
    pack: Pack,
    first_request: Callable[[], Request],
    words_of_facts: Callable[[Mapping[str, str]], Mapping[str, str]],
    *,
    now: datetime,
    answered: Callable[[], tuple[MadeOffer, ...]] = tuple,
) -> VerdictFor:
    """How a command asks the pinned policy again: promises count from when the case was opened, conditions know `now`.

    Takes: first_request - the request that opened the case; words_of_facts - facts that are words, by full name, from
    the rows that hold them; answered - the offers of the customer's other cases that were refused or accepted (Q-37).
    They are called only when the policy is asked, all but the words once: most commands change nothing it decides on.
    """
    kept: list[Request] = []
    heard: list[tuple[MadeOffer, ...]] = []
    told: dict[bytes, Verdict] = {}

    def ask(knowledge: Knowledge) -> Verdict:
        # Most steps of a command change nothing that is known, and each of them asks. Told apart are `1` and `true`,
        # which Python takes for equal and a policy does not.
        known = msgspec.json.encode(knowledge)
        if known not in told:
            told[known] = ask_anew(knowledge)
        return told[known]

    def ask_anew(knowledge: Knowledge) -> Verdict:
        if not kept:
            kept.append(first_request())
        first = kept[0]
        request = msgspec.structs.replace(
            first,
            at=None,
            signal=msgspec.structs.replace(first.signal, triggers=(), not_triggers=knowledge.not_triggers),
            case=so_far(case, knowledge, {**knowledge.facts, **words_of_facts(knowledge.fact_texts)}),
        )
        assert case.opened_at is not None
        assert request.case is not None
        if pack.text.ladders or pack.text.concessions:
            if not heard:
                heard.append(answered())
            attempts = (*_in_other_cases(pack, case, first.contract, heard[0]), *knowledge.attempts)
            request = msgspec.structs.replace(request, case=msgspec.structs.replace(request.case, attempts=attempts))
        return decide(pack, request, case.opened_at, known=known_triggers(pack, knowledge), as_of=now)

    return ask
