"""The sections of a pack that say what must follow, beyond clocks, routes and fields: their keys and readers."""

from __future__ import annotations

from stepladder.core.policy import obligations as o
from stepladder.core.policy.keys import FOR, NAMED, RULE, SELECTOR, Key, Keys, Read, element
from stepladder.core.policy.scalars import (
    duration,
    flag,
    ident,
    many,
    money,
    one_of,
    one_or_many,
    rate,
    text,
    whole,
)

CHANNEL = one_of("email", "chat", "ticket", "phone", "call", "meeting", "portal", "written", "direct")
STAGE = one_of("acknowledge", "investigate", "communicate", "resolve", "follow_up", "recover")
EVIDENCE = one_of("message", "attempt", "field", "tick", "identity", "approval")
ROLES = one_or_many(ident)
BOUND: Keys = FOR | {"when": Key(text), "scope": Key(ident)}

AMOUNT = element(
    o.Amount,
    {
        "rate": Key(rate),
        "months": Key(whole(1, 120)),
        "of": Key(ident),
        "fixed": Key(money),
        "since": Key(ident),
        "until": Key(ident),
    },
    placed=False,
)
AUTHORITY = element(
    o.Authority,
    {"role": Key(ident, needed=True), "money": Key(money), "rate": Key(rate), "months": Key(whole(1, 120))},
    placed=False,
)
_AUTHORITIES = Key(many(AUTHORITY))

_gate_item = element(o.GateItem, NAMED | {"evidence": Key(EVIDENCE), "at_least": Key(whole(1, 99))})
_factor = element(o.Factor, NAMED | {"required": Key(flag), "accepts": Key(many(ident))})
_request = element(o.IdentityRequest, NAMED | {"trigger": Key(ROLES), "when": Key(text)})
_slot = element(
    o.Slot,
    NAMED
    | {
        "from": Key(one_or_many(ident), to="prefill"),
        "optional": Key(flag),
        "allowed": Key(many(text)),
        "max_lines": Key(whole(1, 99)),
    },
)
_part = element(o.TemplatePart, NAMED | {"text": Key(text, needed=True)})
_sub_rung = element(o.SubRung, NAMED | {"months": Key(whole(1, 120)), "authority": _AUTHORITIES})
_rung = element(
    o.Rung,
    RULE
    | {
        "does": Key(text, needed=True),
        "kind": Key(ident),
        "value": Key(AMOUNT),
        "opens_when": Key(text),
        "channel": Key(CHANNEL),
        "authority": _AUTHORITIES,
        "approval": Key(ident),
        "sub_rungs": Key(many(_sub_rung)),
        "final": Key(flag),
    },
)

