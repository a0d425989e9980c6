"""What the check says about time in the policies that ship, and where its rules keep quiet."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from functools import cache

import pytest

from stepladder.core.lint.check import check
from stepladder.core.lint.finding import Finding
from stepladder.packfiles import load
from tests.unit.core.lint.told import NOW, findings

HEADER = "pack: {id: example, title: Example, version: '1', extends: starter}\n"
TIME = (
    "promise-cannot-be-kept", "team-answers-later", "two-durations", "longer-than-its-clock", "follow-up-before-cause",
    "mark-after-due", "metric-without-clock", "no-holidays", "fixed-zone", "unused-calendar",
)  # fmt: skip


@cache
def about_time(pack: str) -> tuple[Finding, ...]:
    return tuple(one for one in check(load(pack), NOW) if one.rule in TIME)


def found(rule: str, text: str) -> list[Finding]:
    told = findings(HEADER + text)
    assert [one.what for one in told if one.severity == "error"] == []
    return [one for one in told if one.rule == rule]


CONTRADICTIONS = {  # claim: (pack, rule, sources of both sides)
    "billing sleeps under the half hour of critical cases": (
        "support-desk", "promise-cannot-be-kept", {"SD-256", "SD-258", "SD-203"},
    ),
    "billing sleeps under the four hours of critical cases": (
        "support-desk", "promise-cannot-be-kept", {"SD-257", "SD-258", "SD-203"},
    ),
    "legal sleeps under the half hour, and has two days to answer": (
        "support-desk", "promise-cannot-be-kept", {"SD-256", "SD-258", "SD-208", "SD-209"},
    ),
    "legal sleeps under the four hours": ("support-desk", "promise-cannot-be-kept", {"SD-257", "SD-258", "SD-208"}),
    "legal answers in a day or two where a solution is due in four hours": (
        "support-desk", "team-answers-later", {"SD-209", "SD-257"},
    ),
    "somebody locked out has two hours and four": ("support-desk", "two-durations", {"SD-079", "SD-259"}),
    "solutions are measured by a time that nobody has said": (
        "csm-playbook", "metric-without-clock", {"CP-179"},
    ),
    "nobody has listed a holiday": ("support-desk", "no-holidays", {"SD-261", "SD-264", "SD-203", "SD-208"}),
}  # fmt: skip


@pytest.mark.parametrize(("pack", "rule", "sources"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_the_check_finds_what_the_policies_really_say(pack: str, rule: str, sources: set[str]) -> None:
    assert [one for one in about_time(pack) if one.rule == rule and sources <= set(one.source)]


def test_the_starter_keeps_all_its_promises() -> None:
    assert about_time("starter") == ()


def test_there_is_one_finding_for_a_clock_and_a_team_and_not_one_for_each_night() -> None:
    nights = [one.elements[:2] for one in about_time("support-desk") if one.rule == "promise-cannot-be-kept"]
    assert len(nights) == len(set(nights)) == 8


def test_the_worst_night_is_named_and_so_is_who_is_told_besides() -> None:
    (what,) = (
        one.what for one in about_time("support-desk") if one.elements == ("clocks/critical-first", "directory/billing")
    )
    assert "comes in on Friday 2026-10-30 18:00 (America/New_York) has until 18:30" in what
    assert "is back before Monday 2026-11-02 09:00" in what
    assert what.endswith("'duty' is told besides and is there then")


def test_without_a_present_the_year_is_played_all_the_same() -> None:
    assert any(one.rule == "promise-cannot-be-kept" for one in check(load("support-desk"), None))


def test_in_haste_no_year_is_played() -> None:
    assert not any(one.rule == "promise-cannot-be-kept" for one in check(load("support-desk"), NOW, year=False))


DUTY = "directory: [{{id: on-duty, title: On duty, channels: [{{channel: chat, name: duty}}], {hours}because: They carry it., source: [HB-5]}}]"
QUIET = {  # claim: (rule, what the policy adds to the starter)
    "a team whose hours are not stated is unknown and not closed": (
        "promise-cannot-be-kept", DUTY.format(hours=""),
    ),
    "a solution of which no team is told is nobody's promise": (
        "promise-cannot-be-kept",
        """
