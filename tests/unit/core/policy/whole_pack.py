"""A pack with one of everything that the language knows."""
# ruff: noqa: E501 - a rule of a policy stands on one line

WHOLE = {
    "pack.yaml": """
pack: {id: whole, title: Whole, version: "1", owner: lead, review_every: 3 months, links: [{id: tree, title: Decision tree, source: [SD-322]}]}
parameters: [{id: pack.zone, value: Europe/Amsterdam, because: The desk is there., source: [Q-01]}]
facts:
  - {id: cause, of: case, type: choice, choices: [ours, theirs], ask: Whose fault was it?, source: [CP-133]}
  - {id: refund, type: money, ask: How much?, source: [SD-029]}
  - {id: kick_off, type: date, ask: When did it begin?, source: [CC-019]}
  - {id: agreed, type: flag, ask: Was it agreed?, source: [CC-041]}
  - {id: blocked, type: flag, ask: Is the work at a standstill?, source: [CP-002]}
  - {id: prevention, of: case, type: text, ask: What keeps it from happening again?, source: [CP-068]}
calendars: [{id: office, hours: {mon: ["09:00-18:00"]}, source: [SD-261]}]
directory:
  - {id: success, title: Success, channels: [{channel: email, address: success@desk.example}], source: [SD-218]}
  - {id: finance, title: Finance, channels: [{channel: email, address: finance@desk.example}], source: [CC-052]}
scales:
  - id: severity
    levels:
      - {id: critical, title: Critical, escalate: now, calendar: always, urgency: 3, when: signal.blocked, because: Work stands still., source: [CP-002]}
      - {id: low, title: Low, calendar: office, because: It is small., source: [CP-011]}
  - {id: risk, levels: [{id: high, source: [RT-003]}, {id: medium, source: [RT-004]}]}
segments: [{id: enterprise, title: Enterprise, when: "customer.plan == 'enterprise'", because: They pay for it., source: [SD-221]}]
categories:
  - id: dispute
    title: Dispute
    level: severity:critical
    when: signal.refund > money('5 EUR')
    stages: [{id: talk, title: Talk, owner: success, when: "!signal.agreed"}, {id: admin, title: Administration, owner: finance}]
    because: Money is in question.
    source: [CC-052]
  - {id: bare, title: Bare, because: Nothing shows it but a person., source: [CC-033]}
triggers: [{id: refund-asked, title: Refund asked for, category: dispute, phrases: [money back], flag: upset, because: It is their money., source: [SD-029]}]
questions: [{id: blocked, fact: signal.blocked, ask: Does the work stand still?, decides: ["severity:critical"], source: [CP-002]}]
detectors: [{id: complaints, title: Complaints, count: {of: complaint, at_least: 3, per: conversation}, category: dispute, flag: upset, sign: upset-often, scenario: very-angry, cool_down: 2d, suggests: true, because: Three are many., source: [SD-081]}]
signs:
  - {id: upset-often, title: Upset often, level: "risk:high", flag: upset, phrases: [fed up], unless: [not you], because: They may go., clears: time, expires_after: 30d, source: [RT-008]}
  - {id: silence, title: Silence, level: "risk:medium", count: {of: contact, at_most: 0, within: 14d}, clears: contact, because: Quiet is no good sign., source: [RT-012]}
flags: [{id: upset, title: Upset, because: Mind the tone., source: [CP-156]}]
scenarios: [{id: very-angry, title: Very angry, when: "case.cause == 'ours'", trigger: refund-asked, identity: high, escalate: now, because: Do not argue., source: [CP-156]}]
reasons: [{id: needs-money, title: Needs money, because: Only others may pay., source: [FP-012]}]
""",
    "rules.yaml": """
clocks: [{id: first, for: {level: "severity:critical"}, kind: first_response, within: 1h, because: They wait., source: [CP-003]}]
routes: [{id: finance-mail, for: {category: dispute, flag: upset, sign: silence, scenario: very-angry, stage: admin}, to: finance, channel: email, template: briefing, because: They pay., source: [CC-052]}]
gates:
  - {id: tried, scope: before, kind: attempt, holds: [escalate, "route:finance-mail", "step:call", "template:sorry", "identity:erasure"], items: [{id: own, title: Own attempt, evidence: attempt, at_least: 1}], opens_when: signal.agreed, exempt: {level: "severity:critical"}, waived_by: [manager], because: Try first., source: [FP-006]}
  - {id: identity-checked, kind: identity, holds: "route:finance-mail", because: Know who asks., source: [SD-074]}
identity:
  - id: high
    title: High
    factors: 2
    of: [{id: email_control, title: Control of the mailbox, required: true}, {id: photo_id, title: Photo ID}]
    requests: [{id: erasure, title: Erasure, trigger: refund-asked}, {id: transfer, when: signal.agreed}]
    approval: high-identity
    valid_for: 24h
    because: It cannot be undone.
    source: [SD-139]
approvals: [{id: high-identity, title: High identity, by: manager, expires_after: 4h, then_to: [admin], because: Two people see more., source: [SD-146]}, {id: write-down/2, by: finance, because: It is money., source: [CC-043]}]
guards:
  - {id: no-promise, mode: block, phrases: [we will refund], unless: [if approved], allowed_by: [high-identity, write-down], allowed_for: manager, better: We are looking at it with finance., because: A promise binds us., source: [SD-158]}
  - {id: max_apologies, phrases: [sorry], at_most: 1, because: Once is sincere., source: [CP-137]}
  - {id: silence, watches: signal.agreed, because: Do not disappear., source: [CP-166]}
  - {id: untried, acts: [escalate], allowed_by: before/tried, because: Try first., source: [FP-018]}
guidance: [{id: listen, for: {scenario: very-angry}, text: Let them finish., phrases: [listen to me], insert: I hear you., note: Say it once., because: They want to be heard., source: [CP-157]}]
steps:
  - {id: call, stage: communicate, order: 1, actor: success, does: Call the customer., channel: call, attendees: [manager, customer], length: 30m, evidence: attempt, within: 2h, source: [CP-020]}
  - {id: ask-cause, stage: investigate, order: 2, does: Find out whose fault it was., fact: case.cause, optional: true, source: [CP-043]}
templates:
  - id: sorry
    title: Sorry
    stage: acknowledge
    channel: email
    subject: About {topic}
    body: |
      Dear {name},
      we are sorry about what happened.
      {when}
    slots: [{id: topic, from: signal.subject}, {id: name, from: [contact.name, case.owner]}, {id: when, optional: true, allowed: [today, tomorrow], max_lines: 1}]
    parts: [{id: apology, text: we are sorry about what happened., source: [CP-067]}]
    needs: [before/tried]
    because: They should hear it early.
    source: [CP-102]
  - {id: briefing, title: Briefing, audience: team, channel: chat, body: "A case for you: {summary}", slots: [{id: summary}], because: Read this first., source: [FP-040]}
follow_ups:
  - {id: verify, after: resolved, earliest: 24h, latest: 48h, does: Ask whether it holds., owner: success, channel: call, evidence: message, because: A fix may not last., source: [CP-065]}
  - {id: health, after: closed, months: 1, does: Call again., optional: true, because: Trust returns slowly., source: [CP-172]}
ladders:
  - id: write-down
    title: Write-down
    per: contract
    rungs:
      - {id: write-down/1, does: Offer to start again., kind: restart, opens_when: signal.agreed, channel: call, authority: [{role: success}], because: Starting again is best., source: [CC-040]}
      - {id: write-down/2, does: Offer a share off., value: {rate: 30%, of: contract.outstanding}, approval: write-down/2, authority: [{role: manager, rate: 50%}], sub_rungs: [{id: write-down/2/1, months: 1}, {id: write-down/2/2, months: 3, authority: [{role: manager, months: 3}]}], because: It is less than losing all., source: [CC-043]}
      - {id: write-down/3, does: Waive the contract., final: true, because: Nothing else helped., source: [CC-050]}
    frozen_by: [refund-asked]
    because: One step at a time.
    source: [CC-040]
concessions: [{id: free-month, title: Free month, kind: months, value: {months: 1, of: contract.monthly_fee}, at_most: 1, ground: goodwill, proof: true, only_with: write-down/1, excludes: coupling-fee, authority: [{role: manager, money: 500 EUR}], approval: high-identity, because: It mends a lot., source: [CC-029]}]
terms: [{id: coupling-fee, title: Coupling fee, says: Half the monthly fee after three months., value: {rate: 50%, of: contract.monthly_fee}, starts: [signal.kick_off], because: Coupling costs., source: [CC-020]}]
records: [{id: outcome, what: Who solved it., tool: crm, tag: outcome, fact: case.cause, before: close, because: We learn from it., source: [SD-270]}]
holds: [{id: preserve, for: {trigger: refund-asked}, what: evidence, released_by: manager, because: It may be proof., source: [SD-022]}]
metrics: [{id: escalation-rate, measure: escalation_rate, better: down, target: "< 15%", of: tickets, because: Few should need it., source: [SD-288]}]
training: [{id: week-1, week: 1, stage: shadow, does: Read the policy., because: Begin by reading., source: [SD-314]}, {id: review, every: 1 month, because: We meet., source: [SD-318]}]
agenda: [{id: success-review, every: 1 month, owner: success, does: Review the escalations., segment: enterprise, because: They want numbers., source: [SD-227]}]
examples: [{note: a refund is a dispute, given: {signal: {text: I want my money back}}, expect: {triggers: [refund-asked]}}]
""",
}
