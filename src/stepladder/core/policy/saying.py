"""What each key of the pack language means, in one sentence: for the reference and for editors."""

from __future__ import annotations

_EVERYWHERE = {
    "id": "its name among those of its section; letters, digits, dashes",
    "title": "its name for people",
    "because": "why, in one sentence for the people it binds; rules must have one",
    "source": "the requirements behind it",
    "for": "what it binds to: [a selector](#selectors-for); left out, whatever matched",
    "when": "[a condition](conditions.md) that must hold besides",
    "scope": "the list it belongs to; an id stands once in a scope",
    "phrases": "words that show it, in [the syntax of phrases](#phrases)",
    "unless": "phrases that take a hit in the same sentence away",
    "read": "`by-person`: no text is read for it, a person ticks it",
    "channel": "how",
    "approval": "the approval it needs besides",
    "authority": "the roles that may give it, each with the most it may give alone",
    "value": "how much",
    "optional": "it may be left out",
    "level": "the level it brings, as `scale:level`",
    "category": "the category it brings",
    "flag": "the flag it sets",
    "count": "how many events of the past make it hold",
}

_OF: dict[str, dict[str, str]] = {
    "Header": {
        "id": "the name of the pack", "title": "its title", "version": "its version, as text",
        "owner": "the role that answers for it", "classification": "who may read it",
        "updated": "when it was last changed: a month or a date", "created": "when it was first written",
        "last_review": "when it was last reviewed", "next_review": "when it is reviewed next",
        "review_every": "how often, as in `3 months`", "source_ref": "where the policy was written down",
        "tags": "words to find it by", "extends": "the pack whose elements hold here too",
        "links": "other texts that belong to it", "drops": "elements of that pack that do not hold here: `section/id`",
    },
    "Link": {"to": "its address; left out where nobody has said"},
    "ParameterChoice": {"value": "the reading chosen"},
    "Fact": {
        "type": "what its value is", "ask": "the question a person is asked for it", "of": "the record it belongs to",
        "choices": "the values of a choice", "read": "how it is read from words",
    },
    "Scale": {"levels": "its levels, highest first"},
    "Level": {
        "escalate": "by when a case of this level is passed on", "calendar": "what its clocks count",
        "urgency": "orders the work, 3 first", "handover": "whether a hand-over waits for its fields",
        "when": "facts that put a matched case on this level, where no trigger and no category says it",
    },
    "Segment": {"when": "who belongs to it"},
    "Category": {
        "level": "the level of its cases", "when": "facts that show it where no trigger does",
        "stages": "parts of its handling that different teams own, in order",
    },
    "CategoryStage": {"owner": "the role that handles it", "when": "facts that make this the stage at hand"},
    "Trigger": {
        "when": "facts that show it", "mode": "what a match in words does; left out, `trigger.mode`",
        "category": "the category it belongs to",
    },
    "Clock": {
        "kind": "`first_response`, `resolution`, `team_response`, `acknowledge`, `update`, ...",
        "within": "how much time there is", "until": "a fact that says by when", "window": "from when to when",
        "calendar": "whose hours count: an id, `inherit` (the level's) or `always`",
        "team": "whose answer it is, for `team_response`", "end": "which end of a range this is",
        "strict": "missed at the instant itself", "counting": "how time counts; left out, `clock.count`",
        "marks": "shares at which it is at risk; left out, `clock.marks`", "starts": "the events that start it",
        "stops": "the events that meet it; left out, those of its kind", "restarts": "the events that begin it anew",
        "not_before": "kinds of clocks it never comes before",
        "pauses": "what it stands still for: `waiting` for the customer",
    },
    "Selector": {
        "category": "a category matched", "level": "a level holds, as `scale:level`",
        "segment": "the customer belongs to it", "scenario": "a scenario holds",
        "trigger": "a trigger matched or a detector fired", "flag": "a flag is set", "sign": "a sign stands",
        "stage": "the work is at this stage, or the category at this stage of its own", "pack": "the pack decides",
    },
    "Adjustment": {
        "kinds": "the kinds of clocks it changes", "faster_by": "the share by which they are shorter",
        "calendar": "what they count instead",
    },
    "Route": {
        "to": "the role told, or `tracker:NAME`", "when": "only where this holds; unknown, the fact is asked",
        "after": "the route that goes first", "order": "its place among the routes", "template": "the text sent",
        "name": "the room, for chat", "mention": "who is called there", "tags": "marks that go with the notice",
        "replaces": "routes that it stands in for",
        "bypasses": "what a direct way skips: `queue`, `attempts`; it is offered, never sent by itself",
    },
    "Cc": {"cc": "the role that gets a copy of every due notice"},
    "Field": {
        "scope": "the list it belongs to", "from": "facts that fill it, first found wins",
        "optional": "it may be answered \"none\"",
    },
    "CalendarSpec": {
        "zone": "whose clock; left out, `pack.zone`", "always": "open at any hour", "hours": "when it opens by weekday",
        "holidays": "days on which it stays closed", "exceptions": "other hours on single days",
        "openings": "further openings on single days", "holiday_closes_shift": "whether a holiday ends a night's shift",
        "changes": "what is different from a date on",
    },
    "CalendarChange": {
        "from": "the first day of the change", "hours": "when it opens by weekday", "holidays": "days of rest",
        "exceptions": "other hours on single days", "openings": "further openings on single days",
        "holiday_closes_shift": "whether a holiday ends a night's shift",
    },
    "HolidaysListed": {"list": "the name of the list", "version": "which one", "days": "its days"},
    "HolidaysInFile": {"ical": "an iCalendar file of the pack", "name": "its name", "version": "which one"},
    "DirectoryEntry": {
        "channels": "how it is reached, first one first", "calendar": "when it is there",
        "coverage": "when it is there for certain levels", "from": "the fact of the record that names the person",
    },
    "DirectoryChannel": {
        "channel": "`email`, `chat`, `phone`, `portal`, ...", "address": "a default; the workspace's own comes first",
        "name": "its name, such as a chat room's", "segment": "for customers of this segment only",
    },
    "Coverage": {"levels": "the levels, as `scale:level`", "calendar": "when it is there for them"},
    "Question": {
        "fact": "the fact that the answer becomes", "ask": "the question", "decides": "the levels it decides",
    },
    "Detector": {
        "when": "facts of a case that make it fire", "sign": "the sign it raises", "scenario": "the scenario it brings",
        "cool_down": "how long it only adds to what it found", "suggests": "a person declares, it only points it out",
    },
    "Counting": {
        "of": "the kinds of events", "at_least": "so many or more", "at_most": "so many or fewer; 0 is a silence",
        "within": "the length of the window that ends now; left out, the whole group",
        "per": "what the events have in common", "same": "what else they share",
        "distinct": "each customer counts once", "among": "only what belongs to one of these categories counts",
    },
    "Sign": {
        "clears": "what takes it away", "expires_after": "how long it stands", "when": "facts that show it",
    },
    "Scenario": {
        "when": "facts that make it hold", "trigger": "triggers, detectors or signs that bring it",
        "category": "categories that bring it", "identity": "identity classes that bring it",
        "escalate": "what it asks for, whatever the level says",
    },
    "Gate": {
        "kind": "`attempt` gates are skipped by what is critical",
        "items": "what it waits for; left out, the gate itself",
        "holds": "the acts it keeps closed: `escalate`, `send`, `resolve`, `close`, `offer`, `talk:contract`, "
        "`route:ID`, `step:ID`, `template:ID`, `identity:ID`",
        "opens_when": "facts that open it", "exempt": "for whom it stands open: a selector",
        "waived_by": "roles that may waive it with a reason; left out, nobody", "order": "its place in its scope",
    },
    "GateItem": {"evidence": "what counts as proof", "at_least": "how often"},
    "IdentityClass": {
        "factors": "how many different proofs", "of": "the proofs that count",
        "requests": "what people ask for that needs this class", "valid_for": "how long a check holds",
    },
    "Factor": {"required": "it has no substitute", "accepts": "the ways in which it is shown"},
    "IdentityRequest": {
        "trigger": "triggers, detectors or signs that show the request", "when": "facts that show it",
    },
    "Approval": {
        "by": "the role that decides; never who asks", "expires_after": "how long it waits",
        "then_to": "the roles it climbs to then",
    },
    "Guard": {
        "mode": "what it does; left out, `guard.mode`", "acts": "acts that stay locked",
        "allowed_by": "gates, approvals, steps, scenarios, ladders, concessions or terms that lift it",
        "allowed_for": "roles it does not bind", "at_most": "so often per case before it speaks",
        "better": "the line to write instead", "watches": "facts of the case that show the lapse",
        "phrases": "words a draft is read for",
    },
    "Guidance": {
        "text": "the advice", "phrases": "words of the customer that bring it up",
        "insert": "a line to put into a draft",
        "note": "what to mind when using it", "offered": "`false` keeps it back until somebody looks for it",
    },
    "Step": {
        "stage": "the part of the work it belongs to", "order": "its place in the stage",
        "actor": "the role that does it; left out, the owner", "does": "what is done, as an order",
        "fact": "the fact that its answer becomes", "attendees": "who takes part in a meeting",
        "length": "of a meeting", "evidence": "what shows that it was done", "within": "from when it opens",
    },
    "Template": {
        "audience": "whom it is for", "stage": "when it is offered", "subject": "its subject, with `{slots}`",
        "body": "its text, with `{slots}`", "slots": "its gaps", "parts": "sentences that must stand in it",
        "needs": "gates that must be open", "automatic": "it may go out without a person",
    },
    "Slot": {
        "from": "facts or parts of the case (`case.owner`) that fill it, first found wins",
        "allowed": "the only words that may stand there", "max_lines": "how long it may be",
    },
    "TemplatePart": {"text": "the words, as they stand in subject or body"},
    "FollowUp": {
        "after": "the event that starts it", "earliest": "not before", "latest": "not after",
        "months": "calendar months from it instead", "until_review": "due at the customer's next business review",
        "every": "how often until the case ends", "does": "what is done",
        "owner": "the role that does it; left out, the owner of the case",
        "evidence": "`message`: a message to the customer by that channel does it; left out, somebody says so",
    },
    "Ladder": {
        "per": "what it is walked once for", "rungs": "its rungs, first one first",
        "frozen_by": "triggers, detectors, signs or flags that stop every offer",
    },
    "Rung": {
        "id": "`LADDER/1`, `LADDER/2`, ... in order", "does": "what is offered", "kind": "what it is",
        "opens_when": "facts that must hold besides the refusal of the rung before",
        "sub_rungs": "its steps, each giving more than the one before", "final": "nothing comes after it",
        "value": "the whole of what is given here, not what is added",
    },
    "SubRung": {"id": "`LADDER/2/1`, `LADDER/2/2`, ... in order", "months": "how many months it gives"},
    "Amount": {
        "rate": "a share of a sum", "months": "so many months of a sum", "of": "the fact that is the sum",
        "fixed": "a fixed sum", "since": "the date after whose month whole months count",
        "until": "the date in whose month they end",
    },
    "Authority": {
        "role": "the role", "money": "the most money", "rate": "the highest share", "months": "the most months",
    },
    "Concession": {
        "kind": "what it is", "at_most": "how often per contract", "ground": "the reason code it needs or is",
        "proof": "an attachment is needed", "only_with": "a ladder, rung, concession or term it is tied to",
        "excludes": "ladders, rungs, concessions or terms it never stands beside",
    },
    "Term": {
        "says": "the term in one sentence",
        "starts": "facts that must all be there before it begins, at the latest of their dates",
        "excludes": "ladders, rungs, concessions or terms it never stands beside",
    },
    "Record": {
        "what": "what is written down", "tool": "where", "tag": "a mark it sets", "fact": "the fact that it becomes",
        "before": "the act that waits for it", "automatic": "the desk writes it down by itself",
    },
    "Hold": {"what": "what may not change", "released_by": "roles that may release it; left out, nobody"},
    "Metric": {
        "measure": "what is measured", "better": "which way is better", "target": "as the policy writes it: `< 15%`",
        "of": "of what it is a share", "scale": "the highest answer there is",
        "quality": "the mark it gives a hand-over: `+summary`",
        "shown_by": "fields and gates that earn the mark, all of them",
        "unless": "patterns that take it away",
        "private": "not shown beyond the person and the lead",
    },
    "Training": {
        "week": "in which week of a new colleague", "stage": "what they may do then",
        "every": "how often it comes again",
        "link": "material to read", "does": "what is done",
    },
    "AgendaItem": {
        "every": "how often, as in `1 week`", "owner": "the role that does it", "does": "what is done",
        "segment": "for customers of this segment",
    },
    "Accepted": {
        "rule": "the rule that finds it, by [its name](lint.md)",
        "elements": "what the finding is about, as the check names it; left out, all that the rule finds",
        "until": "the last day on which it is accepted",
    },
    "Example": {
        "note": "what it shows", "given": "what is asked", "expect": "any part of the answer",
    },
}  # fmt: skip


