"""A small policy with its requirements, and a story that plays it."""

from __future__ import annotations

from stepladder.core.lint.coverage.owed import Owed, owed_of
from stepladder.core.lint.coverage.proof import Proving
from stepladder.core.lint.coverage.requirement import Requirement, requirements_of
from stepladder.core.rehearse.reading import read_scenario
from stepladder.core.triage.loading import load

TEXT = """
pack: {id: small, title: Small, version: "1.0", owner: lead, updated: 2026-01, source: [HB-1, HB-2]}
scales:
  - {id: priority, levels: [{id: high, because: It hurts now.}], source: [HB-3]}
categories: [{id: bug, because: Something is broken.}]
segments:
  - {id: big, when: "customer.vip || customer.plan == 'enterprise'", because: More is at stake., source: [HB-4, HB-5]}
triggers:
  - {id: broken, category: bug, level: priority:high, phrases: [is broken], because: They say so., source: [HB-6]}
  - {id: unseen, category: bug, phrases: [has no example], because: Nobody tries it., source: [HB-7]}
clocks:
  - {id: first, kind: first_response, within: 1h, calendar: day, because: They wait., source: [HB-8]}
routes:
  - {id: tell, for: {category: bug}, to: lead, channel: email, because: Somebody must know., source: [HB-9]}
directory: [{id: lead, channels: [{channel: email, address: lead@desk.example}], because: Leads read mail.}]
calendars:
  - {id: day, hours: {mon: ["09:00-17:00"], tue: ["09:00-17:00"]}, because: The office is open then., source: [HB-10]}
templates:
  - id: sorry
    for: {category: bug}
    subject: About {what}
    body: |-
      Hello,
      this is about {what}.
      You hear
      from us soon.
    slots: [{id: what, title: What it is about, from: [signal.subject], source: [HB-11]}]
    parts: [{id: soon, text: You hear from us soon., because: It must be said., source: [HB-12]}]
    because: They want to know.
metrics:
  - {id: solved, measure: first_contact_resolution, target: "> 90%", because: We want to know., source: [HB-13]}
examples:
  - note: a plain report
    given: {at: "2026-03-02T16:30:00+00:00", signal: {text: It is broken.}}
    expect: {triggers: [broken]}
  - note: a big one
    given: {at: "2026-03-02T16:30:00+00:00", signal: {text: It is broken.}, customer: {vip: true}}
    expect: {segments: [big]}
"""

STORY = """
scenario: It is broken
packs: [small]
timeline: [{at: "2026-03-02T16:30:00+00:00", signal: {text: It is broken.}, as: c1}]
until: "2026-03-03T12:00:00+00:00"
expect: {clocks: [{id: first}]}
"""

ROWS = """id,pack,section,statement,construct,parameters,made_real_by,test_idea
HB-1,small,Head,The lead owns it.,metadata,owner=lead,-,-
HB-2,small,Head,Last changed in January.,metadata,updated=2026-01,-,-
HB-3,small,Levels,There is one level.,severity,scale=priority,-,-
HB-4,small,Who,VIPs are big.,segment,any_of=vip,-,-
HB-5,small,Who,The enterprise plan is big.,segment,any_of=plan,-,-
HB-6,small,What,Broken is a bug.,trigger,key=broken,-,-
HB-7,small,What,Another one.,trigger,key=unseen,-,-
HB-8,small,When,We answer within the hour.,clock,duration=1h,-,-
HB-9,small,Who,The lead is told.,route,to=lead;channel=email,-,-
HB-10,small,When,Mondays and Tuesdays.,calendar,from=09:00,-,-
HB-11,small,Words,It names the matter.,template,slot=what,-,-
HB-12,small,Words,It says soon.,template,part=soon,-,-
HB-13,small,Numbers,Nine in ten are solved.,metric,target=90%,-,-
HB-14,small,Numbers,Written nowhere.,metric,link=a,-,-
"""

OWES = """what,today,in_the_end
metric,stated,measured
clock,stated,lived
trigger,stated,lived
route,lived,lived
link=,stated,connected
channel=chat,stated,connected
"""


def rows() -> dict[str, Requirement]:
    return {row.id: row for row in requirements_of(ROWS)}


def table() -> tuple[Owed, ...]:
    return owed_of(OWES)


def small(text: str = TEXT, story: str | None = STORY) -> Proving:
    """The policy, and its story unless there is none."""
    played = {} if story is None else {"small/broken": read_scenario("broken.yaml", story)}
    return Proving(load("small", {"pack.yaml": text}), played)