OBLIGATIONS: dict[str, Read] = {
    "gates": element(
        o.Gate,
        RULE
        | BOUND
        | {
            "kind": Key(one_of("attempt", "check", "facts", "identity", "approval", "hand_over", "talk")),
            "holds": Key(one_or_many(ident)),
            "items": Key(many(_gate_item)),
            "opens_when": Key(text),
            "exempt": Key(SELECTOR),
            "waived_by": Key(ROLES),
            "order": Key(whole(0, 99)),
        },
    ),
    "identity": element(
        o.IdentityClass,
        RULE
        | BOUND
        | {
            "factors": Key(whole(1, 9), needed=True),
            "of": Key(many(_factor), needed=True),
            "requests": Key(many(_request)),
            "approval": Key(ident),
            "valid_for": Key(duration),
        },
    ),
    "approvals": element(
        o.Approval,
        RULE | BOUND | {"by": Key(ident, needed=True), "expires_after": Key(duration), "then_to": Key(ROLES)},
    ),
    "guards": element(
        o.Guard,
        RULE
        | BOUND
        | {
            "mode": Key(one_of("warn", "block")),
            "phrases": Key(many(text)),
            "unless": Key(many(text)),
            "acts": Key(one_or_many(ident)),
            "allowed_by": Key(one_or_many(ident)),
            "allowed_for": Key(ROLES),
            "at_most": Key(whole(1, 99)),
            "better": Key(text),
            "watches": Key(text),
        },
    ),
    "guidance": element(
        o.Guidance,
        NAMED
        | BOUND
        | {
            "text": Key(text, needed=True),
            "phrases": Key(many(text)),
            "insert": Key(text),
            "note": Key(text),
            "offered": Key(flag),
        },
    ),
    "steps": element(
        o.Step,
        NAMED
        | BOUND
        | {
            "stage": Key(STAGE),
            "order": Key(whole(0, 99)),
            "actor": Key(ident),
            "does": Key(text, needed=True),
            "fact": Key(ident),
            "channel": Key(CHANNEL),
            "attendees": Key(ROLES),
            "length": Key(duration),
            "optional": Key(flag),
            "evidence": Key(EVIDENCE),
            "within": Key(duration),
        },
    ),
    "templates": element(
        o.Template,
        RULE
        | BOUND
        | {
            "audience": Key(one_of("customer", "team")),
            "stage": Key(STAGE),
            "channel": Key(CHANNEL),
            "subject": Key(text),
            "body": Key(text, needed=True),
            "slots": Key(many(_slot)),
            "parts": Key(many(_part)),
            "needs": Key(one_or_many(ident)),
            "automatic": Key(flag),
        },
    ),
    "follow_ups": element(
        o.FollowUp,
        RULE
        | BOUND
        | {
            "after": Key(ident, needed=True),
            "earliest": Key(duration),
            "latest": Key(duration),
            "months": Key(whole(1, 120)),
            "until_review": Key(flag),
            "every": Key(duration),
            "does": Key(text, needed=True),
            "owner": Key(ident),
            "channel": Key(CHANNEL),
            "evidence": Key(one_of("message", "tick")),
            "optional": Key(flag),
        },
    ),
    "ladders": element(
        o.Ladder,
        RULE
        | BOUND
        | {
            "per": Key(one_of("contract", "case")),
            "rungs": Key(many(_rung), needed=True),
            "frozen_by": Key(one_or_many(ident)),
        },
    ),
    "concessions": element(
        o.Concession,
        RULE
        | BOUND
        | {
            "kind": Key(ident),
            "value": Key(AMOUNT),
            "at_most": Key(whole(1, 99)),
            "ground": Key(ident),
            "proof": Key(flag),
            "only_with": Key(one_or_many(ident)),
            "excludes": Key(one_or_many(ident)),
            "authority": _AUTHORITIES,
            "approval": Key(ident),
        },
    ),
    "terms": element(
        o.Term,
        RULE
        | BOUND
        | {
            "says": Key(text, needed=True),
            "value": Key(AMOUNT),
            "starts": Key(one_or_many(ident)),
            "excludes": Key(one_or_many(ident)),
        },
    ),
    "records": element(
        o.Record,
        RULE
        | BOUND
        | {
            "what": Key(text, needed=True),
            "tool": Key(ident),
            "tag": Key(ident),
            "fact": Key(ident),
            "before": Key(ident),
            "automatic": Key(flag),
        },
    ),
    "holds": element(
        o.Hold,
        RULE | BOUND | {"what": Key(one_of("evidence", "delivery", "case"), needed=True), "released_by": Key(ROLES)},
    ),
    "metrics": element(
        o.Metric,
        RULE
        | {
            "measure": Key(ident, needed=True),
            "better": Key(one_of("up", "down")),
            "target": Key(text),
            "of": Key(ident),
            "scale": Key(whole(2, 1_000)),
            "quality": Key(text),
            "shown_by": Key(many(ident)),
            "unless": Key(many(ident)),
            "private": Key(flag),
        },
    ),
    "training": element(
        o.Training,
        RULE
        | {
            "week": Key(whole(1, 52)),
            "stage": Key(one_of("shadow", "supervised", "independent")),
            "every": Key(text),
            "link": Key(text),
            "does": Key(text),
        },
    ),
    "agenda": element(
        o.AgendaItem,
        RULE
        | {
            "every": Key(text, needed=True),
            "owner": Key(ident, needed=True),
            "does": Key(text, needed=True),
            "segment": Key(ident),
        },
    ),
}
