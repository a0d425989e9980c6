"""What a policy asks of people, in words: gates, identity, steps, messages, offers, and what keeps it alive."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.policy.model import PackText
from stepladder.core.policy.obligations import FollowUp, IdentityClass, Ladder, Rung, Step, Template
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence, Stair, Stairs, Table, Words
from stepladder.core.policy.shown.conditions import counted, joined, spoken
from stepladder.core.policy.shown.grouped import Told, always, grouped, section, told
from stepladder.core.policy.shown.words import Titles, cited, name_of, quoted, sources, upper

_STAGES = {
    "acknowledge": "Acknowledge", "investigate": "Investigate", "communicate": "Communicate", "resolve": "Resolve",
    "follow_up": "Follow up", "recover": "Recover",
}  # fmt: skip
_BEGAN = {
    "matched": "it began", "resolved": "it is solved", "closed": "it is closed", "call_logged": "a call",
    "customer_contact": "the customer got in touch with us", "message_sent": "our message",
    "incident_resolved": "the incident is solved", "implemented": "it is there",
    "no_team_response": "a team was told and has not answered",
}  # fmt: skip
_MODES = {"warn": "a warning", "block": "held back"}


def care(text: PackText, titles: Titles) -> Iterator[Block]:
    """What must be true before an act: gates, identity, approvals; and what may not be said."""
    gates: list[Told] = []
    for gate in sorted(text.gates, key=lambda one: one.order):
        below = [gate.because, f"holds {titles.acts(gate.acts)}" if gate.acts else ""]
        below += [f"waits for: {joined(name_of(one) for one in gate.items)}" if gate.items else ""]
        below += [f"opens where {titles.condition(gate.opens_when)}" if gate.opens_when else ""]
        below += [f"always open {titles.binding(gate.exempt)}" if gate.exempt is not None else ""]
        below += [f"may be waived by {joined(map(titles.role, gate.waived_by), 'or')}" if gate.waived_by else ""]
        gates.append(told(titles, gate, name_of(gate), *below))
    yield from section("Before an act", gates)
    if text.identity:
        yield from _identity(titles, text.identity)
    yield from section(
        "Approvals",
        [told(titles, one, f"{name_of(one)}: by {titles.role(one.by)}", one.because) for one in text.approvals],
    )
    guards: list[Told] = []
    for guard in text.guards:
        below = [guard.because, f"better: {guard.better}" if guard.better else ""]
        below += [f"read from {counted(len(guard.phrases), 'phrase')}" if guard.phrases else ""]
        below += [f"at most {guard.at_most} in a case" if guard.at_most is not None else ""]
        below += [f"speaks where {titles.condition(guard.watches)}" if guard.watches else ""]
        below += [f"stands before {titles.acts(guard.acts)}" if guard.acts else ""]
        below += [f"lifted by {joined(map(titles.named, guard.allowed_by), 'or')}" if guard.allowed_by else ""]
        guards.append(told(titles, guard, f"{name_of(guard)} ({_MODES[guard.mode or 'warn']})", *below))
    yield from section("Not said, not done", guards)
    yield from section("Good to know", [told(titles, one, one.text, one.because) for one in text.guidance])


def _identity(titles: Titles, classes: tuple[IdentityClass, ...]) -> Iterator[Block]:
    yield Heading(2, "Who asks: proofs of identity")
    rows = tuple(
        (
            name_of(one),
            f"{one.factors} of",
            "; ".join(name_of(factor) + ("*" if factor.required else "") for factor in one.of),
            titles.of("approval", one.approval) if one.approval else "-",
            "; ".join(name_of(request) for request in one.requests) or "-",
            sources(one.source),
        )
        for one in classes
    )
    yield Table(("class", "needs", "proofs", "approval", "asked for", "source"), rows)
    if any(factor.required for one in classes for factor in one.of):
        yield Sentence("* has no substitute.")


def work(text: PackText, titles: Titles) -> Iterator[Block]:
    """Steps in order, messages, follow-ups, records and holds."""
    if text.steps:
        yield Heading(2, "The work, step by step")
        for stage, title in _STAGES.items():
            steps = sorted((one for one in text.steps if one.stage == stage), key=lambda one: one.order)
            if steps:
                yield Heading(3, title)
                yield from grouped([_step(titles, one) for one in steps], numbered=True)
    if text.templates:
        yield Heading(2, "Messages")
        for template in text.templates:
            yield from _template(titles, template)
    yield from section("Afterwards", [_follow_up(titles, one) for one in text.follow_ups])
    yield from section("Written down", [told(titles, one, one.what, one.because) for one in text.records])
    held = [told(titles, one, f"{name_of(one)}: the {one.what} stays as it is", one.because) for one in text.holds]
    yield from section("Kept as it is", held)


def _step(titles: Titles, step: Step) -> Told:
    how = [f"by {titles.role(step.actor)}" if step.actor else "", f"by {step.channel}" if step.channel else ""]
    how += [f"with {joined(map(titles.role, step.attendees))}" if step.attendees else ""]
    how += [f"for {spoken(step.length)}" if step.length is not None else ""]
    how += [f"within {spoken(step.within)}" if step.within is not None else ""]
    how += ["if it helps" if step.optional else ""]
    return told(titles, step, step.does, ", ".join(filter(None, how)), step.because)


def _template(titles: Titles, template: Template) -> Iterator[Block]:
    yield Heading(3, cited(f"{name_of(template)} (to the {template.audience}, by {template.channel})", template))
    yield Sentence(" ".join(filter(None, (template.because, _needs(titles, template)))))
    yield Words((f"Subject: {template.subject}\n\n" if template.subject else "") + template.body)
    if template.slots:
        slots = []
        for slot in template.slots:
            more = [
                f"from {joined(map(titles.condition, slot.prefill), 'or')}" if slot.prefill else "",
                "may be empty" if slot.optional else "",
            ]
            more += [f"one of {joined(slot.allowed, 'or')}" if slot.allowed else ""]
            told = ", ".join(filter(None, more))
            slots.append((f"{{{slot.id}}}" + (f": {told}" if told else ""), ()))
        yield Items(tuple(slots))


def _needs(titles: Titles, template: Template) -> str:
    gates = joined(titles.of("gate", one.rpartition("/")[2]) for one in template.needs)
    return f"Not before: {gates}." if template.needs else ""


def _follow_up(titles: Titles, one: FollowUp) -> Told:
    when = [f"not before {spoken(one.earliest)}" if one.earliest is not None else ""]
    when += [f"at the latest {spoken(one.latest)}" if one.latest is not None else ""]
    when += [counted(one.months, "month") if one.months is not None else ""]
    when += ["at the next business review" if one.until_review else ""]
    when += [f"every {spoken(one.every)}" if one.every is not None else ""]
    begun = _BEGAN.get(one.after, one.after.replace("_", " "))
    how = f"{joined(filter(None, when)) or 'at once'} after {begun}"
    by = f", by {titles.role(one.owner)}" if one.owner else ""
    shown = "; a message to the customer does it" if one.evidence == "message" else ""
    return told(titles, one, one.does, f"{how}{by}{shown}", one.because)


def offers(text: PackText, titles: Titles) -> Iterator[Block]:
    """Ladders as numbered lists with their values, concessions and terms."""
    for ladder in text.ladders:
        yield from _ladder(titles, ladder)
    given: list[Told] = []
    for one in text.concessions:
        below = [one.because, titles.authority(one.authority)]
        below += [f"at most {one.at_most} a contract" if one.at_most is not None else ""]
        below += [f"only with {joined(map(titles.named, one.only_with))}" if one.only_with else ""]
        below += [f"never beside {joined(map(titles.named, one.excludes))}" if one.excludes else ""]
        value = f"{name_of(one)}: {titles.amount(one.value)}" if one.value is not None else name_of(one)
        given.append(told(titles, one, value, *below))
    yield from section("What may be given", given)
    terms: list[Told] = []
    for term in text.terms:
        starts = f"counted from: {joined(map(titles.condition, term.starts))}" if term.starts else ""
        terms.append(told(titles, term, term.says, titles.amount(term.value), starts, term.because))
    yield from section("Terms", terms)


def _ladder(titles: Titles, ladder: Ladder) -> Iterator[Block]:
    yield Heading(2, cited(f"Ladder: {name_of(ladder).lower()}", ladder))
    threats = joined((quoted(titles.of("trigger", one)) for one in ladder.frozen_by), "or")
    frozen = f" Nothing is offered where the trigger is {threats}." if ladder.frozen_by else ""
    yield Sentence(
        f"{ladder.because} One {ladder.per}, one walk; each rung opens when the one before was refused.{frozen}"
    )
    yield Stairs(tuple(_stair(titles, rung) for rung in ladder.rungs))


def _stair(titles: Titles, rung: Rung) -> Stair:
    months = [f"{sub.months}" for sub in rung.sub_rungs if sub.months is not None]
    facts = (
        ("", rung.because),
        ("worth", titles.amount(rung.value)),
        ("who", titles.authority(rung.authority)),
        ("approval", titles.of("approval", rung.approval) if rung.approval else ""),
        ("opens", f"only where {titles.condition(rung.opens_when)}" if rung.opens_when else ""),
        ("lasts", f"in steps of {joined(months)} months" if months else ""),
        ("", "the last one" if rung.final else ""),
    )
    return Stair(cited(rung.does, rung), tuple((name, told) for name, told in facts if told))


def upkeep(text: PackText, titles: Titles) -> Iterator[Block]:
    """Metrics, training, the agenda, and who is who in the directory."""
    measured = [
        always(one, f"{name_of(one)}{': ' + one.target if one.target else ''}", one.because or "")
        for one in text.metrics
    ]
    yield from section("Measured", measured)
    training = []
    for one in text.training:
        when = f"week {one.week}: " if one.week is not None else f"{_every(one.every)}: " if one.every else ""
        training.append(always(one, upper(f"{when}{one.does or name_of(one)}"), one.because))
    yield from section("Training", training)
    agenda = [
        always(one, upper(f"{_every(one.every)}, {titles.role(one.owner)}: {one.does}"), one.because)
        for one in text.agenda
    ]
    yield from section("Agenda", agenda)
    if text.directory:
        yield Heading(2, "Who is told where")
        rows = []
        for role in text.directory:
            ways = [f"{one.channel} {one.address or one.name or ''}".strip() for one in role.channels]
            ways += [f"the person in {titles.condition(role.person_from)}"] if role.person_from is not None else []
            hours = [role.calendar] if role.calendar is not None else []
            hours += [
                f"{one.calendar} for {joined(titles.of('level', level) for level in one.levels)}"
                for one in role.coverage
            ]
            rows.append((name_of(role), ", ".join(ways) or "-", ", ".join(hours) or "-", sources(role.source)))
        yield Table(("role", "reached by", "hours", "source"), tuple(rows))


def _every(interval: str) -> str:
    """`every month` for `1 month`, `every 3 months`."""
    return f"every {interval.removeprefix('1 ')}"
