"""The facts that every pack has: the request keys of DESIGN 8.1, with their types.

A pack declares further facts of these records under `facts`. `account` and `incident` have no built-in ones, because
no request names any. Health is text: no document fixes a scale, so it is a colour to one team and a score to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from stepladder.core.policy.conditions.types import FactType, Kind

_TEXT, _TEXTS, _MONEY = FactType(Kind.TEXT), FactType(Kind.TEXTS), FactType(Kind.MONEY)
_DATE, _INSTANT = FactType(Kind.DATE), FactType(Kind.INSTANT)


def _choice(words: str) -> FactType:
    return FactType(Kind.CHOICE, tuple(words.split()))


BUILTIN: Mapping[str, FactType] = MappingProxyType(
    {
        "signal.id": _TEXT,
        "signal.kind": _choice("message call ticket engagement usage billing review report"),
        "signal.conversation": _TEXT,
        "signal.queue": _TEXT,
        "signal.from": _choice("customer agent system automatic"),
        "signal.channel": _TEXT,
        "signal.subject": _TEXT,
        "signal.text": _TEXT,
        "signal.language": _TEXT,
        "signal.triggers": _TEXTS,
        "signal.not_triggers": _TEXTS,
        "customer.id": _TEXT,
        "customer.name": _TEXT,
        "customer.plan": _TEXT,
        # A customer record without the mark is that of a customer who has none.
        "customer.vip": FactType(Kind.FLAG, absent=False),
        "customer.csm": _TEXT,
        "customer.zone": _TEXT,
        "customer.segment": _TEXT,
        "customer.arr": _MONEY,
        "customer.health": _TEXT,
        "customer.exec_sponsor": _TEXT,
        "customer.renewal_on": _DATE,
        "customer.next_review_on": _DATE,
        "contact.id": _TEXT,
        "contact.name": _TEXT,
        "contact.email": _TEXT,
        "contact.role": _TEXT,
        "contact.kind": _choice("journalist blogger creator analyst executive champion other"),
        "contract.id": _TEXT,
        "contract.monthly_fee": _MONEY,
        "contract.outstanding": _MONEY,
        "contract.starts_on": _DATE,
        "contract.ends_on": _DATE,
        "deal.id": _TEXT,
        "deal.value": _MONEY,
        "deal.stage": _TEXT,
        "case.id": _TEXT,
        "case.opened_at": _INSTANT,
        "case.escalated_at": _INSTANT,
        "case.triggers": _TEXTS,
    }
)