categories: [{id: quiet, title: Quiet, because: It is rare., source: [HB-2]}]
triggers: [{id: hush, title: Hush, category: quiet, phrases: [quiet word], because: It is rare., source: [HB-2]}]
clocks: [{id: quiet-solved, for: {category: quiet}, kind: resolution, within: 10m, calendar: always, because: They wait., source: [HB-2]}]
""",
    ),
    "the desk promises a first word in its own hours": (
        "promise-cannot-be-kept",
        """
categories: [{id: quiet, title: Quiet, because: It is rare., source: [HB-2]}]
triggers: [{id: hush, title: Hush, category: quiet, phrases: [quiet word], because: It is rare., source: [HB-2]}]
clocks: [{id: quiet-first, for: {category: quiet}, kind: first_response, within: 10m, calendar: office, because: They wait., source: [HB-2]}]
""",
    ),
    "a team that is there at least as long as the clock counts keeps it": (
        "promise-cannot-be-kept", DUTY.format(hours="calendar: always, "),
    ),
    "the first word may come from the desk while the team is closed": (
        "promise-cannot-be-kept",
        """
calendars: [{id: early, zone: Europe/Lisbon, hours: {mon: ["06:00-14:00"], tue: ["06:00-14:00"], wed: ["06:00-14:00"], thu: ["06:00-14:00"], fri: ["06:00-14:00"]}, because: The vans leave at six., source: [HB-4]}]
directory: [{id: product, title: Product, channels: [{channel: email, address: p@desk.example}], calendar: early, because: They build it., source: [HB-5]}]
clocks: [{id: wish-first, for: {category: wish}, kind: first_response, within: 2h, because: They wait., source: [HB-8]}]
""",
    ),
    "a category that says the number of its level says nothing new": (
        "two-durations",
        "clocks: [{id: security-first, for: {category: security}, kind: first_response, within: 30m, because: They wait., source: [HB-8]}]",
    ),
    "what a trigger says for itself is an exception": (
        "two-durations",
        """
triggers: [{id: refund, category: money, phrases: [money back], because: It is theirs., source: [HB-7]}, {id: bill, category: money, phrases: [my bill], because: It is theirs., source: [HB-7]}]
clocks: [{id: refund-first, for: {trigger: refund}, kind: first_response, within: 1h, because: They wait., source: [HB-7]}]
""",
    ),
    "an approval that is over before the solution is due": (
        "longer-than-its-clock",
        "approvals: [{id: refund, for: {level: priority:urgent}, by: manager, expires_after: 2h, then_to: [lead], because: Money is asked for., source: [HB-7]}]",
    ),
    "a team that is asked early on purpose": (
        "follow-up-before-cause",
        """
parameters: [{id: followup.no_response, value: as_written, because: Asking costs a minute., source: [HB-3]}]
follow_ups: [{id: ask, for: {category: money}, after: no_team_response, latest: 4h, does: Ask., because: They wait., source: [HB-7]}]
""",
    ),
    "two routes that only two things together bring into one case": (
        "follow-up-before-cause",
        """
