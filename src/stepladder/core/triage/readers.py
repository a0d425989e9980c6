"""What is compiled from a pack for triage once: the phrase reader, the facts worth reading, tables by id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
from msgspec import field
from msgspec.structs import replace

from stepladder.core.policy.assessments import Sign
from stepladder.core.policy.calendars import Calendars
from stepladder.core.policy.checks import levels as levels_of
from stepladder.core.policy.conditions import reads
from stepladder.core.policy.model import DirectoryEntry, Fact, Level, PackText, Trigger
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.answers import Conditions
from stepladder.core.triage.decision import Evidence
from stepladder.core.triage.facts import Wanted, wanted
from stepladder.core.triage.kept import Kept
from stepladder.core.triage.questions import question
from stepladder.core.triage.reading import FieldMoney, PhraseEntry, Reader, RuleHit, same_sentence
from stepladder.core.triage.request import Signal
from stepladder.core.triage.select import Selection
from stepladder.core.triage.tables import Tables, facts_of, tables

_TRIGGER, _SIGN, _NEAR, _FLAG = "trigger", "sign", "near", "flag"

ZONE = "customer.zone"
"""The fact that says in which zone the customer's own hours are read."""


class TextReading(msgspec.Struct, frozen=True):
    """What the words of a signal show.

    Fields: triggers - with the words that show each; facts - read ones by full name, typed; shown - the words behind
    each read fact; hinted - facts that the words speak of without saying them; suppressed - what a denial took away;
    signs - with the words that show each.
    """

    triggers: Mapping[str, tuple[Evidence, ...]]
    facts: Mapping[str, Any]
    shown: Mapping[str, tuple[Evidence, ...]]
    hinted: frozenset[str]
    suppressed: tuple[RuleHit, ...]
    signs: Mapping[str, tuple[Evidence, ...]]


_NONE: frozenset[str] = frozenset()
_MAY_BE_THE_CASE = ("trigger:", "detector:", "sign:", "category:")
NOTHING = TextReading({}, {}, {}, _NONE, (), {})


class Worked(msgspec.Struct, eq=False):
    """What of one pack was worked out for the combinations that occur: what follows from names, which facts to ask for
    where none of a condition is there, all facts that some conditions read, what the conditions alone tell.

    Fields: last_read - subject and text of the signal that was read last, with what they show.
    """

    selections: Kept[Selection] = field(default_factory=partial(Kept, 4_096))
    missing: Kept[tuple[str, ...]] = field(default_factory=partial(Kept, 4_096))
    together: Kept[frozenset[str]] = field(default_factory=partial(Kept, 1_024))
    assessed: Kept[Any] = field(default_factory=partial(Kept, 4_096))
    last_read: tuple[tuple[str | None, str | None], TextReading] | None = None


