"""A draft, read by the guards of a policy before anybody sends it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import field

from stepladder.core.guard.draft import NOTHING_KNOWN, DraftContext, DraftVerdict, GuardFinding, Mode, Span, Verdict
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Guard
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.duties import GuardVerdict
from stepladder.core.triage.reading import PhraseEntry, Reader, RuleHit
from stepladder.core.triage.reading.negation import holds_negator

FINE = DraftVerdict()
# Of the language of phrases: what stands between words.
_PUNCTUATION = re.compile(r"[{}/*]")


class GuardReader(msgspec.Struct, frozen=True, eq=False):
    """The phrases of some guards, compiled. `bound` holds every one of them, as it binds where no case is known."""

    reader: Reader
    bound: tuple[GuardVerdict, ...]
    names: frozenset[str]
    rules: dict[str, str]
    """What each guard is called in findings, by its name in its section."""
    borrowed: dict[tuple[Guard, ...], Reader] = field(default_factory=dict)
    """Readers of guards of other packs that were laid over this one, as they occur."""


def guard_reader(pack: Pack) -> GuardReader:
    """The guards of a pack that read drafts, compiled when they are first asked for and kept with it."""
    kept = pack.compiled.get("guard")
    if kept is None:
        # Two threads may both compile; either result is as good, so no lock is needed.
        kept = pack.compiled["guard"] = _compile(pack)
    found: GuardReader = kept
    return found


def lend_guards(lender: Pack, pack: Pack) -> None:
    """Give a pack the reader of another with the same guards: to make one takes long."""
    if pack.text.guards == lender.text.guards and pack.parameters["guard.mode"] == lender.parameters["guard.mode"]:
        pack.compiled["guard"] = guard_reader(lender)


def phrase_entries(guard: Guard) -> list[PhraseEntry]:
    """The phrases of a guard and its exceptions, as a reader takes them, under its name in its section."""
    name = name_in_section(guard)
    # "We cannot do that, but we can do this": the "no" is what the guard looks for, and denies no exception.
    may_be_denied = not any(holds_negator(_PUNCTUATION.sub(" ", phrase.lower())) for phrase in guard.phrases)
    entries = [PhraseEntry(name, phrase) for phrase in guard.phrases]
    return entries + [PhraseEntry(name, phrase, negatable=may_be_denied, role="unless") for phrase in guard.unless]


def read_draft(
    pack: Pack,
    text: str,
    *,
    bound: Sequence[GuardVerdict] | None = None,
    context: DraftContext = NOTHING_KNOWN,
) -> DraftVerdict:
    """What the guards find in a draft.

    Takes: bound - the guards that bind the case (`verdict.duties.guards`); None asks every guard of the pack, as where
    no case is known.

    A phrase counts as a trigger's does: not where its own clause denies it, in a supposition, in a line that starts
    with '>', or beside one of the guard's exceptions. Of a guard with `at_most` the words beyond that number are
    findings, those said in the case before counted first. What stands in a fixed line of a template only warns.
    Source: Q-34, Q-35.
    """
    tools = guard_reader(pack)
    asked = {
        name_in_section(one.guard): one
        for one in (tools.bound if bound is None else bound)
        if one.guard.phrases and not _is_lifted(one.guard, context)
    }
    hits = [hit for hit in _hits(tools, asked, text) if hit.rule in asked]
    if not hits:
        return FINE
    counted: Counter[str] = Counter()
    findings: list[GuardFinding] = []
    for hit in hits:
        verdict = asked[hit.rule]
        most = verdict.guard.at_most
        if most is not None:
            counted[hit.rule] += 1
            if counted[hit.rule] + context.said.get(hit.rule, 0) <= most:
                continue
        mode: Mode = "warn" if _stands_in(hit, context.fixed) else verdict.mode
        findings.append(_finding(tools.rules.get(hit.rule, verdict.guard.id), verdict, mode, hit))
    return DraftVerdict(verdict=_worst(findings), findings=tuple(findings), counted=dict(counted))


def _is_lifted(guard: Guard, context: DraftContext) -> bool:
    return context.role in guard.allowed_for or not context.lifting.isdisjoint(guard.allowed_by)


def _hits(tools: GuardReader, asked: dict[str, GuardVerdict], text: str) -> list[RuleHit]:
    """The hits that count, in the order of the text."""
    hits = list(tools.reader.phrases({"text": text})[0])
    foreign = tuple(one.guard for name, one in asked.items() if name not in tools.names)
    if foreign:
        reader = tools.borrowed.get(foreign)
        if reader is None:
            reader = tools.borrowed[foreign] = _reader(foreign)
        hits += reader.phrases({"text": text})[0]
        hits.sort(key=lambda hit: (hit.start, hit.end))
    return hits


def _stands_in(hit: RuleHit, fixed: Iterable[Span]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in fixed)


def _finding(rule: str, verdict: GuardVerdict, mode: Mode, hit: RuleHit) -> GuardFinding:
    guard = verdict.guard
    source = tuple(dict.fromkeys((*guard.source, *verdict.source)))
    return GuardFinding(
        rule=rule,
        mode=mode,
        start=hit.start,
        end=hit.end,
        quote=hit.quote,
        because=guard.because,
        better=guard.better,
        source=source,
    )


def _worst(findings: Sequence[GuardFinding]) -> Verdict:
    if any(one.mode == "block" for one in findings):
        return "block"
    return "warn" if findings else "fine"


def _compile(pack: Pack) -> GuardReader:
    guards = [guard for guard in pack.text.guards if guard.phrases]
    mode: Mode = "block" if pack.parameters["guard.mode"] == "block" else "warn"
    ids = Counter(guard.id for guard in pack.text.guards)
    return GuardReader(
        reader=_reader(guards),
        bound=tuple(GuardVerdict(guard, guard.mode or mode, guard.source) for guard in guards),
        names=frozenset(map(name_in_section, guards)),
        rules={name_in_section(guard): guard.id if ids[guard.id] == 1 else name_in_section(guard) for guard in guards},
    )


def _reader(guards: Iterable[Guard]) -> Reader:
    return Reader([entry for guard in guards for entry in phrase_entries(guard)])
