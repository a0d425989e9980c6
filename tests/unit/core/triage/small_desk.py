"""A small policy with one of everything triage knows, for tests that need no more."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from typing import Any

import msgspec

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import parse_instant

FILES = {
    "pack.yaml": """
pack: {id: small-desk, title: Small desk, version: "1.0"}
parameters:
  - {id: pack.zone, value: America/New_York, because: The desk is there., source: [SD-261]}
facts:
  - {id: refund_amount, type: money, ask: How much do they want back?, read: {money: {near: ["refund*"]}}, source: [SD-029]}
  - {id: not_posted, type: flag, ask: Is it missing from the status page?, source: [SD-041]}
calendars:
  - id: office
    hours: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}
    source: [SD-261]
scales:
  - id: priority
    levels:
      - {id: critical, escalate: now, calendar: always, urgency: 3, handover: warn, source: [SD-010]}
      - {id: high, escalate: same_day, calendar: office, urgency: 2, source: [SD-056]}
      - {id: standard, escalate: within_24h, calendar: office, urgency: 1, source: [SD-092]}
segments:
  - {id: enterprise, when: "customer.plan == 'enterprise' || has(customer.csm) || customer.vip", because: They pay for it., source: [SD-221]}
  - {id: media, when: "contact.kind in ['journalist', 'analyst']", because: They publish., source: [SD-238]}
directory:
  - {id: security, channels: [{channel: email, address: security@desk.example}]}
  - {id: billing, channels: [{channel: email, address: billing@desk.example}], calendar: office}
  - {id: access, channels: [{channel: email, address: access@desk.example}]}
  - {id: operations, channels: [{channel: email, address: operations@desk.example}]}
  - {id: partnerships, channels: [{channel: email, address: partners@desk.example}], calendar: office}
  - {id: press, channels: [{channel: email, address: press@desk.example}]}
  - {id: duty, channels: [{channel: phone, name: duty phone}]}
  - {id: success, channels: [{channel: email, address: success@desk.example}]}
""",
    "rules.yaml": """
categories:
  - {id: security-privacy, level: priority:critical, because: Harm spreads., source: [SD-011]}
  - {id: financial, level: priority:critical, because: It is their money., source: [SD-023]}
  - {id: outage, level: priority:critical, because: They cannot work., source: [SD-036]}
  - {id: account-access, level: priority:high, because: They are locked out., source: [SD-069]}
  - {id: product, level: priority:standard, because: It can wait a day., source: [SD-093]}
  - {id: partnership, level: priority:standard, because: It can wait., source: [SD-114]}
triggers:
  - {id: cross-user-data, category: security-privacy, phrases: ["another company's {invoices/data}"], unless: [my colleague], because: Data of others is seen., source: [SD-013]}
  - {id: breach, category: security-privacy, read: by-person, because: Somebody got in., source: [SD-012]}
  - {id: refund-limit, category: financial, when: "signal.refund_amount > money('500 USD')", because: Above what an agent may decide., source: [SD-029]}
  - {id: duplicate-charge, category: financial, phrases: [charged twice], because: Money was taken twice., source: [SD-026]}
  - {id: down, category: outage, phrases: [nobody can log in], because: The service is away., source: [SD-037]}
  - {id: 2fa-lockout, category: account-access, phrases: [locked out], because: The second factor is gone., source: [SD-070]}
  - {id: feature-request, category: product, phrases: ["please add"], mode: suggest, because: They want more., source: [SD-095]}
  - {id: missing-function, category: product, phrases: ["no way to"], because: It is not there., source: [SD-097]}
  - {id: press, category: partnership, phrases: [press enquiry], because: They write about us., source: [SD-118]}
clocks:
  - {id: critical-first, for: {level: priority:critical}, kind: first_response, within: 30m, because: They cannot wait., source: [SD-256]}
  - {id: critical-fix, for: {level: priority:critical}, kind: resolution, within: 4h, because: They cannot wait., source: [SD-257]}
  - {id: high-first, for: {level: priority:high}, kind: first_response, within: 4h, because: The same half day., source: [SD-259]}
  - {id: high-fix, for: {level: priority:high}, kind: resolution, within: 24h, because: Soon., source: [SD-260]}
  - {id: access-first, for: {category: account-access}, kind: first_response, within: 2h, because: They stand outside., source: [SD-079]}
  - {id: standard-first, for: {level: priority:standard}, kind: first_response, within: 24h, because: In good time., source: [SD-262]}
  - {id: product-first, for: {category: product}, kind: first_response, within: 24h, because: In good time., source: [SD-102]}
  - {id: partner-first, for: {category: partnership}, kind: first_response, within: 48h, because: Slower by design., source: [SD-123]}
  - {id: breach-answer, for: {trigger: breach}, kind: team_response, team: security, within: 30m, strict: true, calendar: always, because: Every minute counts., source: [SD-206]}
adjustments:
  - {id: enterprise, for: {segment: enterprise}, kinds: [first_response, resolution], faster_by: 50%, calendar: always, because: They pay for it., source: [SD-225]}
routes:
  - {id: security-mail, for: {category: security-privacy}, to: security, channel: email, because: They know what to do., source: [SD-017]}
  - {id: billing-mail, for: {category: financial}, to: billing, channel: email, because: They hold the books., source: [SD-030]}
  - {id: operations-mail, for: {category: outage}, to: operations, channel: email, when: "signal.not_posted", because: They may not know., source: [SD-041]}
  - {id: access-mail, for: {category: account-access}, to: access, channel: email, because: They unlock., source: [SD-075]}
  - {id: partner-mail, for: {category: partnership}, to: partnerships, channel: email, because: Theirs., source: [SD-119]}
  - {id: press-mail, for: {segment: media}, to: press, channel: email, replaces: [partner-mail], because: One voice., source: [SD-245]}
  - {id: direct, for: {segment: enterprise}, to: success, channel: direct, bypasses: [queue], because: They may., source: [SD-226]}
cc:
  - {id: success-copy, for: {segment: enterprise}, cc: success, because: They hold the relation., source: [SD-224]}
fields:
  - {id: user_id, scope: security, for: {category: security-privacy}, title: User ID, from: [contact.id, customer.id], source: [SD-018]}
  - {id: timestamp, scope: security, for: {category: security-privacy}, title: Time stamp, from: signal.at, source: [SD-019]}
  - {id: amount, scope: financial, for: {category: financial}, title: Amount, from: signal.refund_amount, source: [SD-033]}
""",
}


def small_desk(**changed: str) -> Pack:
    """The small policy, with whole files replaced by name (`rules_yaml=...` replaces rules.yaml)."""
    return load("small-desk", FILES | {name.replace("_yaml", ".yaml"): text for name, text in changed.items()})


def asked(pack: Pack, at: str = "2025-03-05T10:00:00-05:00", **request: Any) -> Verdict:
    """The verdict on a request in plain data; a Wednesday morning in New York unless said otherwise."""
    return decide(pack, msgspec.convert({"at": at, **request}, type=Request), parse_instant(at))


def answered(pack: Pack, at: str = "2025-03-05T10:00:00-05:00", **request: Any) -> dict[str, Any]:
    """The same as the decision document in plain data."""
    found: dict[str, Any] = msgspec.json.decode(encode(asked(pack, at, **request)))
    return found
