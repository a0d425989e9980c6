"""What can happen to a case, each in a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from stepladder.web.pages import event_words_talk, event_words_work
from stepladder.web.pages.names import Names
from stepladder.web.pages.unreached import all_of
from stepladder.web.pages.words import View, channel_name, instant_of, plain, slot_name, told_of

Data = dict[str, Any]


def sentence_of(type: str, data: Data, names: Names, view: View) -> str:
    """An event in a few words."""
    make = _SENTENCES.get(type)
    return make(data, names, view) if make is not None else plain(type)


def _received(data: Data, names: Names, view: View) -> str:
    channel = data.get("channel")
    who = {
        "customer": _("The customer wrote"),
        "agent": _("An agent reported"),
        "system": _("A system reported"),
        "automatic": _("An automatic message came"),
    }
    sentence = who.get(str(data.get("sender")), _("A message came"))
    return _("%(what)s by %(channel)s") % {"what": sentence, "channel": channel_name(channel)} if channel else sentence


def _opened(data: Data, names: Names, view: View) -> str:
    if data.get("split_from"):
        return _("Case opened for a matter of case %s") % data["split_from"]
    return _("Case opened under %(pack)s %(version)s") % {
        "pack": data.get("pack"),
        "version": str(data.get("version")).partition("+")[0],
    }


def _replied(data: Data, names: Names, view: View) -> str:
    return _("An automatic reply came; it counts for nothing") if data.get("automatic") else _("The customer replied")


def _matched(data: Data, names: Names, view: View) -> str:
    title = names.trigger(str(data.get("trigger")))
    if data.get("state") == "confirmed":
        return _("Reported: %s") % title
    return (
        _("Suggested from the words: %s") if data.get("state") == "suggested" else _("Read from the words: %s")
    ) % title


def _corrected(data: Data, names: Names, view: View) -> str:
    was, becomes = names.trigger(str(data.get("trigger"))), data.get("becomes")
    sentence = (
        _("Not %(was)s but %(is)s") % {"was": was, "is": names.trigger(str(becomes))} if becomes else _("Not %s") % was
    )
    return f"{sentence}: {data['because']}" if data.get("because") else sentence


def _fact(data: Data, names: Names, view: View) -> str:
    if data.get("field"):
        return _("Filled in: %s") % names.duty("field", str(data["field"]))
    value = data.get("value")
    shown = {True: _("yes"), False: _("no")}.get(value, value) if isinstance(value, bool) else value
    name = names.fact(str(data.get("fact")))
    return f"{name}: {shown}" if shown is not None else name


def _level(data: Data, names: Names, view: View) -> str:
    title = names.level(str(data.get("scale")), str(data.get("level")))
    sentence = _("Level set to %s") % title
    return f"{sentence}: {data['because']}" if data.get("because") else sentence


def _started(data: Data, names: Names, view: View) -> str:
    return _("%(clock)s: due %(when)s") % {
        "clock": slot_name(str(data.get("slot"))),
        "when": instant_of(data, "due_at", view),
    }


def _moved(data: Data, names: Names, view: View) -> str:
    return _("%(clock)s: now due %(when)s") % {
        "clock": slot_name(str(data.get("slot"))),
        "when": instant_of(data, "due_at", view),
    }


def _at_risk(data: Data, names: Names, view: View) -> str:
    return _("%(clock)s: %(share)s%% of the time is used%(told)s") % {
        "clock": slot_name(str(data.get("slot"))),
        "share": data.get("share"),
        "told": told_of(data, names),
    }


def _missed(data: Data, names: Names, view: View) -> str:
    return _("%(clock)s was missed%(told)s") % {"clock": slot_name(str(data.get("slot"))), "told": told_of(data, names)}


def _met(data: Data, names: Names, view: View) -> str:
    clock = slot_name(str(data.get("slot")))
    if data.get("by_resolution"):
        return _("%s: ended by the resolution, no reply was given before") % clock
    return (_("%s: met, but late") if data.get("late") else _("%s: met")) % clock


def _route(data: Data, names: Names, view: View) -> str:
    sentence = _("%(who)s told by %(channel)s") % {
        "who": names.whom(str(data.get("to"))),
        "channel": channel_name(str(data.get("channel"))),
    }
    copies = [names.whom(str(one)) for one in data.get("cc") or ()]
    if copies:
        sentence += _(", copy to %s") % ", ".join(copies)
    if data.get("because_of"):
        sentence += _(" (%s could not be reached)") % names.whom(str(data["because_of"]))
    return sentence


def _acknowledged(data: Data, names: Names, view: View) -> str:
    if not data.get("teams"):
        return _("Acknowledged")
    return _("Acknowledged, which answers for %s") % ", ".join(names.whom(str(one)) for one in data["teams"])


def _owner(data: Data, names: Names, view: View) -> str:
    return _("Owner: %s") % names.whom(str(data.get("owner")))


def _closed(data: Data, names: Names, view: View) -> str:
    how = _("solved by the team") if data.get("resolved_by_team") else _("not solved by the team")
    sentence = _("Case closed, %s") % how
    return f"{sentence}. {data['lesson']}" if data.get("lesson") else sentence


def _resolved(data: Data, names: Names, view: View) -> str:
    extra = [
        f"{label}: {data[key]}"
        for key, label in (("cause", _("cause")), ("prevention", _("prevention")))
        if data.get(key)
    ]
    return _("Resolved") + (f" ({'; '.join(extra)})" if extra else "")


def _resumed(data: Data, names: Names, view: View) -> str:
    due = {"clock": slot_name(str(data.get("slot"))), "when": instant_of(data, "due_at", view)}
    return _("%(clock)s runs again, due %(when)s") % due


def _recalculated(data: Data, names: Names, view: View) -> str:
    return _("The calendars were changed (revision %s); every clock was counted anew") % data.get("revision")


def _retired(data: Data, names: Names, view: View) -> str:
    slots = [slot_name(str(one)) for one in data.get("cancelled") or ()]
    stopped = _("stopped: %s") % ", ".join(slots) if slots else _("no clock was running")
    said = {"why": data.get("because"), "stopped": stopped, "told": told_of(data, names)}
    return _("The policy of this case was retired: %(why)s (%(stopped)s%(told)s)") % said


def _failed(data: Data, names: Names, view: View) -> str:
    said = {"who": all_of(data.get("to"), names), "why": data.get("reason")}
    return _("Not delivered to %(who)s: %(why)s") % said


_SENTENCES: dict[str, Callable[[Data, Names, View], str]] = {
    "signal_received": _received,
    "case_opened": _opened,
    "signal_joined": lambda data, names, view: _("A message joined this case"),
    "customer_replied": _replied,
    "trigger_matched": _matched,
    "trigger_confirmed": lambda data, names, view: _("Confirmed: %s") % names.trigger(str(data.get("trigger"))),
    "trigger_corrected": _corrected,
    "reassessed": lambda data, names, view: _("The policy was asked again"),
    "fact_set": _fact,
    "level_set": _level,
    "clock_started": _started,
    "clock_moved": _moved,
    "clock_at_risk": _at_risk,
    "clock_missed": _missed,
    "clock_met": _met,
    "clock_resumed": _resumed,
    "recalculated": _recalculated,
    "policy_retired": _retired,
    "route_told": _route,
    "route_withdrawn": lambda data, names, view: _("Notice to %s taken back") % names.whom(str(data.get("to"))),
    "delivery_failed": _failed,
    "acknowledged": _acknowledged,
    "owner_changed": _owner,
    "note_added": lambda data, names, view: _("Note for the desk"),
    "resolved": _resolved,
    "reopened": lambda data, names, view: _("Reopened: %s") % data.get("because"),
    "closed": _closed,
    **event_words_work.SENTENCES,
    **event_words_talk.SENTENCES,
}