class Readers(msgspec.Struct, frozen=True, eq=False):
    """The tables of one pack. `worked` fills up with what occurs."""

    pack: Pack
    reader: Reader
    conditions: Conditions
    wanted: Wanted
    tables: Tables
    reads_of: dict[str, tuple[str, ...]]
    signal_facts_of: dict[str, frozenset[str]]
    asked_of_signals: frozenset[str]
    """Every fact of a signal that something hangs on which may be the case."""
    directory: dict[str, DirectoryEntry]
    levels: dict[str, Level]
    marks: tuple[int, ...]
    """The shares of a clock at which it is at risk, in per cent, where it names none of its own."""
    questions: dict[str, str]
    """How to ask for each fact that some condition reads."""
    worked: Worked = field(default_factory=Worked)

    def facts_of(self, conditions: tuple[str, ...]) -> frozenset[str]:
        """The facts that any of these conditions reads; kept, since few combinations of them are unknown together."""
        kept = self.worked.together
        found = kept.get(conditions)
        if found is None:
            found = kept.keep(conditions, frozenset(name for key in conditions for name in self.reads_of[key]))
        return found

    def nearest_trigger(self, name: str) -> str:
        return suggest(name, self.tables.tickable)

    def read(self, signal: Signal) -> TextReading:
        """What subject and text show; nothing where there are none."""
        words = (signal.subject, signal.text)
        # A signal that joins a case is read for the case first, and a case is asked about by its first one again and
        # again. Threads that read in turn only read anew.
        last = self.worked.last_read
        if last is None or last[0] != words:
            last = self.worked.last_read = (words, self._read(*words))
        return last[1]

    def _read(self, subject: str | None, text: str | None) -> TextReading:
        fields: dict[str, str] = {}
        if subject:
            fields["subject"] = subject
        if text:
            fields["text"] = text
        hits, suppressed = self.reader.phrases(fields)
        return self._sorted(hits, suppressed, fields) if hits or suppressed else NOTHING

    def duty(self, role: str, levels: dict[str, str], at: int, home: str | None = None) -> tuple[str, ...]:
        """Who is told besides a team that is closed at an instant at which the level's own clocks run (Q-06).

        `home` is the zone of the customer, in which those clocks may count.
        """
        entry, duty = self.directory.get(role), self.pack.parameters["route.closed_team"]
        if entry is None or entry.calendar is None or duty not in self.directory or duty == role:
            return ()
        held = {f"{scale}:{level}" for scale, level in levels.items()}
        running = [self.levels[name].calendar for name in held if name in self.levels]
        hours = self.pack.calendars
        if not any(name is not None and hours[hours.key(name, home)].is_open(at) for name in running):
            return ()
        calendars = [entry.calendar, *(one.calendar for one in entry.coverage if not held.isdisjoint(one.levels))]
        if any(hours[name].is_open(at) for name in calendars):
            return ()
        return (duty,)

    def _sorted(
        self, hits: tuple[RuleHit, ...], suppressed: tuple[RuleHit, ...], fields: Mapping[str, str]
    ) -> TextReading:
        triggers: dict[str, tuple[Evidence, ...]] = {}
        facts: dict[str, Any] = {}
        shown: dict[str, tuple[Evidence, ...]] = {}
        near: dict[str, list[RuleHit]] = {}
        signs: dict[str, tuple[Evidence, ...]] = {}
        for hit in hits:
            kind, _, name = hit.rule.partition(":")
            if kind == _NEAR:
                near.setdefault(name, []).append(hit)
                continue
            evidence = Evidence(field=hit.field, start=hit.start, end=hit.end, quote=hit.quote)
            if kind == _TRIGGER:
                triggers[name] = (*triggers.get(name, ()), evidence)
            elif kind == _SIGN:
                signs[name] = (*signs.get(name, ()), evidence)
            else:
                facts[name] = True
                shown[name] = (*shown.get(name, ()), evidence)
        if near:
            # Amounts are read only where the words speak of one.
            amounts = sorted(self.reader.money(fields), key=_by_size)
            for name, around in near.items() if amounts else ():
                self._amount(name, around, amounts, fields, facts, shown)
        hinted = frozenset([name for name in near if name not in facts]) if near else _NONE
        return TextReading(triggers, facts, shown, hinted, suppressed, signs)

    def _amount(
        self,
        name: str,
        hits: list[RuleHit],
        amounts: list[FieldMoney],
        fields: Mapping[str, str],
        facts: dict[str, Any],
        shown: dict[str, tuple[Evidence, ...]],
    ) -> None:
        """The largest amount that stands in one sentence with one of the phrases, and the words of both."""
        for one in amounts:
            text = fields[one.field]
            for hit in hits:
                if one.quoted or one.money is None or hit.field != one.field:
                    continue
                if same_sentence(text, (one.start, one.end), (hit.start, hit.end)):
                    amount = Evidence(field=one.field, start=one.start, end=one.end, quote=one.quote)
                    words = Evidence(field=hit.field, start=hit.start, end=hit.end, quote=hit.quote)
                    facts[name] = one.money
                    shown[name] = (amount, words) if amount.start < words.start else (words, amount)
                    return


