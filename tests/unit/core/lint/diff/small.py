"""A small policy, written element by element, so that a test can write one of them otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load

BASE: dict[str, str] = {
    "facts/amount": "{id: amount, type: money, ask: How much?}",
    "facts/kind_of": "{id: kind_of, type: choice, choices: [small, large], ask: Which kind?}",
    "scales/priority": "{id: priority, levels: [{id: high, title: High, calendar: office, urgency: 2, because: It hurts.}, {id: low, title: Low, calendar: office, because: It can wait.}]}",  # noqa: E501
    "segments/big": "{id: big, title: Big, when: \"customer.plan == 'enterprise'\", because: More is at stake.}",
    "categories/bug": "{id: bug, title: Bug, level: priority:high, because: Something is broken.}",
    "categories/wish": "{id: wish, title: Wish, level: priority:low, because: Something is missing.}",
    "triggers/broken": "{id: broken, title: Broken, category: bug, phrases: [is broken, has failed], because: They say so.}",  # noqa: E501
    "triggers/refund": "{id: refund, title: Refund, category: wish, when: \"signal.amount > money('500 USD')\", because: It is much.}",  # noqa: E501
    "triggers/hope": "{id: hope, title: Hope, category: wish, phrases: [i wish], because: They say so.}",
    "detectors/again": "{id: again, title: Again, count: {of: escalation, at_least: 3, within: 30d, per: customer}, category: bug, because: Too often.}",  # noqa: E501
    "signs/quiet": "{id: quiet, title: Quiet, phrases: [no longer answer], flag: risk, because: Silence says much.}",
    "flags/risk": "{id: risk, title: At risk, because: They may go.}",
    "scenarios/large": "{id: large, title: Large, when: \"signal.kind_of == 'large'\", because: It is large.}",
    "clocks/first": "{id: first, for: {level: priority:high}, kind: first_response, within: 4h, because: They wait.}",
    "clocks/done": "{id: done, for: {level: priority:high}, kind: resolution, within: 24h, because: They wait.}",
    "adjustments/faster": "{id: faster, for: {segment: big}, kinds: [first_response], faster_by: 50%, because: So promised.}",  # noqa: E501
    "routes/tell": "{id: tell, for: {category: bug}, to: lead, channel: email, because: Somebody must know.}",
    "routes/wishes": "{id: wishes, for: {category: wish}, to: desk, channel: email, because: Somebody must know.}",
    "cc/copy": "{id: copy, for: {segment: big}, cc: lead, because: The lead wants to know.}",
    "directory/lead": "{id: lead, title: Lead, channels: [{channel: email, address: lead@desk.example}], because: Leads read mail.}",  # noqa: E501
    "directory/desk": "{id: desk, title: Desk, channels: [{channel: email, address: desk@desk.example}], because: Desks read mail.}",  # noqa: E501
    "calendars/office": '{id: office, zone: Europe/Lisbon, hours: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"]}, because: We are there then.}',  # noqa: E501
    "gates/tried": "{id: tried, title: Tried it, scope: before, for: {category: bug}, kind: attempt, holds: [escalate], waived_by: [manager], because: It saves time.}",  # noqa: E501
    "identity/sure": "{id: sure, title: Sure, factors: 1, of: [{id: code, title: A code}, {id: call, title: A call back}], because: Be sure.}",  # noqa: E501
    "approvals/money": "{id: money, title: Money, by: lead, because: It is much.}",
    "guards/promise": "{id: promise, title: No promise, mode: warn, phrases: [i promise], because: Nobody knows.}",
    "steps/look": "{id: look, scope: work, does: Look at it., within: 2h, because: One must look.}",
    "records/note": "{id: note, what: What was found, because: Others read it.}",
    "holds/keep": "{id: keep, for: {category: bug}, what: evidence, released_by: [lead], because: It proves it.}",
    "follow_ups/ask": "{id: ask, after: resolved, latest: 48h, does: Ask whether it works., because: Only they know.}",
    "fields/summary": "{id: summary, title: Summary, for: {category: bug}, scope: hand-over}",
    "concessions/voucher": "{id: voucher, title: Voucher, value: {fixed: 10 EUR}, authority: [{role: lead, money: 100 EUR}], because: It helps.}",  # noqa: E501
    "guidance/calm": "{id: calm, text: Stay calm., because: It helps.}",
    "metrics/solved": '{id: solved, measure: first_contact_resolution, target: "> 90%", because: We want to know.}',
    "training/start": "{id: start, week: 1, does: Read this., because: One must begin.}",
}


def policy(written: Mapping[str, str | None] | None = None, *, title: str = "Small", parameters: str = "") -> Pack:
    """The policy with some elements written otherwise, left out (None) or added."""
    sections: dict[str, list[str]] = {}
    for name, text in {**BASE, **(written or {})}.items():
        if text is not None:
            sections.setdefault(name.partition("/")[0], []).append(f"  - {text}")
    lines = [f"pack: {{id: small, title: {title}, version: '1'}}"]
    for section, elements in sections.items():
        lines += [f"{section}:", *elements]
    lines += ["parameters:", parameters] if parameters else []
    return load("small", {"pack.yaml": "\n".join(lines) + "\n"})


def otherwise(name: str, old: str, new: str) -> dict[str, str]:
    """One element with a part of its text written otherwise."""
    assert old in BASE[name], (name, old)
    return {name: BASE[name].replace(old, new)}
