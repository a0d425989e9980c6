"""What is done on a case, each in a few words: gates, proofs, approvals, steps, follow-ups, holds and offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from stepladder.web.pages.names import Names
from stepladder.web.pages.words import View, instant_of, plain, told_of

Data = dict[str, Any]


def _with(sentence: str, said: object) -> str:
    """The sentence, and behind a colon what somebody said to it."""
    return f"{sentence}: {said}" if said else sentence


def _gate(data: Data, names: Names) -> str:
    return names.duty("gate", str(data.get("gate")))


def _attempt(data: Data, names: Names, view: View) -> str:
    what = str(data.get("what"))
    # An attempt is named by a gate or one of its items, or in the words of whoever tried.
    title = next((title for (kind, key), title in names.duties.items() if kind in ("gate", "item") and title
                  and (key == what or key.endswith(f"/{what}"))), what)  # fmt: skip
    return _("Tried: %(what)s, with the result: %(result)s") % {"what": title, "result": data.get("result")}


def _ticked(data: Data, names: Names, view: View) -> str:
    gate, item = str(data.get("gate")), str(data.get("item"))
    what = names.duties.get(("item", f"{gate}/{item}")) or _gate(data, names)
    return _("Is there: %(what)s (%(evidence)s)") % {"what": what, "evidence": proof_word(str(data.get("evidence")))}


def proof_word(evidence: str) -> str:
    """What shows that something is there."""
    words = {
        "message": _("a message shows it"),
        "attempt": _("a logged attempt shows it"),
        "field": _("a field of the hand-over says it"),
        "tick": _("on their word"),
        "identity": _("proof of identity"),
        "approval": _("an approval"),
    }
    return words.get(evidence, plain(evidence))


def _gate_closed(data: Data, names: Names, view: View) -> str:
    gate = str(data.get("gate"))
    needs = [
        names.duties.get(("item", f"{gate}/{one}")) or names.duty("gate", str(one)) for one in data.get("needs") or ()
    ]
    return _with(_("Closed again: %s") % _gate(data, names), _("waits for %s") % ", ".join(needs) if needs else "")


def _waived(data: Data, names: Names, view: View) -> str:
    return _with(_("Waived: %s") % _gate(data, names), data.get("because"))


def _factor(data: Data, names: Names, view: View) -> str:
    title = names.duty("factor", str(data.get("factor")))
    passed = data.get("result") == "passed"
    return (_("Proof of identity passed: %s") if passed else _("Proof of identity failed: %s")) % title


def _asked(data: Data, names: Names, view: View) -> str:
    said = {"what": names.approval(str(data.get("approval"))), "who": names.whom(str(data.get("to")))}
    sentence = _("%(who)s asked to approve: %(what)s") % said
    return sentence + (_(", until %s") % instant_of(data, "expires_at", view) if data.get("expires_at") else "")


def _approved(data: Data, names: Names, view: View) -> str:
    return _with(_("Approved: %s") % names.approval(str(data.get("approval"))), data.get("because"))


def _rejected(data: Data, names: Names, view: View) -> str:
    return _with(_("Not approved: %s") % names.approval(str(data.get("approval"))), data.get("because"))


def _unanswered(data: Data, names: Names, view: View) -> str:
    said = {"what": names.approval(str(data.get("approval"))), "was": names.whom(str(data.get("was")))}
    sentence = _("%(was)s did not answer in time: %(what)s") % said
    if data.get("to"):
        return sentence + _("; now %s is asked") % names.whom(str(data["to"]))
    return sentence + told_of(data, names)


def work_title(names: Names, kind: str, key: str) -> str:
    """A step, a follow-up or a record, as the policy says it."""
    return names.duty(kind if kind in ("step", "follow_up", "record") else "step", key)


def _done(data: Data, names: Names, view: View) -> str:
    title = work_title(names, str(data.get("kind")), str(data.get("step")))
    return _with(_("Done: %s") % title, data.get("outcome"))


def _skipped(data: Data, names: Names, view: View) -> str:
    title = work_title(names, str(data.get("kind")), str(data.get("step")))
    return _with(_("Left out: %s") % title, data.get("because"))


def _step_overdue(data: Data, names: Names, view: View) -> str:
    said = {"what": work_title(names, "step", str(data.get("step"))), "told": told_of(data, names)}
    return _("Not done in time: %(what)s%(told)s") % said


def _planned(data: Data, names: Names, view: View) -> str:
    title = names.duty("follow_up", str(data.get("follow_up")))
    if data.get("due_at") is None:
        return _("Planned: %s") % title
    return _("Planned for %(when)s at the latest: %(what)s") % {
        "when": instant_of(data, "due_at", view),
        "what": title,
    }


def _follow_up(data: Data, names: Names, view: View) -> str:
    said = {"what": names.duty("follow_up", str(data.get("follow_up"))), "told": told_of(data, names)}
    return (_("Its time is over: %(what)s%(told)s") if data.get("overdue") else _("Time for: %(what)s%(told)s")) % said


def hold_word(what: str) -> str:
    """What a hold keeps as it is."""
    words = {
        "evidence": _("Evidence is kept as it is"),
        "delivery": _("No message goes to the customer"),
        "case": _("The case may not change hands, end or be offered anything"),
    }
    return words.get(what, plain(what))


def _held(data: Data, names: Names, view: View) -> str:
    return _with(hold_word(str(data.get("what"))), data.get("because"))


def _released(data: Data, names: Names, view: View) -> str:
    return _with(_("Hold released: %s") % names.duty("hold", str(data.get("hold"))), data.get("because"))


def _offered(data: Data, names: Names, view: View) -> str:
    return _worth(_("Offered: %s") % names.offer(str(data.get("offer"))), data)


def _answered(data: Data, names: Names, view: View) -> str:
    title = names.offer(str(data.get("offer")))
    return (_("Accepted: %s") if data.get("outcome") == "accepted" else _("Refused: %s")) % title


def _granted(data: Data, names: Names, view: View) -> str:
    return _worth(_("Granted: %s") % names.offer(str(data.get("offer"))), data)


def _worth(sentence: str, data: Data) -> str:
    value, working = data.get("value"), data.get("working")
    if not value:
        return sentence
    return f"{sentence}, {value}" + (f" ({working})" if working else "")


SENTENCES: dict[str, Callable[[Data, Names, View], str]] = {
    "attempt_logged": _attempt,
    "gate_ticked": _ticked,
    "gate_opened": lambda data, names, view: _("Open now: %s") % _gate(data, names),
    "gate_closed": _gate_closed,
    "gate_waived": _waived,
    "factor_checked": _factor,
    "factor_expired": lambda data, names, view: (
        _("A proof of identity counts no longer: %s") % names.duty("factor", str(data.get("factor")))
    ),
    "identity_met": lambda data, names, view: (
        _("It is proved who asks: %s") % names.duty("class", str(data.get("class")))
    ),
    "approval_requested": _asked,
    "approval_given": _approved,
    "approval_refused": _rejected,
    "approval_expired": _unanswered,
    "step_completed": _done,
    "step_skipped": _skipped,
    "step_overdue": _step_overdue,
    "follow_up_planned": _planned,
    "follow_up_due": _follow_up,
    "hold_placed": _held,
    "hold_released": _released,
    "offer_made": _offered,
    "offer_answered": _answered,
    "concession_granted": _granted,
}
"""The sentence of each event by its name."""