def _by_size(one: FieldMoney) -> Decimal:
    return -one.amount


def readers(pack: Pack) -> Readers:
    """The tables of a pack, compiled when they are first asked for and kept with it."""
    kept = pack.compiled.get("triage")
    if kept is None:
        # Two threads may both compile; either result is as good, so no lock is needed.
        kept = pack.compiled["triage"] = _compile(pack)
    found: Readers = kept
    return found


def lend_reader(lender: Pack, pack: Pack) -> None:
    """Give a pack the phrase reader of another of which it looks for some rules: to make one takes long."""
    known, wanted = _by_rule(lender), _by_rule(pack)
    if all(known.get(rule) == entries for rule, entries in wanted.items()):
        reader = readers(lender).reader
        pack.compiled["triage"] = _compile(pack, reader if known == wanted else reader.only(frozenset(wanted)))


def _by_rule(pack: Pack) -> dict[str, list[PhraseEntry]]:
    found: dict[str, list[PhraseEntry]] = {}
    for _, entry in phrase_entries(pack.text):
        found.setdefault(entry.rule, []).append(entry)
    return found


def with_calendars(pack: Pack, calendars: Calendars, revision: int) -> Pack:
    """The same policy under other calendars. What hangs on none of them is shared, so it takes no time to make."""
    other = replace(pack, calendars=calendars, revision=revision, compiled={"conditions": pack.conditions})
    # Whatever was worked out or bound under the old calendars stays behind.
    other.compiled["triage"] = replace(readers(pack), pack=other, conditions=Conditions.of(other), worked=Worked())
    return other


def phrase_entries(text: PackText) -> list[tuple[Trigger | Sign | Fact, PhraseEntry]]:
    """Every phrase of a pack with the element it belongs to, in pack order."""
    entries: list[tuple[Trigger | Sign | Fact, PhraseEntry]] = []
    seen: tuple[tuple[str, Trigger | Sign], ...] = (
        *((f"{_TRIGGER}:{trigger.id}", trigger) for trigger in text.triggers),
        *((f"{_SIGN}:{sign.id}", sign) for sign in text.signs),
    )
    for rule, one in seen:
        entries += [(one, PhraseEntry(rule, phrase)) for phrase in one.phrases]
        entries += [(one, PhraseEntry(rule, phrase, role="unless")) for phrase in one.unless]
    for fact in text.facts:
        if fact.read is not None:
            entries += [(fact, PhraseEntry(f"{_NEAR}:{fact.name}", phrase)) for phrase in fact.read.money_near]
            entries += [(fact, PhraseEntry(f"{_FLAG}:{fact.name}", phrase)) for phrase in fact.read.phrases]
    return entries


def _compile(pack: Pack, reader: Reader | None = None) -> Readers:
    text = pack.text
    signal_facts = {
        key: frozenset(name for name in reads(tree) if name.startswith("signal.")) for key, tree in pack.trees.items()
    }
    names = facts_of(pack)
    return Readers(
        pack=pack,
        reader=reader or Reader([entry for _, entry in phrase_entries(text)]),
        conditions=Conditions.of(pack),
        wanted=wanted(names),
        tables=tables(pack),
        questions={name: question(pack, name) for name in names},
        signal_facts_of=signal_facts,
        asked_of_signals=frozenset(
            name for key, names in signal_facts.items() if key.startswith(_MAY_BE_THE_CASE) for name in names
        ),
        reads_of={key: reads(tree) for key, tree in pack.trees.items()},
        directory={entry.id: entry for entry in text.directory},
        levels=levels_of(text),
        marks=tuple(int(share) for share in re.findall(r"([1-9]\d?)%", pack.parameters["clock.marks"])),
    )
