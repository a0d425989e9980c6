"""One request, decided under both policies: what is the case under each, by the names of the later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stepladder.core.lint.diff.pairs import Both
from stepladder.core.lint.diff.requests import Plain, converted
from stepladder.core.policy.assessments import Detector, Sign
from stepladder.core.policy.model import Category
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.examples import NOON
from stepladder.core.triage.narrowed import narrowed
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError

ESCALATE = "escalate"
"""The one thing of an outcome that is no element: by when it is passed on."""
Outcome = Mapping[str, str]
"""All that is the case: `section/id`, with the state of what was seen."""


class Answer(NamedTuple):
    """A request with what both make of it."""

    request: Plain
    before: Outcome
    after: Outcome

    def turns(self, id_: str) -> int:
        """1 where it only holds later, -1 where it only held before, 0 where both agree on it."""
        return (id_ in self.after) - (id_ in self.before)

    def differs(self, id_: str) -> bool:
        """Whether it holds under both and something about the case is different."""
        return id_ in self.before and id_ in self.after and self.before != self.after


class Asking:
    """Asks both policies."""

    def __init__(self, both: Both) -> None:
        self._both = both

    def ask(self, plain: Plain) -> Answer | None:
        """What both make of a request; None where one of them refuses it."""
        verdicts = self.verdicts(plain)
        if verdicts is None:
            return None
        before = {self._both.later(id_): state for id_, state in _outcome(verdicts[0]).items()}
        return Answer(plain, before, _outcome(verdicts[1]))

    def verdicts(self, plain: Plain) -> tuple[Verdict, Verdict] | None:
        """Both decisions."""
        request = converted(plain)
        if request is None:
            return None
        packs = (self._both.old, self._both.new)
        try:
            return _decided(packs[0], request, packs), _decided(packs[1], request, packs)
        except DeskError:
            return None  # A fact of another type in one of them: there is no one request to both.


def _decided(pack: Pack, request: Request, packs: tuple[Pack, Pack]) -> Verdict:
    return decide(pack, narrowed(request, pack, packs), NOON)


def _outcome(verdict: Verdict) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in verdict.seen:
        section = {Detector: "detectors", Sign: "signs", Category: "categories"}.get(type(one.trigger), "triggers")
        found[f"{section}/{one.trigger.id}"] = one.state
    for one in verdict.signs:
        found[f"signs/{one.trigger.id}"] = one.state
    for section, names in (
        ("segments", verdict.segments), ("categories", verdict.categories), ("scenarios", verdict.scenarios),
        ("flags", verdict.flags),
    ):  # fmt: skip
        found |= {f"{section}/{name}": "" for name in names}
    found |= {f"scales/{scale}:{level}": "" for scale, level in verdict.levels.items()}
    return found | {ESCALATE: str(verdict.selection.escalate)}
