"""All else that changes, and at the end what is only worded differently."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.diff.clocks import renamed
from stepladder.core.lint.diff.difference import Change
from stepladder.core.lint.diff.duties import DUTIES, PERMISSIONS, READ
from stepladder.core.lint.diff.pairs import WORDING, Both, Pair
from stepladder.core.lint.diff.saying import called, told
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.policy.shown.conditions import joined
from stepladder.core.policy.shown.words import name_of, upper

_NOUN = {
    "facts": "fact", "questions": "question", "guidance": "piece of advice", "metrics": "number",
    "training": "piece of training", "reasons": "ground to escalate", "accepted": "accepted finding",
}  # fmt: skip
_ABOUT = {
    "clock": "clocks", "calendar": "clocks", "segment": "clocks", "pack.zone": "clocks", "pack.office": "clocks",
    "followup": "duties", "guard": "duties", "gate": "duties", "handover": "duties", "identity": "duties",
    "template": "duties", "playbook": "duties", "channel": "duties", "record": "duties", "route": "routes",
    "directory": "routes", "detector": "rules", "trigger": "rules", "triage": "rules", "sign": "rules",
    "compare": "rules", "scale": "rules", "concession": "permissions", "ladder": "permissions", "term": "permissions",
    "training": "permissions",
}  # fmt: skip
"""The list that a change of a parameter belongs to, by its id or the first word of it."""
_HEADER = ("owner", "next_review", "last_review", "review_every", "classification")


def other(both: Both) -> Iterator[Change]:
    """Facts, questions, advice, numbers, training, the header; then the wording."""
    for pair in both.pairs(*_NOUN):
        yield from _one(both, pair)
    yield from _header(both)


def parameters(both: Both, about: str) -> Iterator[Change]:
    """Open questions of one list that are read otherwise now, whether the pack says so or takes the default."""
    sources = {pair.name: pair.source for pair in both.pairs("parameters")}
    for id_, one in PARAMETERS.items():
        was, now = both.old.parameters[id_], both.new.parameters[id_]
        if was != now and _ABOUT.get(id_, _ABOUT.get(id_.partition(".")[0], "other")) == about:
            yield Change(
                id=f"parameters/{id_}",
                how="changed",
                said=f"{one.says.rstrip('.')}: {now} instead of {was}.",
                means=(f"It is the parameter {id_}.",),
                source=tuple(dict.fromkeys((*sources.get(id_, ()), one.question))),
                rank=2,
            )


def _one(both: Both, pair: Pair) -> Iterator[Change]:
    noun = _NOUN[pair.section]
    keys = [key for key in pair.differing() if key not in WORDING | READ]
    if pair.new is None:
        assert pair.before is not None
        said = f"No longer a {noun}: {name_of(pair.before)}."
        yield Change(id=pair.id, how="removed", said=said, source=pair.source, rank=5)
    elif pair.old is None:
        yield Change(id=pair.id, how="added", said=f"New {noun}: {name_of(pair.new)}.", source=pair.source, rank=5)
    elif keys:
        parts = [told(both.was, both.now, key, getattr(pair.old, key), getattr(pair.new, key)) for key in keys]
        said = f"{upper(name_of(pair.new))} ({noun}): {'; '.join(parts)}."
        yield Change(id=pair.id, how="changed", said=said, source=pair.source, was=pair.was, rank=5)
    elif pair.was is not None:
        yield renamed(both, pair)


def _header(both: Both) -> Iterator[Change]:
    old, new = both.old.text.header, both.new.text.header
    keys = [key for key in _HEADER if getattr(old, key) != getattr(new, key)]
    if keys:
        parts = [told(both.was, both.now, key, getattr(old, key), getattr(new, key)) for key in keys]
        yield Change(
            id="pack/header",
            how="changed",
            said=f"The policy itself: {'; '.join(parts)}.",
            source=tuple(dict.fromkeys((*old.source, *new.source))),
            rank=6,
        )


def wording(both: Both) -> Iterator[Change]:
    """What is read and changes nothing that follows: titles, reasons, sources, the words of messages, examples."""
    for section, pairs in both.sections.items():
        read = WORDING | (READ if section in (*DUTIES, *PERMISSIONS, *_NOUN) else frozenset())
        if section == "parameters":
            read |= {"value"}  # Said by `parameters`, by what it comes to.
        for pair in pairs:
            keys = [key for key in pair.differing() if key in read and key != "value"]
            if keys:
                said = f"{name_of(pair.shown)} ({joined(map(called, keys))})."
                yield Change(id=pair.id, how="worded", said=said, source=pair.source, was=pair.was, rank=8)
    examples = len(both.old.text.examples), len(both.new.text.examples)
    if both.old.text.examples != both.new.text.examples:
        said = f"other examples ({examples[1]} instead of {examples[0]})."
        yield Change(id="pack/examples", how="worded", said=said, rank=8)
