"""A small policy whose guards read drafts, for the tests of this room."""

from functools import cache

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load

TEXT = """
pack: {id: drafts, title: Drafts, version: "1"}
directory:
  - {id: lawyer, channels: [{channel: email, address: law@a.example}], because: They know the law., source: [HB-1]}
  - {id: lead, channels: [{channel: email, address: lead@a.example}], because: They lead., source: [HB-1]}
scales: [{id: priority, levels: [{id: high}]}]
categories:
  - {id: legal, level: priority:high, because: It is about law., source: [HB-1]}
  - {id: other, level: priority:high, because: It is not., source: [HB-1]}
triggers:
  - {id: sues, category: legal, phrases: [lawsuit], because: They sue., source: [HB-1]}
  - {id: asks, category: other, phrases: [question], because: They ask., source: [HB-1]}
gates:
  - {id: refund-approval, kind: check, holds: [offer], because: Money., source: [HB-2]}
guards:
  - id: refund
    mode: block
    phrases: ["we will refund"]
    allowed_by: [refund-approval]
    better: We look into it.
    because: It binds us.
    source: [HB-3]
  - id: law
    for: {category: legal}
    phrases: [unlawful]
    allowed_for: [lawyer]
    because: Only they know.
    source: [HB-4, HB-5]
  - {id: eta, phrases: [soon], unless: ["at {noon/midnight}"], because: When., source: [HB-6]}
  - id: sorry
    scope: tone
    mode: block
    phrases: ["sorry", "apolog*"]
    unless: ["sorry to hear"]
    at_most: 1
    because: Once.
    source: [HB-7]
  - {id: twice, scope: tone, phrases: [alas], because: One., source: [HB-8]}
  - {id: twice, scope: manner, phrases: [woe], because: Two., source: [HB-8]}
  - {id: bare-no, phrases: ["we {cannot/can't}"], unless: ["but we can"], because: And now., source: [HB-8]}
  - {id: hands-off, acts: [escalate], because: Not about drafts., source: [HB-9]}
"""


@cache
def drafts(more: str = "") -> Pack:
    return load("drafts", {"pack.yaml": TEXT + more})