def says(name: str, key: str) -> str:
    """What a key of an element means; `name` is that of its type. Empty where nobody has said."""
    own = next((words for kind, words in _OF.items() if kind.lower() == name.lower()), {})
    return own.get(key) or _EVERYWHERE.get(key, "")


SECTION_SAYS = {
    "pack": "Who owns the policy, which version it is, when it is reviewed; it stands in exactly one file.",
    "parameters": "The readings this pack chooses for questions that written policies leave open.",
    "facts": "What this pack knows of a signal, a customer or a case beyond the built-in facts.",
    "scales": "Named ordered levels, highest first.",
    "segments": "Classes of customers or contacts, computed from the record.",
    "categories": "Groups of triggers; their order in the file breaks ties (Q-09).",
    "triggers": "Facts in a signal that make a rule match: ticked by a person, shown by facts, or read from words.",
    "clocks": "Promises about time.",
    "adjustments": "What a segment changes in clocks of some kinds.",
    "routes": "Who is told, how, and in which order.",
    "cc": "Roles that get a copy of every due notice.",
    "fields": "What a hand-over must carry.",
    "calendars": "When time counts.",
    "directory": "The roles that other elements name, and how each is reached.",
    "questions": "What a person is asked where a level hangs on a fact nobody said.",
    "detectors": "Patterns over several events, or over the facts of a case.",
    "signs": "Signs of trouble on an account: they lift its risk or set a flag, and they expire.",
    "flags": "Marks on a case or an account that rules may bind to.",
    "scenarios": "Circumstances that switch on guidance, guards, templates and steps; several may hold at once.",
    "reasons": "The closed grounds on which a person escalates; chosen then, and counted.",
    "gates": "What must be true before an act.",
    "identity": "How sure the desk must be of who asks; classes stand from low to high.",
    "approvals": "Decisions by a role other than whoever asks for them.",
    "guards": "What may not be said or done.",
    "guidance": "Advice at the right moment, never blocking.",
    "steps": "Ordered pieces of work.",
    "templates": "Messages with declared slots.",
    "follow_ups": "Work that is due after an event.",
    "ladders": "Ordered lists of offers, each opened by the recorded refusal of the one before (Q-37).",
    "concessions": "Things that may be given to mend a matter: offered by a person, never by the software.",
    "terms": "Commercial facts: what is due, from when, computed from milestones.",
    "records": "What must be written down.",
    "holds": "What may not change from now on.",
    "metrics": "Numbers computed from events.",
    "training": "Stages of a new colleague, what comes again, and material.",
    "agenda": "Recurring work of a team that belongs to no single case.",
    "examples": "Cases that the pack carries with it: requests, drafts and messages, and what must be in the answer.",
    "accepted": "Findings of the policy check that the team knows of and lives with, until a day.",
}
"""Each section in one sentence."""
