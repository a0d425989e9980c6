"""What a policy asks of people, in words: gates, identity, steps, messages, offers, and what keeps it alive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stepladder.core.policy.model import PackText
from stepladder.core.policy.obligations import FollowUp, Ladder, Obligation, Rung, Step, Template
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence, Table, Words
from stepladder.core.policy.shown.words import Titles, amount, cited, joined, name_of, spoken

Item = tuple[str, tuple[str, ...]]
_STAGES = {
    "acknowledge": "Acknowledge", "investigate": "Investigate", "communicate": "Communicate", "resolve": "Resolve",
    "follow_up": "Follow up", "recover": "Recover",
}  # fmt: skip


def care(text: PackText, titles: Titles) -> Iterator[Block]:
    """What must be true before an act: gates, identity, approvals; and what may not be said."""
    gates: list[Item] = []
    for gate in sorted(text.gates, key=lambda one: one.order):
        below = [gate.because, f"holds {joined(gate.acts)}" if gate.acts else ""]
        below += [f"waits for: {joined(name_of(one) for one in gate.items)}" if gate.items else ""]
        below += [f"opens where {gate.opens_when}" if gate.opens_when else ""]
        below += [f"open {titles.binding(gate.exempt)}" if gate.exempt is not None else ""]
        below += [f"may be waived by {joined(map(titles.role, gate.waived_by), 'or')}" if gate.waived_by else ""]
        gates.append((_bound(titles, gate, name_of(gate)), tuple(filter(None, below))))
    yield from _section("Before an act", gates)
    if text.identity:
        yield Heading(2, "Who asks")
        rows = tuple(
            (
                name_of(one),
                f"{one.factors} of",
                ", ".join(name_of(factor) + ("*" if factor.required else "") for factor in one.of),
                titles.of("approval", one.approval) if one.approval else "-",
                ", ".join(name_of(request) for request in one.requests) or "-",
                ", ".join(one.source),
            )
            for one in text.identity
        )
        yield Table(("class", "needs", "proofs", "approval", "asked for", "source"), rows)
        if any(factor.required for one in text.identity for factor in one.of):
            yield Sentence("* has no substitute.")
    yield from _section(
        "Approvals",
        [(_bound(titles, one, f"{name_of(one)}: by {titles.role(one.by)}"), (one.because,)) for one in text.approvals],
    )
    guards: list[Item] = []
    for guard in text.guards:
        below = [guard.because, f"better: {guard.better}" if guard.better else ""]
        below += [f"read from {len(guard.phrases)} phrase{'s' * (len(guard.phrases) > 1)}" if guard.phrases else ""]
        below += [f"at most {guard.at_most} in a case" if guard.at_most is not None else ""]
        below += [f"speaks where {guard.watches}" if guard.watches else ""]
        below += [f"locks {joined(guard.acts)}" if guard.acts else ""]
        below += [f"lifted by {joined(guard.allowed_by, 'or')}" if guard.allowed_by else ""]
        guards.append((_bound(titles, guard, f"{name_of(guard)} ({guard.mode or 'warn'})"), tuple(filter(None, below))))
    yield from _section("Not said, not done", guards)
    yield from _section("Good to know", [(_bound(titles, one, one.text), (one.because,)) for one in text.guidance])


def work(text: PackText, titles: Titles) -> Iterator[Block]:
    """Steps in order, messages, follow-ups, records and holds."""
    if text.steps:
        yield Heading(2, "The work, step by step")
        for stage, title in _STAGES.items():
            steps = sorted((one for one in text.steps if one.stage == stage), key=lambda one: one.order)
            if steps:
                yield Heading(3, title)
                yield Items(tuple(_step(titles, one) for one in steps), numbered=True)
    if text.templates:
        yield Heading(2, "Messages")
        for template in text.templates:
            yield from _template(titles, template)
    yield from _section("Afterwards", [_follow_up(titles, one) for one in text.follow_ups])
    yield from _section("Written down", [(_bound(titles, one, one.what), (one.because,)) for one in text.records])
    held = [
        (_bound(titles, one, f"{name_of(one)}: the {one.what} stays as it is"), (one.because,)) for one in text.holds
    ]
    yield from _section("Kept as it is", held)


def _step(titles: Titles, step: Step) -> Item:
    more = [f"by {titles.role(step.actor)}" if step.actor else "", f"by {step.channel}" if step.channel else ""]
    more += [f"with {joined(map(titles.role, step.attendees))}" if step.attendees else ""]
    more += [f"for {spoken(step.length)}" if step.length is not None else ""]
    more += [f"within {spoken(step.within)}" if step.within is not None else ""]
    more += ["if it helps" if step.optional else ""]
    told = ", ".join(filter(None, more))
    return _bound(titles, step, step.does + (f" ({told})" if told else "")), (step.because,) if step.because else ()


def _template(titles: Titles, template: Template) -> Iterator[Block]:
    yield Heading(3, cited(f"{name_of(template)} (to the {template.audience}, by {template.channel})", template))
    yield Sentence(" ".join(filter(None, (template.because, _needs(titles, template)))))
    yield Words((f"Subject: {template.subject}\n\n" if template.subject else "") + template.body)
    if template.slots:
        slots = []
        for slot in template.slots:
            more = [
                f"from {joined(slot.prefill, 'or')}" if slot.prefill else "",
                "may be empty" if slot.optional else "",
            ]
            more += [f"one of {joined(slot.allowed, 'or')}" if slot.allowed else ""]
            told = ", ".join(filter(None, more))
            slots.append((f"{{{slot.id}}}" + (f": {told}" if told else ""), ()))
        yield Items(tuple(slots))


def _needs(titles: Titles, template: Template) -> str:
    gates = joined(titles.of("gate", one.rpartition("/")[2]) for one in template.needs)
    return f"Not before: {gates}." if template.needs else ""


def _follow_up(titles: Titles, one: FollowUp) -> Item:
    when = [f"not before {spoken(one.earliest)}" if one.earliest is not None else ""]
    when += [f"at the latest {spoken(one.latest)}" if one.latest is not None else ""]
    when += [f"{one.months} month{'s' * (one.months > 1)}" if one.months is not None else ""]
    when += ["at the next business review" if one.until_review else ""]
    when += [f"every {spoken(one.every)}" if one.every is not None else ""]
    told = f"{joined(filter(None, when)) or 'at once'} after {one.after.replace('_', ' ')}"
    by = f", by {titles.role(one.owner)}" if one.owner else ""
    return _bound(titles, one, f"{one.does} ({told}{by})"), (one.because,)


def offers(text: PackText, titles: Titles) -> Iterator[Block]:
    """Ladders as numbered lists with their values, concessions and terms."""
    for ladder in text.ladders:
        yield from _ladder(titles, ladder)
    given: list[Item] = []
    for one in text.concessions:
        below = [one.because, titles.authority(one.authority)]
        below += [f"at most {one.at_most} a contract" if one.at_most is not None else ""]
        below += [f"only with {joined(one.only_with)}" if one.only_with else ""]
        below += [f"never beside {joined(one.excludes)}" if one.excludes else ""]
        told = f"{name_of(one)}: {amount(one.value)}" if one.value is not None else name_of(one)
        given.append((_bound(titles, one, told), tuple(filter(None, below))))
    yield from _section("What may be given", given)
    terms: list[Item] = [
        (
            _bound(titles, one, one.says + (f" ({amount(one.value)})" if one.value is not None else "")),
            tuple(filter(None, (one.because, f"from {joined(one.starts)} on" if one.starts else ""))),
        )
        for one in text.terms
    ]
    yield from _section("Terms", terms)


def _ladder(titles: Titles, ladder: Ladder) -> Iterator[Block]:
    yield Heading(2, cited(f"Ladder: {name_of(ladder).lower()}", ladder))
    frozen = f" Nothing is offered where {joined(ladder.frozen_by, 'or')} is there." if ladder.frozen_by else ""
    yield Sentence(
        f"{ladder.because} One {ladder.per}, one walk; each rung opens when the one before was refused.{frozen}"
    )
    yield Items(tuple(_rung(titles, rung) for rung in ladder.rungs), numbered=True)


def _rung(titles: Titles, rung: Rung) -> Item:
    below = [rung.because, amount(rung.value), titles.authority(rung.authority)]
    below += [f"needs the approval {titles.of('approval', rung.approval)}" if rung.approval else ""]
    below += [f"only where {rung.opens_when}" if rung.opens_when else ""]
    months = [f"{sub.months}" for sub in rung.sub_rungs if sub.months is not None]
    below += [f"in steps of {joined(months)} months" if months else ""]
    below += ["the last one" if rung.final else ""]
    return cited(rung.does, rung), tuple(filter(None, below))


def upkeep(text: PackText, titles: Titles) -> Iterator[Block]:
    """Metrics, training, the agenda, and who is who in the directory."""
    yield from _section(
        "Measured",
        [
            (
                cited(f"{name_of(one)}{': ' + one.target if one.target else ''}", one),
                (one.because,) if one.because else (),
            )
            for one in text.metrics
        ],
    )
    training: list[Item] = []
    for one in text.training:
        when = f"week {one.week}" if one.week is not None else f"every {one.every}" if one.every is not None else ""
        training.append((cited(": ".join(filter(None, (when, one.does or name_of(one)))), one), (one.because,)))
    yield from _section("Training", training)
    agenda = [
        (cited(f"every {one.every}, {titles.role(one.owner)}: {one.does}", one), (one.because,)) for one in text.agenda
    ]
    yield from _section("Agenda", agenda)
    if text.directory:
        yield Heading(2, "Who is told where")
        rows = []
        for role in text.directory:
            ways = [f"{one.channel} {one.address or one.name or ''}".strip() for one in role.channels]
            ways += [f"the person in {role.person_from}"] if role.person_from is not None else []
            rows.append((name_of(role), ", ".join(ways) or "-", role.calendar or "-", ", ".join(role.source)))
        yield Table(("role", "reached by", "hours", "source"), tuple(rows))


def _bound(titles: Titles, element: Obligation, told: str) -> str:
    """What is told of an obligation, what it binds to, and its sources."""
    where = " and ".join(filter(None, (titles.binding(element.binds), f"if {element.when}" if element.when else "")))
    if where:
        told = f"{told} ({where})" if told.endswith((".", ")")) else f"{told}, {where}"
    return cited(told, element)


def _section(title: str, items: Sequence[Item]) -> Iterator[Block]:
    if items:
        yield Heading(2, title)
        yield Items(tuple(items))
