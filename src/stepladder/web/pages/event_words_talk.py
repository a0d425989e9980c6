"""What is said with the customer, and in whose hands a case is, each in a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from stepladder.web.pages.names import Names
from stepladder.web.pages.words import View, channel_name, instant_of, plain, slot_name, told_of

Data = dict[str, Any]


def _sent(data: Data, names: Names, view: View) -> str:
    channel = channel_name(str(data.get("channel")))
    to = str(data.get("to", "customer"))
    if to != "customer":
        return _("Message to %(to)s by %(channel)s") % {"to": to, "channel": channel}
    return _("Message to the customer by %s") % channel


def _sent_inside(data: Data, names: Names, view: View) -> str:
    to, channel = names.whom(str(data.get("to"))), channel_name(str(data.get("channel")))
    return _("Message to %(to)s by %(channel)s, among ourselves") % {"to": to, "channel": channel}


def _entry_linked(data: Data, names: Names, view: View) -> str:
    return _("In a register: %(entry)s, %(state)s") % {
        "entry": str(data.get("entry")),
        "state": plain(str(data.get("state"))),
    }


def _entry_unlinked(data: Data, names: Names, view: View) -> str:
    return _("The entry %s is not about it after all") % str(data.get("entry"))


def _entry_advanced(data: Data, names: Names, view: View) -> str:
    return _("The entry %(entry)s is now: %(state)s") % {
        "entry": str(data.get("entry")),
        "state": plain(str(data.get("state"))),
    }


def _warned(data: Data, names: Names, view: View) -> str:
    return _("Sent although a rule spoke against it: %s") % names.duty("guard", str(data.get("rule")))


def _act_warned(data: Data, names: Names, view: View) -> str:
    return _("A rule speaks against it: %s") % names.duty("guard", str(data.get("rule")))


def _call(data: Data, names: Names, view: View) -> str:
    given = str(data.get("with"))
    who = _("the customer") if given == "customer" else names.whom(given)
    reached = data.get("outcome") == "reached"
    return (_("Call with %s") if reached else _("Call to %s, nobody was reached")) % who


def _waiting(data: Data, names: Names, view: View) -> str:
    if data.get("until"):
        return _("Waiting for the customer, until %s at the longest") % instant_of(data, "until", view)
    return _("Waiting for the customer")


def _waited(data: Data, names: Names, view: View) -> str:
    because = {
        "replied": _("The wait is over: the customer replied"),
        "over": _("The wait is over: nobody replied in time"),
        "resolved": _("The wait is over: the case is resolved"),
    }
    return because.get(str(data.get("because")), _("The wait is over")) + told_of(data, names)


def _promised(data: Data, names: Names, view: View) -> str:
    return _("A reply was promised by %s") % instant_of(data, "until", view)


def _paused(data: Data, names: Names, view: View) -> str:
    return _("%s stands still") % slot_name(str(data.get("slot")))


def _handed_over(data: Data, names: Names, view: View) -> str:
    sentence = _("Handed over to %s") % names.whom(str(data.get("to")))
    if data.get("returns_at"):
        sentence += _("; it comes back %s unless it is taken up") % instant_of(data, "returns_at", view)
    missing = [names.duty("field", str(one)) for one in data.get("missing") or ()]
    return sentence + (_("; missing: %s") % ", ".join(missing) if missing else "")


def _handing_held(data: Data, names: Names, view: View) -> str:
    waits = [names.duty("field", str(one)) for one in data.get("missing") or ()]
    waits += [names.duty("gate", str(one)) for one in data.get("gates") or ()]
    said = {"who": names.whom(str(data.get("to"))), "what": ", ".join(waits)}
    return _("Not handed over to %(who)s yet, it waits for: %(what)s") % said


def _returned(data: Data, names: Names, view: View) -> str:
    said = {"who": names.whom(str(data.get("to"))), "why": names.triggers.get(str(data["code"])) or plain(data["code"])}
    sentence = _("Given back to %(who)s: %(why)s") % said
    return f"{sentence}. {data['because']}" if data.get("because") else sentence


def _came_back(data: Data, names: Names, view: View) -> str:
    said = {"was": names.whom(str(data.get("was"))), "to": names.whom(str(data.get("to")))}
    return _("%(was)s did not take it up in time; it is with %(to)s again") % said + told_of(data, names)


def _linked(data: Data, names: Names, view: View) -> str:
    relation = {
        "merged_from": _("Case %s was joined to this one"),
        "split_from": _("Split off from case %s"),
    }
    return relation.get(str(data.get("relation")), _("Goes on in case %s")) % data.get("case")


def _moved(data: Data, names: Names, view: View) -> str:
    was, now = (str(data.get(key)).partition("+")[0] for key in ("was", "version"))
    return _("Moved from version %(was)s of the policy to %(now)s") % {"was": was, "now": now}


SENTENCES: dict[str, Callable[[Data, Names, View], str]] = {
    "message_sent": _sent,
    "internal_message_sent": _sent_inside,
    "entry_linked": _entry_linked,
    "entry_unlinked": _entry_unlinked,
    "entry_advanced": _entry_advanced,
    "guard_warned": _warned,
    "act_warned": _act_warned,
    "call_logged": _call,
    "waiting_started": _waiting,
    "waiting_ended": _waited,
    "reply_promised": _promised,
    "clock_paused": _paused,
    "customer_confirmed": lambda data, names, view: _("The customer says that it is over"),
    "customer_denied": lambda data, names, view: _("The customer says that it is not over"),
    "handed_over": _handed_over,
    "hand_over_held": _handing_held,
    "hand_over_returned": _returned,
    "hand_over_expired": _came_back,
    "merged": lambda data, names, view: _("Joined to case %s, which goes on") % data.get("into"),
    "split": lambda data, names, view: _("Another matter goes on as case %s") % data.get("into"),
    "linked": _linked,
    "incident_linked": lambda data, names, view: _("Part of the incident %s") % data.get("incident"),
    "incident_unlinked": lambda data, names, view: (
        _("No part of the incident %(id)s: %(why)s") % {"id": data.get("incident"), "why": data.get("because")}
    ),
    "incident_declared": lambda data, names, view: _("Incident declared: %s") % data.get("title"),
    "incident_updated": lambda data, names, view: (
        _("News of the incident, kept back from the customer")
        if data.get("kept_back")
        else _("News of the incident to the customer")
    ),
    "incident_ended": lambda data, names, view: (
        _("The incident is over, which was kept back from the customer")
        if data.get("kept_back")
        else _("The customer was told that the incident is over")
    ),
    "training_remarked": lambda data, names, view: (
        _("Training of %(who)s: %(what)s") % {"who": names.whom(str(data.get("person"))), "what": data.get("remark")}
    ),
    "policy_moved": _moved,
}
"""The sentence of each event by its name."""
