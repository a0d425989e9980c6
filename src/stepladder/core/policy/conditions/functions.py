"""The functions and methods of the language: how each call becomes a node, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

from stepladder.core.policy.conditions.operations import pattern
from stepladder.core.policy.conditions.source import SYNTAX, TIME, TYPE, Source, did_you_mean
from stepladder.core.policy.conditions.tree import Has, Lapse, Literal, Moved, Name, Node, Size, TextTest, Turn
from stepladder.core.policy.conditions.types import Kind, read_date
from stepladder.core.values import DeskError, Fault, Money, parse_duration, parse_instant

LONGEST_MOVE = {"plus_days": 40_000, "plus_months": 1_200}

TIME_RULE = (
    "Time enters only as elapsed(start) >= duration('4h'), worked(start, 'calendar') >= duration('4h'), "
    "before(instant) or after(instant)."
)

_CONSTANTS: dict[str, tuple[Kind, Callable[[str], object]]] = {
    "money": (Kind.MONEY, lambda text: Money.parse(text)),
    "duration": (Kind.DURATION, lambda text: parse_duration(text)),
    "instant": (Kind.INSTANT, lambda text: parse_instant(text)),
    "date": (Kind.DATE, lambda text: read_date(text)),
}

FORMS = {
    "has": "has(customer.plan)",
    "size": "size(signal.triggers)",
    "money": "money('500 USD')",
    "duration": "duration('4h')",
    "instant": "instant('2025-03-08T23:40:00-05:00')",
    "date": "date('2025-03-09')",
    "elapsed": "elapsed(case.opened_at) >= duration('4h')",
    "worked": "worked(case.opened_at, 'office') >= duration('4h')",
    "before": "before(contract.ends_on)",
    "after": "after(plus_months(contract.starts_on, 3))",
    "plus": "plus(case.opened_at, duration('4h'))",
    "plus_days": "plus_days(contract.ends_on, -30)",
    "plus_months": "plus_months(contract.starts_on, 3)",
}

_OTHER_WORDS = {"timestamp": "instant", "now": "after", "len": "size"}

TEXT_METHODS = ("contains", "startsWith", "endsWith", "matches")
MACROS = ("exists", "all")
METHODS = (*TEXT_METHODS, *MACROS, "size")

NOWHERE = Literal(Kind.FLAG, False)
"""Stands for a call that was refused, so that reading can go on; a tree with faults is never handed out."""


class Lapsing(Node, frozen=True):
    """`elapsed(...)` or `worked(...)` before its `>= duration` was read; none is left in a tree without faults."""

    anchor: Node
    calendar: str | None


class Calls:
    """Turns calls into nodes and collects what is wrong with them."""

    def __init__(self, source: Source, faults: list[Fault]) -> None:
        self._source, self._faults = source, faults
        self._lapsing: list[Lapsing] = []

    def refuse(self, at: int, what: str, mend: str, rule: str = SYNTAX) -> Node:
        self._faults.append(self._source.fault(at, rule, what, mend))
        return NOWHERE

    def function(self, name: str, arguments: tuple[Node, ...], at: int) -> Node:
        if name not in FORMS:
            mend = did_you_mean(_OTHER_WORDS.get(name, name), FORMS, f"There are: {', '.join(FORMS)}.")
            if name in METHODS:
                mend = f"Write it behind the value, as in signal.subject.{name}(...)."
            return self.refuse(at, f"there is no function '{name[:40]}'", mend)
        node = self._node(name, arguments, at)
        return node or self.refuse(at, f"{name} is not used like this", f"Write it as in {FORMS[name]}.")

    def method(self, subject: Node, name: str, arguments: tuple[Node, ...], at: int) -> Node:
        if name == "size" and not arguments:
            return Size(subject, at=subject.at)
        if name not in TEXT_METHODS:
            return self.refuse(at, f"there is no method '{name[:40]}'",
                               did_you_mean(name, METHODS, f"There are: {', '.join(METHODS)}."))  # fmt: skip
        if len(arguments) != 1:
            return self.refuse(at, f"{name} takes one text", f"Write it as in signal.subject.{name}('...').")
        wanted = arguments[0]
        if name == "matches":
            if not isinstance(wanted, Literal) or not isinstance(wanted.value, str):
                return self.refuse(wanted.at, "a pattern must be written out", "Write it as matches('...').", TYPE)
            try:
                pattern(wanted.value)
            except DeskError as fault:
                return self.refuse(wanted.at, fault.what, fault.mend)
        return TextTest(name, subject, wanted, at=subject.at)

    def compared(self, op: str, left: Node, right: Node) -> Node | None:
        """The time condition, if the left side opens one and the whole has its one allowed form."""
        if not isinstance(left, Lapsing) or op != ">=" or not isinstance(right, Literal):
            return None
        if right.kind is not Kind.DURATION and right is not NOWHERE:
            return None
        self._lapsing = [other for other in self._lapsing if other is not left]
        # Of a duration that could not be read the fault is told already.
        return Lapse(left.anchor, left.calendar, right.value if isinstance(right.value, int) else 0, at=left.at)

    def finish(self) -> None:
        """Refuse every `elapsed` and `worked` that stands anywhere but before `>= duration('...')`."""
        for node in self._lapsing:
            name = "elapsed" if node.calendar is None else "worked"
            self.refuse(node.at, f"{name} is used in another way than >= with a duration written out", TIME_RULE, TIME)

    def _node(self, name: str, arguments: tuple[Node, ...], at: int) -> Node | None:
        """The node, or None where the number or form of the arguments is wrong."""
        match name, arguments:
            case "has", (Name(name=fact),) if "." in fact:
                return Has(fact, at=at)
            case "size", (part,):
                return Size(part, at=at)
            case "elapsed", (anchor,):
                return self._lapse(Lapsing(anchor, None, at=at))
            case "worked", (anchor, Literal(kind=Kind.TEXT, value=str(calendar))):
                return self._lapse(Lapsing(anchor, calendar, at=at))
            case (("before" | "after"), (moment,)):
                return Turn(name, moment, at=at)
            case "plus", (base, Literal(kind=Kind.DURATION, value=int(seconds))):
                return Moved(name, base, seconds, at=at)
            case (("plus_days" | "plus_months"), (base, Literal(kind=Kind.COUNT, value=int(by)))):
                if abs(by) <= LONGEST_MOVE[name]:
                    return Moved(name, base, by, at=at)
                return self.refuse(at, f"{name} moves by {LONGEST_MOVE[name]} at most", "Use a smaller number.")
            case _, (Literal(kind=Kind.TEXT, value=str(text), at=place),) if name in _CONSTANTS:
                kind, read = _CONSTANTS[name]
                try:
                    return Literal(kind, read(text), at=at)
                except DeskError as fault:
                    return self.refuse(place, fault.what, fault.mend)
        return None

    def _lapse(self, node: Lapsing) -> Node:
        self._lapsing.append(node)
        return node
