"""Two policies with some of everything: a primary, and one that is laid over it."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from stepladder.core.policy.pack import Pack
from tests.unit.core.triage.bare_desk import bare_desk

FULL = """
categories:
  - {id: money, level: priority:high, because: It is their money.}
  - {id: harm, level: priority:critical, because: It spreads.}
  - {id: cancellation, level: priority:standard, because: They want to go.}
  - {id: large, level: priority:high, when: "signal.amount > money('500 USD')", because: It is a lot.}
triggers:
  - {id: refund, category: money, phrases: [money back], flag: watched, because: They want it back.}
  - {id: breach, category: harm, read: by-person, because: Somebody got in.}
  - {id: threat, level: priority:high, phrases: [we will leave], because: They threaten.}
  - {id: plain, read: by-person, because: Something else.}
signs:
  - {id: threat, level: risk:high, flag: churn, read: by-person, because: They threaten.}
  - {id: silence, level: risk:medium, count: {of: contact, at_most: 0, within: 14d}, because: Nobody answers.}
  - {id: upset, level: risk:low, phrases: [very disappointed], because: They are upset.}
flags: [{id: churn, because: They may go.}, {id: watched, because: Somebody looks.}]
detectors:
  - {id: repeat, count: {of: escalation, at_least: 2, within: 30d}, scenario: again, because: It comes again.}
  - {id: burst, count: {of: [signal, complaint], at_least: 3, within: 1d, per: workspace, distinct: customer}, suggests: true, because: Many at once.}
scenarios: [{id: again, because: It comes again.}, {id: dark, when: signal.offline, because: All is down.}]
segments: [{id: enterprise, when: customer.plan == 'enterprise', because: They pay for it.}]
clocks:
  - {id: critical-first, for: {level: priority:critical}, kind: first_response, within: 30m, because: They wait.}
  - {id: high-first, for: {level: priority:high}, kind: first_response, within: 4h, because: They wait.}
  - {id: again-first, for: {scenario: again}, kind: first_response, within: 2h, calendar: always, because: They wait.}
routes:
  - {id: mail, for: {category: money}, to: billing, channel: email, because: They must know.}
  - {id: dark-mail, to: security, channel: email, when: signal.offline, because: They must know.}
fields: [{id: amount, scope: money, for: {category: money}, title: Amount, from: signal.amount}]
gates:
  - {id: tried, kind: attempt, exempt: {level: priority:critical}, because: Try first.}
  - {id: hand-over, kind: hand_over, because: Nobody starts from nothing.}
  - {id: lit, opens_when: "signal.offline == false", holds: "route:mail", because: Look first.}
identity:
  - {id: low, factors: 1, of: [{id: email}], requests: [{id: any, trigger: refund}], because: Little harm.}
  - {id: high, factors: 2, of: [{id: email, required: true}, {id: card, required: true}], requests: [{id: any, trigger: breach}], because: Much harm.}
guards: [{id: no-promise, when: signal.offline, phrases: [guarantee], because: Nobody knows.}, {id: no-offer, mode: block, acts: offer, because: Ask first.}]
guidance: [{id: listen, when: signal.offline, text: Listen first.}]
steps: [{id: look, stage: investigate, does: Look.}, {id: hello, for: {category: money}, stage: acknowledge, does: Say hello.}]
templates: [{id: note, needs: [tried], body: We look into it., because: They wait.}]
records: [{id: log, what: The hour it began., because: We will be asked.}]
holds: [{id: keep, for: {category: harm}, what: evidence, because: It is proof.}]
concessions: [{id: thanks, kind: gesture, ground: goodwill, value: {fixed: 50 EUR}, because: A little.}]
terms: [{id: fee, for: {category: money}, when: "after(plus_months(signal.kick_off, 3))", value: {rate: 50%, of: contract.monthly_fee}, says: Half the fee., because: It takes long.}]
follow_ups: [{id: check, after: matched, earliest: 24h, latest: 48h, does: Ask again., because: They wait.}]
ladders:
  - {id: write-down, for: {category: money}, frozen_by: threat, because: In steps., rungs: [{id: write-down/1, does: Start., because: First.}, {id: write-down/2, does: Half., value: {rate: 50%, of: contract.outstanding}, because: Second.}]}
"""
OVER = """
triggers:
  - {id: anger, level: risk:high, phrases: [money back, very disappointed], because: They are angry.}
  - {id: breach, level: risk:medium, read: by-person, because: They will not forget it.}
clocks:
  - {id: risk-first, for: {level: risk:high}, kind: first_response, within: 1h, calendar: always, because: They may go.}
  - {id: risk-watch, kind: update, within: 24h, calendar: always, because: They may go.}
routes:
  - {id: books, to: billing, channel: email, because: They may go.}
  - {id: boss, for: {level: risk:high}, to: manager, channel: email, because: They may go.}
fields: [{id: amount, scope: money, title: Amount, from: signal.amount}, {id: story, scope: risk, title: Story}]
guards: [{id: no-promise, mode: block, phrases: [guarantee], because: Nobody knows.}, {id: no-offer, mode: warn, acts: offer, because: Ask first.}]
identity: [{id: mid, factors: 2, of: [{id: email}, {id: card}], requests: [{id: any, trigger: anger}], because: Some harm.}]
steps: [{id: call, stage: communicate, does: Call them.}]
gates: [{id: told, kind: attempt, because: Tell them first.}]
concessions: [{id: thanks-note, kind: gesture, ground: goodwill, value: {fixed: 10 EUR}, because: A note.}]
"""


def full_desk() -> Pack:
    """The primary, just loaded."""
    return bare_desk(FULL, id="full")


def overlay() -> Pack:
    """The policy laid over it, just loaded."""
    return bare_desk(OVER, id="over")
