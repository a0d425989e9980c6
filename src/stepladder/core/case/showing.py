"""What shows that something is there: a message, an attempt, a field, or a person's word for it."""

from __future__ import annotations

from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.case.work_commands import Evidence

_OPENS = {"message": "send", "attempt": "log_attempt", "identity": "add_factor", "approval": "request_approval"}
_BY_ITSELF = ("identity", "approval")
"""What the case itself shows, whatever is given besides."""
_SAID = {
    "message": "a message that went out",
    "attempt": "a logged attempt",
    "field": "a field of the hand-over that is filled in",
    "identity": "proof of identity",
    "approval": "an approval",
}


def must_show(
    case: Case,
    what: str,
    wanted: str,
    given: Evidence,
    *,
    names: tuple[str, ...],
    source: tuple[str, ...],
    least: int = 1,
) -> None:
    """Refuse a tick that nothing on the case bears out.

    Takes: what - what is ticked, for the message; wanted - the kind of evidence the policy asks for; names - those by
    which an attempt or a field goes. Raises: Refused.
    """
    if wanted == "tick":
        return
    by_itself = wanted in _BY_ITSELF
    if not (by_itself or given.type == wanted) or not _is_there(case, wanted, given, names, least):
        raise Refused(
            f"{what} is shown by {_SAID[wanted]}",
            where=f"case {case.id}",
            mend=_mend(wanted),
            source=source,
            opens_with=_OPENS.get(wanted),
        )


def _is_there(case: Case, wanted: str, given: Evidence, names: tuple[str, ...], least: int) -> bool:
    match wanted:
        case "message":
            # What went to our own people shows nothing but what it is named for: a notice, or the role written to.
            told = (one.route for one in case.routes.values() if not one.withdrawn)
            ours = (*told, *case.written_inside)
            return given.ref in (*case.messages, *ours) if given.ref is not None else bool(case.messages)
        case "attempt":
            # One that is meant by where it stands shows it whatever it is called; else only one that goes by its name.
            if given.ref is not None:
                return sum(given.ref in (one.ref, one.what) for one in case.attempts) >= least
            return sum(one.what in names for one in case.attempts) >= least
        case "identity":
            return case.owed.identity is not None and case.owed.identity.proved
        case "approval":
            return any(one.state == "given" and one.approval in names for one in case.approvals.values())
        case _:
            fields = case.assessment.fields if case.assessment is not None else ()
            known = {one.id for one in fields if one.known} | set(case.given_fields)
            return bool(given.text) or not known.isdisjoint(names if given.ref is None else (given.ref,))


def _mend(wanted: str) -> str:
    match wanted:
        case "message":
            return "Send it first, or name the notice in evidence.ref; without ref a message to the customer is meant."
        case "attempt":
            return "Log it under the name of what it shows, or name in evidence.ref what was tried."
        case "field":
            return 'Fill it in, or say it in evidence {"type": "field", "text": ...}.'
        case "identity":
            return "Check the factors it asks for; it opens by itself."
        case _:
            return "Ask for the approval; it opens by itself once it is given."