segments: [{id: vip, title: VIP, when: customer.vip, because: They stay., source: [HB-1]}, {id: big, title: Big, when: "customer.plan == 'enterprise'", because: They pay., source: [HB-1]}]
routes: [{id: big-lead, for: {segment: big}, to: lead, channel: chat, because: They pay., source: [HB-1]}, {id: vip-lead, for: {segment: vip}, to: lead, channel: email, after: big-lead, because: They stay., source: [HB-1]}]
""",
    ),
    "a number of its own needs no clock": (
        "metric-without-clock",
        "metrics: [{id: solved, measure: time_to_resolution, target: '< 4h', because: It shows., source: [HB-1]}]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), QUIET.values(), ids=QUIET)
def test_the_check_does_not_cry_wolf(rule: str, text: str) -> None:
    assert found(rule, text) == []


LOUD = {  # claim: (rule, what the policy adds to the starter, what is said)
    "a team promises an answer around the clock and keeps office hours": (
        "promise-cannot-be-kept",
        "clocks: [{id: billing-answer, for: {category: money}, kind: team_response, team: billing, within: 1h, calendar: always, because: They answer soon., source: [HB-7]}]",
        "Billing is back on Monday",
    ),
    "a team that is there may still answer too late for the night": (
        "promise-cannot-be-kept",
        """
clocks:
  - {id: money-solved, for: {category: money}, kind: resolution, within: 12h, calendar: always, because: They wait., source: [HB-7]}
  - {id: billing-answer, for: {category: money}, kind: team_response, team: billing, within: 4h, calendar: office, because: They answer soon., source: [HB-7]}
""",
        "need not answer before",
    ),
    "the desk itself promises a first word at night, and nobody else is told": (
        "promise-cannot-be-kept",
        """
categories: [{id: quiet, title: Quiet, because: It is rare., source: [HB-2]}]
triggers: [{id: hush, title: Hush, category: quiet, phrases: [quiet word], because: It is rare., source: [HB-2]}]
clocks: [{id: quiet-first, for: {category: quiet}, kind: first_response, within: 10m, calendar: always, because: They wait., source: [HB-2]}]
""",
        "by 'quiet-first' (10 min), and the desk ('office') is back on Monday",
    ),
    "two clocks are meant equally": (
        "two-durations",
        "clocks: [{id: money-soon, for: {category: money}, kind: first_response, within: 1h, because: They wait., source: [HB-7]}]",
        "neither is meant more closely than the other",
    ),
    "an approval outlives the solution": (
        "longer-than-its-clock",
        "approvals: [{id: refund, for: {level: priority:urgent}, by: manager, expires_after: 48h, then_to: [lead], because: Money is asked for., source: [HB-7]}]",
        "the approval 'refund' may be waited for 48 h",
    ),
    "a step of the solution outlives it": (
        "longer-than-its-clock",
        "steps: [{id: dig, for: {level: priority:urgent}, stage: resolve, order: 1, does: Dig., within: 3d, because: It lies deep., source: [HB-1]}]",
        "the step 'dig' may take 3 d",
    ),
    "the first answer may come after the solution": (
        "longer-than-its-clock",
        "clocks: [{id: urgent-solved, for: {level: priority:urgent}, kind: resolution, within: 15m, because: They wait., source: [HB-1]}]",
        "an answer comes within 30 min ('urgent-first')",
    ),
    "the same day ends after the solution is due": (
        "longer-than-its-clock",
        "clocks: [{id: normal-solved, for: {level: priority:normal}, kind: resolution, within: 2h, because: They wait., source: [HB-1]}]",
        "need not be passed on before",
    ),
    "work after the end is bound to the beginning": (
        "follow-up-before-cause",
        "follow_ups: [{id: ask, for: {stage: [acknowledge]}, after: resolved, latest: 24h, does: Ask., because: They may know., source: [HB-1]}]",
        "bound to stages that are over by then: acknowledge",
    ),
    "marks stand in no order": (
        "mark-after-due",
        "clocks: [{id: urgent-first, for: {level: priority:urgent}, kind: first_response, within: 30m, marks: [75%, 50%], because: They wait., source: [HB-1]}]",
        "are not in order: 75%, 50%",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "said"), LOUD.values(), ids=LOUD)
def test_the_check_speaks_where_it_should(rule: str, text: str, said: str) -> None:
    assert [one for one in found(rule, text) if said in one.what]
