"""What people may ask of a case: every command, with arguments that make sense and such that do not."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.values import format_instant
from tests.unit.core.case.play import NOON, ZONE
from tests.unit.core.case.work import ROLES

PEOPLE = st.sampled_from(list(ROLES))
SILLY = ("", "nothing")
TEXTS = st.sampled_from(["Because it is so.", "x", "\u2603", "  "])
MAYBE = st.none() | TEXTS
FOR = st.sampled_from(["5m", "2h", "30h"]) | st.just("much")
TRIGGERS = st.sampled_from(["leak", "bug", "reset", "erasure", "leave", "threat", "no-attempts", *SILLY])
NAMES = st.sampled_from([*ROLES, "success", "legal", "technical", *SILLY])
GATES = st.sampled_from(
    ["search", "tried", "before/tried", "agreement", "proved", "agreed", "complete", "outcome", *SILLY]
)
ITEMS = st.none() | st.sampled_from(["steps", "told", "written", "sure", "high", "known", *SILLY])
WORK = st.sampled_from(
    ["call", "cause", "sorry", "change", "wipe", "lesson", "verify", "health", "review", "watch", "confirm", "nudge",
     "answer", *SILLY]
)  # fmt: skip
OFFERS = st.sampled_from(
    ["write-down/1", "write-down/2", "write-down/3", "write-down/3/1", "write-down/3/2", "write-down/4", "free-month",
     "half-fee", "restart", "revenue-drop", "whole-fee", *SILLY]
)  # fmt: skip
APPROVALS = st.sampled_from(["high", "write-down/2", "discount", *SILLY])
HOLDS = st.sampled_from(["evidence", "delivery", "case", "preserve", "frozen", *SILLY])
INSTANTS = st.integers(-2, 200).map(lambda hours: format_instant(NOON + timedelta(hours=hours), ZONE)) | st.just("soon")
EVIDENCE = st.builds(
    w.Evidence,
    type=st.sampled_from(["message", "attempt", "field", "tick"]),
    ref=st.none() | st.sampled_from(["steps", "nothing"]),
    text=MAYBE,
)
FACTS = st.sampled_from(
    [("insists", True), ("insists", False), ("insists", "maybe"), ("case.cause", "ours"), ("case.cause", "theirs"),
     ("cause", 7), ("summary", "It fell over."), ("nothing", 1)]
)  # fmt: skip
OUTCOMES = st.builds(c.Outcome, resolved_by_team=st.booleans(), satisfied=st.none() | st.booleans())

TALK = st.one_of(
    st.builds(c.Send, channel=st.sampled_from(["email", "chat", "smoke"]), text=MAYBE,
              to=st.sampled_from(["customer", "ann@acme.example", "security@desk.example", "us"])),
    st.builds(c.LogCall, with_=st.sampled_from(["customer", "max", "  "]),
              outcome=st.sampled_from(["reached", "not_reached"]), text=MAYBE),
    st.builds(c.Note, text=TEXTS),
    st.builds(c.WaitForCustomer, for_=st.none() | FOR),
    st.builds(c.PromiseReply, until=INSTANTS, text=MAYBE),
    st.builds(c.RecordReply, text=MAYBE, automatic=st.booleans()),
)  # fmt: skip
JUDGEMENT = st.one_of(
    st.builds(c.ConfirmTrigger, trigger=TRIGGERS),
    st.builds(c.CorrectTrigger, trigger=TRIGGERS, becomes=st.just("none") | TRIGGERS),
    FACTS.map(lambda said: c.SetFact(fact=said[0], value=said[1])),
    st.builds(c.SetLevel, scale=st.sampled_from(["priority", "mood"]),
              level=st.sampled_from(["critical", "high", "low"]), because=TEXTS),
)  # fmt: skip
DUTIES = st.one_of(
    st.builds(w.LogAttempt, what=st.sampled_from(["search", "steps", "call", "write-down/1", "a guess", "  "]),
              result=st.sampled_from(["nothing", "refused", "  "])),
    st.builds(w.TickGate, gate=GATES, item=ITEMS, evidence=EVIDENCE),
    st.builds(w.WaiveGate, gate=GATES, because=TEXTS),
    st.builds(w.AddFactor, factor=st.sampled_from(["email", "session", "card", "photo", "a wink"]),
              result=st.sampled_from(["passed", "passed", "failed"])),
    st.builds(w.RequestApproval, approval=APPROVALS, to=st.none() | NAMES),
    st.builds(w.Approve, approval=APPROVALS, because=MAYBE),
    st.builds(w.Reject, approval=APPROVALS, because=MAYBE),
    st.builds(w.CompleteStep, step=WORK, outcome=st.none() | st.sampled_from(["ours", "theirs", "done"]),
              evidence=st.none() | EVIDENCE),
    st.builds(w.SkipStep, step=WORK, because=TEXTS),
    st.builds(w.Hold, what=st.sampled_from(["evidence", "delivery", "case"]), because=TEXTS),
    st.builds(w.Release, hold=HOLDS, because=TEXTS),
)  # fmt: skip
OFFER = st.builds(
    w.Offer,
    rung=OFFERS,
    outcome=st.sampled_from(["open", "refused", "refused", "accepted"]),
    amount=st.none() | st.sampled_from(["10 EUR", "9000 EUR", "10 USD", "much"]),
    ground=st.none() | st.sampled_from(["free-month", "ladder", "kindness"]),
    proof=st.none() | st.just("a1"),
)
OWNERS = st.one_of(
    st.just(c.Acknowledge()),
    st.builds(c.Assign, to=NAMES),
    st.builds(
        h.HandOver,
        to=NAMES,
        fields=st.dictionaries(st.sampled_from(["summary", "tried", "nothing"]), TEXTS, max_size=2),
        return_after=st.none() | FOR,
    ),
    st.builds(h.ReturnHandOver, code=st.sampled_from(["no-attempts", "-no-attempts", "dull", ""]), because=MAYBE),
    st.builds(h.MovePolicy, to=st.sampled_from(["1", "2", "3"])),
)
ENDS = st.one_of(
    st.builds(c.Resolve, text=TEXTS),
    st.builds(c.CustomerConfirms, text=MAYBE),
    st.builds(c.CustomerDenies, text=MAYBE),
    st.builds(c.Reopen, because=TEXTS),
    st.builds(h.Split, text=TEXTS),
)
LAST = st.builds(c.Close, outcome=OUTCOMES, lesson=MAYBE) | st.builds(h.Merge, into=st.sampled_from(["c2", "c1"]))
"""What may end a case for good: rarer than all else, so that lives are long."""
