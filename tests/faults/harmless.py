"""Slips of the sample that nobody notices, and why. This list may only become shorter.

Most change nothing that anybody meets. Some would matter, yet only to what no decision and no story of a rehearsal
tells: a task whose day comes after an event. Tests of the engine look after those.
"""

_LATER = "Its day is set by an event to come, and neither a decision nor the story of a rehearsal tells of that day."

HARMLESS: dict[str, str] = {
    "contract-care/pack.yaml categories/cancellation stages[0] owner: somebody else (csm to success)": (
        "Whose turn it is in a cancellation is written down, and no case reads it yet."
    ),
    "contract-care/directory.yaml directory/partnership-manager channels[1]: a way to reach somebody removed": (
        "No notice goes by way of the meeting room; the step itself names those who meet."
    ),
    "contract-care/ladders.yaml ladders/write-down rungs[1] authority[0] rate: a share changed (30% to 40%)": (
        "The rung itself gives thirty per cent, so a higher limit lets nobody give more."
    ),
    "risk-tiers/paths.yaml concessions/goodwill authority[0] role: somebody else (csm to success)": (
        "The gesture has no value of its own, so no decision can compare it with what a role may give alone."
    ),
    "csm-playbook/follow-ups.yaml follow_ups/follow-up/apology latest: a duration changed (48h to 96h)": _LATER,
    "support-desk/follow-ups.yaml follow_ups/customer_contact latest: a duration changed (24h to 48h)": _LATER,
    "support-desk/directory.yaml directory/partnerships calendar: another calendar (partnerships to always)": (
        "Whether a team is open is asked for critical cases, and a partnership is critical only where a person says so."
    ),
    "support-desk/directory.yaml directory/technical coverage[0] calendar: another calendar (always to partnerships)": (
        "The technical team is told by its tracker, which is open at any hour, and no route writes to its mailbox."
    ),
}
