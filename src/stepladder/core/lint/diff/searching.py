"""The search for a request that shows a change of a rule: tried under both policies, then made as small as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from stepladder.core.lint.diff.asking import ESCALATE, Answer, Asking
from stepladder.core.lint.diff.candidates import Candidates
from stepladder.core.lint.diff.described import described, made_of_it
from stepladder.core.lint.diff.difference import Example
from stepladder.core.lint.diff.pairs import Both, Pair
from stepladder.core.lint.diff.requests import Plain
from stepladder.core.lint.diff.shrink import shrunk

MOST_IN_ALL, MOST_OF_ONE, LEAST_OF_ONE = 8_000, 800, 40
"""So many requests are tried for all changed rules together, and for one of them; those of the examples, and those that
make an example smaller, come besides."""


class Search:
    """Finds examples for one difference. Deterministic, and the same seen from either side."""

    def __init__(self, both: Both, rules: int) -> None:
        """Takes: rules - how many rules are not the same, so that each gets its share of the tries."""
        self._both, self._asking = both, Asking(both)
        self._candidates = Candidates(both)
        self._seen: list[Answer] = []
        self._most = min(MOST_OF_ONE, max(LEAST_OF_ONE, MOST_IN_ALL // max(rules, 1)))
        self.tried = 0

    @cached_property
    def _examples(self) -> tuple[Answer, ...]:
        return tuple(self._answers(self._candidates.examples))

    def turns(self, pair: Pair) -> tuple[Answer | None, Answer | None, Answer | None]:
        """A request under which the rule only holds later, one under which it only held before, and, where neither is
        found, one under which it holds in both and brings something else."""
        wider = narrower = other = None
        for answer in self._tried(pair):
            turn = answer.turns(pair.id)
            if turn > 0 and wider is None:
                wider = answer
            elif turn < 0 and narrower is None:
                narrower = answer
            elif other is None and answer.differs(pair.id):
                other = answer
            if wider is not None and narrower is not None:
                break
        return wider, narrower, other if wider is None and narrower is None else None

    def unexplained(self, handled: frozenset[str]) -> dict[str, Answer]:
        """Rules whose own text is the same and that hold otherwise all the same, each with the first request."""
        found: dict[str, Answer] = {}
        for answer in (*self._examples, *self._seen):
            either = answer.before.keys() | answer.after.keys()
            if handled.isdisjoint(either):
                for id_ in sorted(either - {ESCALATE}):
                    if answer.before.get(id_) != answer.after.get(id_):
                        found.setdefault(id_, answer)
        return found

    def shown(self, answer: Answer, id_: str) -> Example:
        """The example made as small as it goes while the rule turns the same way."""
        turn, moves = answer.turns(id_), self._moves(answer.request)

        def still(plain: Plain) -> bool:
            found = self._asking.ask(plain)
            if found is None or found.turns(id_) != turn:
                return False
            return (turn != 0 or found.differs(id_)) and (not moves or self._moves(plain))

        plain = shrunk(answer.request, still)
        verdicts = self._asking.verdicts(plain)
        assert verdicts is not None
        titles = (self._both.was, self._both.now)
        before, after = made_of_it(verdicts, titles)
        return Example(plain, described(plain, (self._both.old, self._both.new), titles), before, after)

    def _moves(self, plain: Plain) -> bool:
        """Whether somebody is promised or told something else."""
        verdicts = self._asking.verdicts(plain)
        if verdicts is None:
            return False
        before, after = (
            ([(clock.clock.id, clock.due_at) for clock in one.clocks], [route.route.id for route in one.routes])
            for one in verdicts
        )
        return before != after

    def _tried(self, pair: Pair) -> Iterator[Answer]:
        for answer in self._answers(islice(self._candidates.of(pair), self._most)):
            self._seen.append(answer)
            yield answer
        yield from self._examples

    def _answers(self, requests: Iterable[Plain]) -> Iterator[Answer]:
        for plain in requests:
            self.tried += 1
            if (answer := self._asking.ask(plain)) is not None:
                yield answer
