"""The sections of a pack that say what may be the case: their keys, and how each is read."""

from __future__ import annotations

from stepladder.core.policy import assessments as a
from stepladder.core.policy.keys import NAMED, RULE, Key, Keys, Read, element
from stepladder.core.policy.scalars import duration, flag, ident, many, one_of, one_or_many, text, whole

ESCALATE = one_of("now", "same_day", "within_24h")
_PAST = one_of("signal", "complaint", "escalation", "contact", "missed_meeting", "failed_attempt", "resolved")
_count = element(
    a.Counting,
    {
        "of": Key(one_or_many(_PAST), needed=True),
        "at_least": Key(whole(1, 1_000)),
        "at_most": Key(whole(0, 1_000)),
        "within": Key(duration),
        "per": Key(one_of("customer", "contact", "conversation", "workspace")),
        "same": Key(one_or_many(one_of("category", "trigger", "feature"))),
        "distinct": Key(one_of("customer")),
        "among": Key(one_or_many(ident)),
    },
    placed=False,
)
_SEEN: Keys = {"when": Key(text), "count": Key(_count)}

ASSESSMENTS: dict[str, Read] = {
    "questions": element(
        a.Question,
        NAMED | {"fact": Key(ident, needed=True), "ask": Key(text, needed=True), "decides": Key(one_or_many(ident))},
    ),
    "detectors": element(
        a.Detector,
        RULE
        | _SEEN
        | {
            "category": Key(ident),
            "level": Key(ident),
            "flag": Key(ident),
            "sign": Key(ident),
            "scenario": Key(ident),
            "cool_down": Key(duration),
            "suggests": Key(flag),
        },
    ),
    "signs": element(
        a.Sign,
        RULE
        | _SEEN
        | {
            "level": Key(ident),
            "flag": Key(ident),
            "phrases": Key(many(text)),
            "unless": Key(many(text)),
            "read": Key(one_of("text", "by-person")),
            "clears": Key(one_of("contact", "person", "time")),
            "expires_after": Key(duration),
        },
    ),
    "flags": element(a.Flag, RULE),
    "scenarios": element(
        a.Scenario,
        RULE
        | {
            "when": Key(text),
            "trigger": Key(one_or_many(ident)),
            "category": Key(one_or_many(ident)),
            "identity": Key(one_or_many(ident)),
            "escalate": Key(ESCALATE),
        },
    ),
    "reasons": element(a.Reason, RULE),
}
