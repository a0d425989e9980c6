"""Conditions and environments made by chance, well typed by construction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from stepladder.core.policy.conditions import Environment, FactType, Kind, Tree, check, parse
from stepladder.core.policy.conditions.show import quoted
from stepladder.core.values import Money

FACTS: Mapping[str, FactType] = {
    "signal.n": FactType(Kind.COUNT),
    "signal.m": FactType(Kind.COUNT),
    "signal.x": FactType(Kind.COUNT),
    "signal.text": FactType(Kind.TEXT),
    "signal.tags": FactType(Kind.TEXTS),
    "signal.flag": FactType(Kind.FLAG),
    "signal.kind": FactType(Kind.CHOICE, ("call", "mail")),
    "customer.plan": FactType(Kind.TEXT),
    "customer.vip": FactType(Kind.FLAG, absent=False),
    "customer.arr": FactType(Kind.MONEY),
    "contract.fee": FactType(Kind.MONEY),
    "contract.ends_on": FactType(Kind.DATE),
    "case.opened_at": FactType(Kind.INSTANT),
    "case.silence": FactType(Kind.DURATION),
}
NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2025, 3, 8, tzinfo=UTC)
_SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_WORDS = st.sampled_from(["", "a", "b", "ab", "call", "mail", "caf\u00e9", "it's", "a\\b", "\n\x00"])


def _one_of(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


def _said(form: str, *parts: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: form.format(*found))


def _grown(base: st.SearchStrategy[str], *forms: tuple[str, int]) -> st.SearchStrategy[str]:
    return st.recursive(
        base, lambda part: st.one_of(*(_said(form, *[part] * count) for form, count in forms)), max_leaves=4
    )


_number = _grown(
    st.one_of(
        _one_of("signal.n", "signal.m", "signal.x", "size(signal.text)", "size(signal.tags)"),
        st.sampled_from([0, 1, 2, 3, -1, 2.5, 1e300, -0.0, 2**63 - 1]).map(repr),
    ),
    ("({} + {})", 2), ("({} - {})", 2), ("({} * {})", 2), ("({} / {})", 2), ("-({})", 1),
)  # fmt: skip
_text = st.one_of(_one_of("signal.text", "signal.kind", "customer.plan"), _WORDS.map(quoted))
_money = _one_of("customer.arr", "contract.fee", "money('500 USD')", "money('1.50 EUR')")
_duration = _one_of("case.silence", "duration('4h')", "duration('90s')", "duration('P1DT1S')")
_date = _grown(_one_of("contract.ends_on", "date('2025-03-09')"), ("plus_days({}, -1)", 1), ("plus_months({}, 1)", 1))
_instant = _grown(
    _one_of("case.opened_at", "instant('2025-03-09T02:30:00-05:00')", "plus(contract.ends_on, duration('1h'))"),
    ("plus({}, duration('30m'))", 1), ("plus_days({}, 1)", 1), ("plus_months({}, -1)", 1),
)  # fmt: skip
_moment = st.one_of(_date, _instant)
_texts = st.one_of(_one_of("signal.tags"), st.lists(_text, max_size=3).map(lambda items: f"[{', '.join(items)}]"))
_time = st.one_of(
    _said("{}({})", _one_of("before", "after"), _moment),
    _said("elapsed({}) >= duration('{}h')", _moment, st.integers(0, 60)),
    _said("worked({}, '{}') >= duration('{}m')", _moment, _one_of("office", "none"), st.integers(0, 600)),
)
_solid = st.one_of(
    _one_of("true", "false", "signal.flag"),
    _said("{} {} {}", _number, _SIGNS, _number),
    _said("{} {} {}", _text, _one_of("==", "!="), _one_of("signal.text", "customer.plan", "'a'", "'call'")).filter(
        lambda text: "signal.kind" not in text
    ),
    _said("{} {} {}", _money, _SIGNS, _money),
    _said("{} {} {}", _duration, _SIGNS, _duration),
    _said("{} {} {}", _date, _SIGNS, _date),
    _said("{} {} {}", _instant, _SIGNS, _instant),
    _said("{} in [{}, {}]", _number, _number, _number),
    _said("{} in [{}, {}]", _money, _money, _money),
    _said("signal.kind in ['call', customer.plan]"),
    _said("{} in {}", _one_of("signal.text", "'a'", "customer.plan"), _texts),
    _said("{}.{}({})", _text, _one_of("contains", "startsWith", "endsWith"), _text),
    _said("{}.matches({})", _text, _one_of("'^a'", "'(?i)B|c.l'", "r'\\W'", "''")),
    _said("{}.{}(t, {})", _texts, _one_of("exists", "all"),
          _one_of("t == 'a'", "t.contains(signal.text)", "size(t) > signal.n", "t in signal.tags",
                  "signal.flag || t == ''", "signal.tags.exists(u, u.startsWith(t))")),
)  # fmt: skip
_presence = _one_of("has(customer.plan)", "has(customer.vip)", "has(case.silence)", "customer.vip")


def _joined(base: st.SearchStrategy[str], leaves: int = 8) -> st.SearchStrategy[str]:
    def more(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            _said("({} && {})", part, part), _said("({} || {})", part, part),
            _said("({} && {} && {})", part, part, part),
            _said("({} || {} && {})", part, part, part), _said("!({})", part), _said("(({}) == ({}))", part, part),
        )  # fmt: skip

    return st.recursive(base, more, max_leaves=leaves)


conditions = _joined(st.one_of(_solid, _time, _presence)).filter(lambda text: len(text) < 1_500)
steady = _joined(st.one_of(_solid, _time)).filter(lambda text: len(text) < 1_500)
"""Conditions whose known answer no further fact can change: without `has` and marks that count as false."""

_amounts = st.builds(
    Money, st.sampled_from([Decimal("1.5"), Decimal(500), Decimal(501)]), st.sampled_from(["USD", "EUR"])
)
_count = st.one_of(st.integers(-3, 4), st.sampled_from([0.5, 2.5, -0.0, 1e308, 2**63 - 1]))
_VALUES = {
    Kind.COUNT: _count,
    Kind.TEXT: _WORDS,
    Kind.TEXTS: st.lists(_WORDS, max_size=3).map(tuple),
    Kind.FLAG: st.booleans(),
    Kind.CHOICE: st.sampled_from(["call", "mail"]),
    Kind.MONEY: _amounts,
    Kind.DATE: st.sampled_from(
        [date(2025, 3, 8), date(2025, 3, 9), date(2025, 1, 31), date(1, 1, 1), date(9999, 12, 31)]
    ),
    Kind.INSTANT: st.integers(-200_000, 200_000).map(lambda seconds: START + timedelta(seconds=seconds)),
    Kind.DURATION: st.sampled_from([0, 90, 14_400, 90_001]),
}


def half_speed(calendar: str, start: int, seconds: int) -> int | None:
    """A calendar that is open every other second; any other has no answer."""
    return start + 2 * seconds if calendar == "office" else None


@st.composite
def environments(draw: st.DrawFn, *, whole: bool = False) -> Environment:
    """Facts of some records; with `whole`, every fact is there."""
    facts: dict[str, object] = {}
    records = {"signal"} | (draw(st.sets(st.sampled_from(["customer", "contract", "case"]))) if not whole else set())
    for name, fact in FACTS.items():
        if whole or (name.partition(".")[0] in records and draw(st.integers(0, 3)) > 0):
            facts[name] = draw(_VALUES[fact.kind])
    records |= {name.partition(".")[0] for name in facts}
    now = int(START.timestamp()) + draw(st.integers(-300_000, 300_000))
    return Environment(facts, frozenset(records), now, draw(st.sampled_from([UTC, NEW_YORK])), half_speed)


def tree_of(text: str) -> Tree:
    tree = parse(text, file="rules.yaml", line=1, column=1)
    assert isinstance(tree, Tree), tree
    assert check(tree, FACTS) == []
    return tree
