"""From the files of a pack to a pack that decides.

The language checked by the policy room, the phrases by the readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.loader import draft
from stepladder.core.policy.model import PackText
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.reading import PhraseEntry, faults_of

MOST_PHRASES = 10_000


def load(name: str, files: Mapping[str, str]) -> Pack:
    """The pack of these files (path within the pack -> text).

    Raises: PackFaults - with every fault of every file: file, line, column, what and how to mend.
    """
    found = draft(name, files)
    entries = _phrases(found.text)
    if len(entries) > MOST_PHRASES:
        element, _, _ = entries[MOST_PHRASES]
        what = f"the pack holds more than {MOST_PHRASES} phrases"
        found.fault(element.place, "phrases", "size", what, "Split it into several packs.")
        entries = []
    for fault in faults_of([entry for _, _, entry in entries]):
        element, key, _ = entries[fault.entry]
        found.fault(element.place, key, "phrase", f"phrase '{fault.phrase[:60]}': {fault.what}", fault.mend)
    return found.publish()


def _phrases(text: PackText) -> list[tuple[Any, str, PhraseEntry]]:
    """Every phrase that some reader will look for, in a customer's words or in a draft.

    Each with its element, and the key and number under which its place is kept.
    """
    found: list[tuple[Any, str, PhraseEntry]] = []
    for elements in (text.triggers, text.signs, text.guards, text.guidance):
        for element in elements:
            rule = f"{type(element).__name__}:{name_in_section(element)}"
            found += [(element, f"phrases/{at}", PhraseEntry(rule, one)) for at, one in enumerate(element.phrases)]
            unless: tuple[str, ...] = getattr(element, "unless", ())
            found += [(element, f"unless/{at}", PhraseEntry(rule, one, role="unless")) for at, one in enumerate(unless)]
    for fact in text.facts:
        if fact.read is not None:
            phrases = (*fact.read.money_near, *fact.read.phrases)
            found += [(fact, f"read/{at}", PhraseEntry(f"Fact:{fact.name}", one)) for at, one in enumerate(phrases)]
    return found
