"""About people: what a policy writes to customers itself, read by its own guards."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.guard.reading import phrase_entries
from stepladder.core.lint.people.customer_texts import CustomerText, customer_texts
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.selectors import can_meet
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Guard, Template
from stepladder.core.triage.reading import Reader, RuleHit


def _read(subject: Subject, *, counts: bool) -> Iterator[tuple[Guard, CustomerText, tuple[RuleHit, ...]]]:
    """Each guard with each text that one case may bring together and in which it finds its words.

    `counts`: those guards that speak once something is said too often, or all others.
    """
    every = [guard for guard in subject.text.guards if guard.phrases and (guard.at_most is not None) == counts]
    guards = {name_in_section(guard): guard for guard in every}
    reader = Reader([entry for guard in every for entry in phrase_entries(guard)])
    for text in customer_texts(subject):
        hits, _ = reader.phrases({"text": text.text})
        for name, guard in guards.items():
            own = tuple(
                hit for hit in hits if hit.rule == name and text.is_settled(hit, may_be_lifted=bool(guard.unless))
            )
            if own and can_meet(guard.binds, text.of.binds):
                yield guard, text, own


def _template_breaks_guard(subject: Subject) -> Iterator[Found]:
    for guard, text, hits in _read(subject, counts=False):
        what = f"{text.name} says '{_short(hits[0].quote)}', which the guard '{name_in_section(guard)}' finds"
        mend = "Write it another way, or make an exception of it in the guard, under `unless`."
        yield Found(at=text.of, what=what, mend=mend, elements=(text.of, guard))


def _said_too_often(subject: Subject) -> Iterator[Found]:
    said: dict[str, list[Template]] = {}
    guards: dict[str, Guard] = {}
    for guard, text, _ in _read(subject, counts=True):
        if isinstance(text.of, Template):
            guards[name_in_section(guard)] = guard
            said.setdefault(name_in_section(guard), []).append(text.of)
    for name, templates in said.items():
        guard = guards[name]
        together = _in_one_case(templates)
        if guard.at_most is not None and len(together) > guard.at_most:
            names = ", ".join(name_in_section(one) for one in together)
            what = (
                f"the guard '{name}' lets a case say it {_times(guard.at_most)}, and {len(together)} "
                f"templates that one case can send say it by themselves: {names}"
            )
            mend = "Say in which of them the line stays, or let the guard count only what a person adds."
            yield Found(at=guard, what=what, mend=mend, elements=(guard, *together))


def _in_one_case(templates: list[Template]) -> list[Template]:
    """The most of them that one case can send: it has one level of a scale at a time."""
    levels = dict.fromkeys(level for one in templates for level in one.binds.level)
    ways = [[one for one in templates if not one.binds.level or level in one.binds.level] for level in levels]
    return max(ways, key=len, default=templates)


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= 60 else f"{words[:57]}..."


RULES = (
    Rule(
        id="template-breaks-guard", severity="warning", title="a text of the policy says what its guard finds",
        look=_template_breaks_guard,
    ),
    Rule(
        id="said-too-often", severity="warning", title="templates say more often what may be said so often",
        look=_said_too_often,
    ),
)  # fmt: skip
