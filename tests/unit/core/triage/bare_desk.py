"""A policy with levels, teams and facts and no rules, for tests that bring the rules they speak of."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load

BARE = """
pack: {{id: {id}, title: Bare desk, version: "1"}}
facts:
  - {{id: amount, type: money, ask: How much do they want?}}
  - {{id: offline, type: flag, ask: Is it all down?, read: {{phrases: [everything is down]}}}}
  - {{id: affected, type: count, ask: How many people are affected?}}
  - {{id: kick_off, type: date, ask: When was the kick-off?}}
  - {{id: done_on, type: date, ask: When was it done?}}
  - {{id: feature, type: text, ask: Which part of the product is it?}}
  - {{id: churn, type: flag, of: account, ask: Did their usage fall?}}
  - {{id: spend, type: money, of: deal, ask: What did they spend?}}
  - {{id: tone, type: choice, of: contact, choices: [calm, angry], ask: How do they sound?}}
  - {{id: agreed, type: flag, of: case, ask: Was it agreed?}}
calendars:
  - {{id: office, hours: {{mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}}}}
scales:
  - id: priority
    levels:
      - {{id: critical, escalate: now, calendar: always, urgency: 3, handover: warn}}
      - {{id: high, escalate: same_day, calendar: office, urgency: 2}}
      - {{id: standard, escalate: within_24h, calendar: office, urgency: 1}}
  - id: risk
    levels: [{{id: high, urgency: 2}}, {{id: medium, urgency: 1}}, {{id: low}}]
directory: [{{id: security}}, {{id: billing}}, {{id: lead}}, {{id: manager}}, {{id: success}}]
"""


def bare_desk(rules: str = "", *, id: str = "bare") -> Pack:
    """The bare policy with these rules in a file of their own."""
    return load(id, {"pack.yaml": BARE.format(id=id), "rules.yaml": rules})


def reading(pack: Pack, parameters: Mapping[str, str]) -> Pack:
    """The same pack with other readings of open questions."""
    return replace(pack, parameters={**pack.parameters, **parameters}, compiled={})
