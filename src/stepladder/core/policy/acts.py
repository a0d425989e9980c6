"""The acts that a pack may close: closed lists, so that a slip of the pen never opens a door."""

from __future__ import annotations

ACTS = (
    "acknowledge", "assign", "close", "declare_incident", "escalate", "hand_over", "investigate", "log_call", "note",
    "offer", "promise_reply", "reopen", "resolve", "send", "talk:contract", "talk:dispute", "talk:leadership",
)  # fmt: skip
"""What gates and guards close; `talk:...` is what a draft may not speak of. Gates close single elements besides:
`route:ID`, `step:ID`, `template:ID`, `identity:ID` (what a request or class of identity asks for)."""

BEGINNINGS = (
    "matched", "resolved", "call_logged", "customer_contact", "message_sent", "incident_resolved", "implemented",
    "closed", "no_team_response",
)  # fmt: skip
"""What a follow-up comes after."""

MEASURES = (
    "avoidable_share", "complete", "escalation_churn", "escalation_rate", "first-contact", "first_contact_resolution",
    "follow-up", "handover_quality", "post_escalation_csat", "prompt", "resolution_time", "time_to_ack",
    "time_to_escalate", "time_to_resolution",
)  # fmt: skip
"""What can be measured, named as the requirements name it."""
