"""Slips of the sample that nobody notices, and why. This list may only become shorter.

They change nothing that anybody meets: what nobody reads, or what stands beside something that says the same.
"""

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
    "contract-care/terms.yaml concessions/integration-fee authority[0] rate: a share changed (50% to 60%)": (
        "The concession itself gives half of the fee, so a higher limit lets nobody give more."
    ),
    "support-desk/directory.yaml directory/partnerships calendar: another calendar (partnerships to always)": (
        "Whether a team is open is asked for critical cases, and a partnership is critical only where a person says so."
    ),
    "support-desk/directory.yaml directory/technical coverage[0] calendar: another calendar (always to partnerships)": (
        "The technical team is told by its tracker, which is open at any hour, and no route writes to its mailbox."
    ),
}
