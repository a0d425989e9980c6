"""What must hold between the elements of a pack: for each check a slip that it finds, and one that is none."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

import pytest

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.values import PackFaults
from tests.unit.core.policy.whole_pack import WHOLE


def whole(old: str = "", new: str = "") -> Pack:
    """The whole pack, with one place in it written otherwise."""
    found = [name for name, text in WHOLE.items() if old in text]
    assert found, f"nothing reads {old!r}"
    return load("whole", WHOLE | {found[0]: WHOLE[found[0]].replace(old, new, 1)} if old else WHOLE)


def test_the_whole_pack_loads() -> None:
    assert whole().id == "whole"


SLIPS = {  # claim: (what stands there, what is written instead, rule, part of what is said, part of the mend)
    # Names.
    "an owner nobody knows": ("owner: lead, review", "owner: leed, review", "unknown-name", "no role is called 'leed'", "'lead'"),
    "a scenario in a selector": ("{scenario: very-angry}, text", "{scenario: very-angri}, text", "unknown-name", "scenario", "'very-angry'"),
    "a flag in a selector": ("flag: upset, sign: silence", "flag: upsett, sign: silence", "unknown-name", "no flag", "'upset'"),
    "a sign in a selector": ("sign: silence, scenario", "sign: silent, scenario", "unknown-name", "no sign", "'silence'"),
    "a stage in a selector": ("stage: admin}", "stage: admins}", "unknown-name", "no stage", "'admin'"),
    "the category of a detector": ("category: dispute, flag: upset, sign: upset-often", "category: disputes, flag: upset, sign: upset-often", "unknown-name", "no category", "'dispute'"),
    "the flag of a trigger": ("flag: upset, because: It is", "flag: upsett, because: It is", "unknown-name", "no flag", "'upset'"),
    "the sign of a detector": ("sign: upset-often, scenario", "sign: upset-oft, scenario", "unknown-name", "no sign", "'upset-often'"),
    "the scenario of a detector": ("scenario: very-angry, cool", "scenario: angry, cool", "unknown-name", "no scenario", "very-angry"),
    "the level of a sign": ('"risk:high", flag', '"risk:hihg", flag', "unknown-name", "no level", "'risk:high'"),
    "the trigger of a scenario": ("trigger: refund-asked, identity", "trigger: refund-askd, identity", "unknown-name", "trigger, detector or sign", "'refund-asked'"),
    "the identity class of a scenario": ("identity: high, escalate", "identity: hihg, escalate", "unknown-name", "identity class", "'high'"),
    "the fact of a question": ("fact: signal.blocked", "fact: signal.bloked", "unknown-name", "no fact", "'signal.blocked'"),
    "the level a question decides": ('decides: ["severity:critical"]', 'decides: ["severity:critcal"]', "unknown-name", "no level", "'severity:critical'"),
    "the owner of a stage": ("owner: finance}]", "owner: finanz}]", "unknown-name", "no role", "'finance'"),
    "an act nobody knows": ("holds: [escalate, ", "holds: [escalatte, ", "unknown-name", "no act is called 'escalatte'", "'escalate'"),
    "the route of a gate": ('"route:finance-mail", "step', '"route:finance-mial", "step', "unknown-name", "no route", "'finance-mail'"),
    "the step of a gate": ('"step:call"', '"step:coll"', "unknown-name", "no step", "'call'"),
    "the template of a gate": ('"template:sorry"', '"template:sory"', "unknown-name", "no template", "'sorry'"),
    "the request of a gate": ('"identity:erasure"', '"identity:erase"', "unknown-name", "identity request", "'erasure'"),
    "whom a gate is open for": ('exempt: {level: "severity:critical"}', 'exempt: {level: "severity:critcal"}', "unknown-name", "no level", "'severity:critical'"),
    "who may waive a gate": ("waived_by: [manager]", "waived_by: [manger]", "unknown-name", "no role", "'manager'"),
    "the trigger of a request": ("title: Erasure, trigger: refund-asked", "title: Erasure, trigger: refunds", "unknown-name", "trigger, detector or sign", "'refund-asked'"),
    "the approval of a class": ("approval: high-identity\n", "approval: hi-identity\n", "unknown-name", "no approval", "'high-identity'"),
    "who approves": ("by: finance, because: It is money.", "by: finanz, because: It is money.", "unknown-name", "no role", "'finance'"),
    "to whom an approval climbs": ("then_to: [admin]", "then_to: [admn]", "unknown-name", "no role", "'admin'"),
    "what lifts a guard": ("allowed_by: [high-identity, write-down]", "allowed_by: [high-identity, write-dwn]", "unknown-name", "gate, approval, step", "'write-down'"),
    "whom a guard does not bind": ("allowed_for: manager", "allowed_for: manger", "unknown-name", "no role", "'manager'"),
    "the act of a guard": ("acts: [escalate]", "acts: [escalat]", "unknown-name", "no act", "'escalate'"),
    "who does a step": ("actor: success", "actor: succes", "unknown-name", "no role", "'success'"),
    "who attends": ("attendees: [manager, customer]", "attendees: [manager, custommer]", "unknown-name", "no role", "'customer'"),
    "the fact of a step": ("fact: case.cause, optional", "fact: case.cuase, optional", "unknown-name", "no fact", "'case.cause'"),
    "the template of a route": ("template: briefing", "template: briefin", "unknown-name", "no template", "'briefing'"),
    "the gate of a template": ("needs: [before/tried]", "needs: [before/tryed]", "unknown-name", "no gate", "'before/tried'"),
    "what a follow-up comes after": ("after: resolved", "after: solved", "unknown-name", "beginning of a follow-up", "'resolved'"),
    "who follows up": ("owner: success, channel: call", "owner: sucess, channel: call", "unknown-name", "no role", "'success'"),
    "what freezes a ladder": ("frozen_by: [refund-asked]", "frozen_by: [refund-askd]", "unknown-name", "trigger, detector, sign or flag", "'refund-asked'"),
    "the approval of a rung": ("approval: write-down/2", "approval: write-down/9", "unknown-name", "no approval", "'write-down/2'"),
    "who may offer a rung": ("authority: [{role: success}]", "authority: [{role: succes}]", "unknown-name", "no role", "'success'"),
    "who may give months": ("{role: manager, months: 3}", "{role: manger, months: 3}", "unknown-name", "no role", "'manager'"),
    "the sum of a rung": ("of: contract.outstanding", "of: contract.outstandin", "unknown-name", "no fact", "'contract.outstanding'"),
    "what a concession goes with": ("only_with: write-down/1", "only_with: writedown/1", "unknown-name", "ladder, rung, concession or term", "'write-down/1'"),
    "what a concession excludes": ("excludes: coupling-fee", "excludes: copling-fee", "unknown-name", "ladder, rung, concession or term", "'coupling-fee'"),
    "the beginning of a term": ("starts: [signal.kick_off]", "starts: [signal.kick_of]", "unknown-name", "no fact", "'signal.kick_off'"),
    "the fact of a record": ("fact: case.cause, before", "fact: case.couse, before", "unknown-name", "no fact", "'case.cause'"),
    "the act a record goes before": ("before: close", "before: closed", "unknown-name", "no act", "'close'"),
    "who releases a hold": ("released_by: manager", "released_by: manger", "unknown-name", "no role", "'manager'"),
    "what is measured": ("measure: escalation_rate", "measure: escalation_rat", "unknown-name", "no measure", "'escalation_rate'"),
    "who owns an item of the agenda": ("owner: success, does: Review", "owner: sucess, does: Review", "unknown-name", "no role", "'success'"),
    "whom an item of the agenda is for": ("segment: enterprise, because", "segment: enterprize, because", "unknown-name", "no segment", "'enterprise'"),
    "what fills a slot": ("from: signal.subject}", "from: signal.subjct}", "unknown-name", "fact or part of a case", "'signal.subject'"),
    "a slot nobody declared": ("{when}", "{whenn}", "unknown-name", "no slot", "'when'"),
    # Rules that do nothing (T41).
    "a detector without count and condition": ("count: {of: complaint, at_least: 3, per: conversation}, ", "", "empty-rule", "can never fire", "`count:`"),
    "a count without a limit": ("at_least: 3, ", "", "empty-rule", "no limit", "`at_least:`"),
    "a count that no number meets": ("at_least: 3,", "at_least: 3, at_most: 2,", "empty-rule", "3 or more and 2 or fewer", "at_most"),
    "a silence without a length": ("at_most: 0, within: 14d", "at_most: 0", "empty-rule", "a silence has a length", "`within"),
    "each customer once among one's own": ("per: conversation}", "per: conversation, distinct: customer}", "empty-rule", "each customer counts once", "per: workspace"),
    "a sign that can never be seen": ("count: {of: contact, at_most: 0, within: 14d}, ", "", "empty-rule", "can never be seen", "read: by-person"),
    "a sign left to a person that is read": ("phrases: [fed up]", "read: by-person, phrases: [fed up]", "empty-rule", "left to a person", "phrases"),
    "a sign that takes hits away and has none": ("phrases: [fed up], ", "", "empty-rule", "takes hits away", "`phrases:`"),
    "a sign that clears with time and not when": (", expires_after: 30d", "", "empty-rule", "does not say when", "expires_after"),
    "a gate that exempts everything": ('exempt: {level: "severity:critical"}', "exempt: {}", "empty-rule", "exempts everything", "Name"),
    "a gate that holds nothing": (', kind: identity, holds: "route:finance-mail"', ", kind: check", "empty-rule", "holds nothing", "`holds"),
    "an approval that climbs and not when": ("expires_after: 4h, ", "", "empty-rule", "climbs and does not say when", "expires_after"),
    "a class that needs more factors than it knows": ("factors: 2", "factors: 3", "empty-rule", "needs 3 factors and knows 2", "of:"),
    "a request that nothing shows": (", when: signal.agreed}]\n    approval", "}]\n    approval", "empty-rule", "nothing shows", "`trigger:`"),
    "a guard that can never speak": ("watches: signal.agreed, ", "", "empty-rule", "can never speak", "`watches:`"),
    "a guard that only counts": ("phrases: [sorry], ", "", "empty-rule", "but a number", "`phrases:`"),
    "a guard that takes hits away and has none": ("phrases: [we will refund], ", "acts: [offer], ", "empty-rule", "takes hits away", "`phrases:`"),
    "a concession that needs what it excludes": ("excludes: coupling-fee", "excludes: [coupling-fee, write-down/1]", "empty-rule", "never stands beside it", "Drop it"),
    "a concession that excludes itself": ("excludes: coupling-fee", "excludes: [coupling-fee, free-month]", "empty-rule", "excludes itself", "own id"),
    "training at no time": ("week: 1, stage: shadow, ", "", "empty-rule", "neither when", "`week:`"),
    # Types and numbers.
    "a gate of identity that is waived": ("kind: identity,", "kind: identity, waived_by: [manager],", "type", "nobody waives", "Leave"),
    "more needed factors than wanted": ("title: Photo ID}", "title: Photo ID, required: true}, {id: code, required: true}", "type", "no substitute", "factors: 3"),
    "a window that ends before it begins": ("earliest: 24h", "earliest: 72h", "type", "late before", "`earliest`"),
    "a follow-up by two rules": ("after: closed, months: 1", "after: closed, months: 1, latest: 4h", "type", "two rules", "Keep one"),
    "a rung of something that is no money": ("of: contract.outstanding", "of: customer.name", "type", "no sum of money", "money"),
    "a rung of nothing": ("{rate: 30%, of: contract.outstanding}", "{rate: 30%}", "type", "part of", "`of:`"),
    "a share and months at once": ("{rate: 30%, of: contract.outstanding}", "{rate: 30%, months: 2, of: contract.outstanding}", "type", "a sum is", "rate: 50%"),
    "an empty sum": ("{rate: 30%, of: contract.outstanding}", "{of: contract.outstanding}", "type", "a sum is", "rate: 50%"),
    "a fixed sum of something": ("{rate: 30%, of: contract.outstanding}", "{fixed: 5 EUR, of: contract.outstanding}", "type", "part of nothing", "only there"),
    "whole months since nothing": ("{rate: 30%, of: contract.outstanding}", "{of: contract.outstanding, until: signal.kick_off}", "type", "a sum is", "since"),
    "a term that begins with a flag": ("starts: [signal.kick_off]", "starts: [signal.agreed]", "type", "is no date", "date or instant"),
    # Ladders.
    "a rung out of order": ("id: write-down/3, does", "id: write-down/4, does", "ladder", "stands where 'write-down/3' belongs", "Number"),
    "a sub-rung out of order": ("id: write-down/2/2", "id: write-down/2/3", "ladder", "where 'write-down/2/2' belongs", "Number"),
    "sub-rungs that do not rise": ("id: write-down/2/2, months: 3", "id: write-down/2/2, months: 1", "ladder", "gives 1 months", "more"),
    "a final rung before the last": ("does: Offer to start again.", "final: true, does: Offer to start again.", "ladder", "is final", "last"),
    # Templates.
    "a needed slot that stands nowhere": ("About {topic}", "About it", "template", "slot 'topic' is needed", "{topic}"),
    "a brace of no slot": ("About {topic}", "About {topic", "template", "brace in the subject", "{name}"),
    "a part that does not stand": ("text: we are sorry about what happened.", "text: we are so sorry.", "template", "does not stand", "Copy"),
    # Intervals.
    "an interval nobody can read": ("every: 1 month, owner", "every: monthly, owner", "interval", "'monthly'", "1 week"),
    "training that comes again nobody knows when": ("{id: review, every: 1 month", "{id: review, every: often", "interval", "'often'", "1 week"),
    "a review that comes again nobody knows when": ("review_every: 3 months", "review_every: quarterly", "interval", "'quarterly'", "1 week"),
    # Ids.
    "two gates of one name": ("{id: identity-checked, kind", "{id: tried, scope: before, kind", "duplicate-id", "another gate is called 'before/tried'", "of its own"),
    "two factors of one name": ("{id: photo_id, title", "{id: email_control, title", "duplicate-id", "factor of this class", "of its own"),
    "two slots of one name": ("{id: name, from", "{id: topic, from", "duplicate-id", "slot of this template", "of its own"),
    "two follow-ups of one name": ("{id: health, after", "{id: verify, after", "duplicate-id", "another follow-up", "of its own"),
    "a detector called like a trigger": ("{id: complaints, title", "{id: refund-asked, title", "duplicate-id", "a trigger is called 'refund-asked' too", "another id"),
    "a detector called like a sign": ("{id: complaints, title", "{id: silence, title", "duplicate-id", "a sign is called 'silence' too", "another id"),
    "a bare category called like a trigger": ("{id: bare, title", "{id: refund-asked, title", "duplicate-id", "a trigger is called 'refund-asked' too", "another id"),
    "a trigger called like the mark": ("[{id: refund-asked, title", "[{id: complaint, title", "duplicate-id", "a mark is called 'complaint' too", "another id"),
    # Conditions and phrases of every kind of element.
    "the condition of a level": ("when: signal.blocked", "when: signal.bloked", "condition-name", "bloked", "signal.blocked"),
    "the condition of a stage": ('when: "!signal.agreed"', 'when: "!signal.agred"', "condition-name", "agred", "signal.agreed"),
    "the condition that opens a gate": ("opens_when: signal.agreed, exempt", "opens_when: signal.agred, exempt", "condition-name", "agred", "signal.agreed"),
    "the condition of a request": ("{id: transfer, when: signal.agreed}", "{id: transfer, when: signal.agred}", "condition-name", "agred", "signal.agreed"),
    "what a guard watches": ("watches: signal.agreed", "watches: signal.refund", "condition-type", "", ""),
    "the condition of a rung": ("opens_when: signal.agreed, channel", "opens_when: signal.agred, channel", "condition-name", "agred", "signal.agreed"),
    "the phrase of a sign": ("phrases: [fed up]", "phrases: [x]", "phrase", "too short", "two letters"),
    "the exception of a sign": ("unless: [not you]", "unless: [a]", "phrase", "too short", "two letters"),
    "the phrase of a guard": ("phrases: [sorry]", "phrases: [s]", "phrase", "too short", "two letters"),
    "the phrase of a card": ("phrases: [listen to me]", "phrases: ['{a']", "phrase", "not closed", "{one/other}"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "what", "mend"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_found_and_has_a_mend(old: str, new: str, rule: str, what: str, mend: str) -> None:
    with pytest.raises(PackFaults) as refused:
        whole(old, new)
    found = [fault for fault in refused.value.faults if fault.rule == rule and what in fault.what]
    assert found, str(refused.value)
    assert mend in found[0].mend


NEAR_MISSES = {  # claim: (what stands there, what is written instead)
    "every workspace has a lead": ("owner: success, does: Review", "owner: lead, does: Review"),
    "a card binds to a stage of the work": ("{scenario: very-angry}, text", "{stage: recover}, text"),
    "a detector is a trigger to a selector": ("{trigger: refund-asked}, what", "{trigger: complaints}, what"),
    "a detector with a condition alone": ("count: {of: complaint, at_least: 3, per: conversation}", "when: signal.agreed"),
    "a detector brings the sign nobody sees otherwise": ("phrases: [fed up], unless: [not you], ", ""),
    "a sign left to a person": ("phrases: [fed up], unless: [not you]", "read: by-person"),
    "a count between two limits": ("at_least: 3,", "at_least: 3, at_most: 3,"),
    "each customer once in the workspace": ("per: conversation}", "per: workspace, distinct: customer}"),
    "a detector brings the scenario": ("when: \"case.cause == 'ours'\", trigger: refund-asked, identity: high, ", ""),
    "a check that a template asks for holds nothing": ("kind: attempt, holds: [escalate, \"route:finance-mail\", \"step:call\", \"template:sorry\", \"identity:erasure\"]", "kind: check"),
    "an attempt gate holds the escalation by itself": (' holds: [escalate, "route:finance-mail", "step:call", "template:sorry", "identity:erasure"],', ""),
    "a gate named by its id alone": ("needs: [before/tried]", "needs: [tried]"),
    "a scenario lifts a guard": ("allowed_by: before/tried", "allowed_by: very-angry"),
    "a concession is tied to a ladder": ("only_with: write-down/1", "only_with: write-down"),
    "as many factors as are known": ("required: true}, {id: photo_id", "required: true}, {id: code}, {id: photo_id"),
    "earliest and latest are one": ("earliest: 24h", "earliest: 48h"),
    "work that is due at once": ("earliest: 24h, latest: 48h, ", ""),
    "a fixed sum": ("{rate: 30%, of: contract.outstanding}", "{fixed: 5 EUR}"),
    "whole months between two dates": ("{rate: 30%, of: contract.outstanding}", "{of: contract.outstanding, since: signal.kick_off, until: contract.ends_on}"),
    "an optional slot that stands nowhere": ("      {when}\n", ""),
    "a part over two lines": ("we are sorry about what happened.\n", "we are sorry\n      about what happened.\n"),
    "what a case computes fills a slot": ("from: signal.subject}", "from: clock.first_response.due_at}"),
    "an interval of several": ("every: 1 month, owner", "every: 2 weeks, owner"),
    "no owner": ("owner: lead, review_every", "review_every"),
    "the same id in two scopes": ("{id: identity-checked, kind", "{id: tried, kind"),
    "the same phrase in two guards": ("phrases: [sorry]", "phrases: [sorry, we will refund]"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_what_is_no_slip_loads(old: str, new: str) -> None:
    assert whole(old, new).id == "whole"


def test_a_trigger_and_a_sign_may_share_a_name() -> None:
    more = 'signs: [{id: refund-asked, level: "risk:high", read: by-person, because: x}]'
    assert load("whole", WHOLE | {"z.yaml": more}).id == "whole"


def test_every_condition_of_every_kind_has_a_name_of_its_own() -> None:
    assert list(whole().trees) == [
        "segment:enterprise",
        "category:dispute",
        "scenario:very-angry",
        "gate.opens_when:before/tried",
        "guard.watches:silence",
        "level:severity/critical",
        "categorystage:dispute/talk",
        "identityrequest:high/transfer",
        "rung.opens_when:write-down/1",
    ]


def test_a_ladder_without_a_rung_and_a_scenario_that_nothing_brings_are_empty() -> None:
    more = "ladders: [{id: steps, rungs: [], because: x}]\nscenarios: [{id: never, because: x}]"
    with pytest.raises(PackFaults) as refused:
        load("whole", WHOLE | {"z.yaml": more})
    assert [(fault.line, fault.rule) for fault in refused.value.faults] == [(1, "empty-rule"), (2, "empty-rule")]
