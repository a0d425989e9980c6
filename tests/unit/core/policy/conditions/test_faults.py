"""Every fault names its place, what is wrong and how to mend it."""

import pytest

from stepladder.core.policy.conditions import DEEPEST, LONGEST, Tree, check, parse
from tests.unit.core.policy.conditions.desk import FACTS, answer, desk, faults_of

TABLE = {  # claim: (condition, column, a part of what, a part of mend)
    "a misspelt fact is suggested": (
        "signal.refund_amout > money('5 USD')",
        1,
        "no fact is called",
        "'signal.refund_amount'",
    ),
    "a fact like no other is sent to be declared": ("zzz.qqq == 'x'", 1, "no fact is called", "Declare it"),
    "a misspelt function is suggested": ("mony('5 USD') == signal.refund_amount", 1, "no function 'mony'", "'money'"),
    "a misspelt method is suggested": ("signal.text.contain('x')", 13, "no method 'contain'", "'contains'"),
    "a method used as a function is shown in place": ("contains(signal.text, 'x')", 1, "no function", "signal.subject"),
    "CEL's timestamp is called instant": ("before(timestamp('x'))", 8, "no function 'timestamp'", "'instant'"),
    "a misspelt choice is suggested": ("signal.kind == 'cal'", 16, "is never 'cal'", "'call'"),
    "a misspelt choice in a list is suggested": ("signal.kind in ['call', 'tickets']", 25, "is never", "'ticket'"),
    "money needs a currency": ("signal.refund_amount > 500", 1, "money cannot be compared", "money('500 USD')"),
    "a date is not a text": ("contract.ends_on == '2025-01-01'", 1, "cannot be compared", "date('2025-03-09')"),
    "a date and an instant are different": ("contract.ends_on < case.opened_at", 1, "cannot be compared", "one type"),
    "text has no order": ("customer.plan > 'pro'", 1, "text has no order", "=="),
    "flags have no order": ("signal.insists < true", 1, "no order", "=="),
    "lists are not compared": ("signal.tags == ['a']", 1, "does not compare lists", "exists"),
    "a text is not a condition": ("signal.text", 1, "must be true or false, and this is text", "signal.kind"),
    "&& joins only truths": ("signal.insists && signal.text", 19, "&& joins", "Compare it"),
    "! turns only truths": ("!signal.text", 2, "! turns", "Compare it"),
    "+ is for numbers": ("signal.text + 1 == 2", 1, "+ works on numbers", "number"),
    "- is for numbers": ("-signal.text == 1", 2, "- needs a number", "number"),
    "money is not added": ("signal.refund_amount + 1 > 2", 1, "+ works on numbers", "number"),
    "in needs a list": ("'a' in signal.text", 8, "in needs a list", "contains"),
    "in looks for one value": ("signal.tags in ['a']", 1, "one value", "exists"),
    "in keeps to one type": ("1 in signal.tags", 1, "cannot be in a list of text", "one type"),
    "a list keeps to one type": ("1 in [1, 'a']", 10, "cannot hold text", "one type"),
    "a list holds no list": ("1 in [[1]]", 7, "cannot stand in a list", "one list"),
    "exists goes over texts": ("[1].exists(t, true)", 1, "list of texts", "texts"),
    "exists keeps off the names of records": ("signal.tags.exists(customer, true)", 1, "name of a record", "such as t"),
    "exists needs a truth": ("signal.tags.exists(t, t)", 23, "exists asks", "Compare it"),
    "a variable is used once": ("signal.tags.exists(t, signal.tags.all(t, true))", 39, "'t' is taken", "another name"),
    "exists needs a name": ("signal.tags.exists('t', true)", 20, "needs a name", "exists(t, ...)"),
    "size counts lists and texts": ("size(signal.insists) > 1", 6, "size counts", "Take size"),
    "matches needs a written pattern": ("signal.text.matches(signal.subject)", 21, "written out", "matches('...')"),
    "look-around is refused": ("signal.text.matches('(?=a)')", 21, "cannot be used", "RE2"),
    "a long pattern is refused": (f"signal.text.matches('{'a' * 257}')", 21, "longer than 256", "Shorten"),
    "a huge repeat is refused": ("signal.text.matches('((a{100}){100}){100}')", 21, "cannot be used", "RE2"),
    "an amount is read at load": ("signal.refund_amount > money('500')", 30, "not an amount", "512.40 USD"),
    "a duration is read at load": ("elapsed(case.opened_at) >= duration('soon')", 37, "not a duration", "4h"),
    "a day that does not exist is refused": ("before(date('2025-02-30'))", 13, "not a date", "2025-03-09"),
    "an instant needs an offset": ("before(instant('2025-02-28T10:00:00'))", 16, "no offset", "Add one"),
    "a constant needs a text": ("money(500) == signal.refund_amount", 1, "not used like this", "money('500 USD')"),
    "has needs a dotted name": ("has(signal)", 1, "not used like this", "has(customer.plan)"),
    "has needs a known name": ("has(customer.plam)", 1, "no fact is called", "'customer.plan'"),
    "and is written &&": ("signal.insists and true", 16, "'and' does not belong", "&&"),
    "not is written !": ("not signal.insists", 1, "reserved", "!"),
    "= is written ==": ("signal.text = 'a'", 13, "'='", "=="),
    "& is written &&": ("signal.insists & true", 16, "'&'", "&&"),
    "curly quotes are refused": ("signal.text == ‘", 16, "no meaning", "straight"),
    "a choice with ? is refused": ("signal.insists ? true", 16, "'?'", "two rules"),
    "null is refused": ("customer.plan == null", 18, "no null", "has("),
    "a reserved word is refused": ("while == 1", 1, "reserved", "another name"),
    "an open bracket is told at the end": ("(signal.insists", 16, "not closed", ")"),
    "an open text is told at its start": ("signal.text == 'abc", 16, "not closed", "'"),
    "an empty condition is told": ("", 1, "a value is missing", "fact"),
    "a stray bracket is told": ("signal.insists)", 15, "')' does not belong", "&&"),
    "a field of a call is refused": ("has(customer.plan).x", 20, "only a record", "fact"),
    "hexadecimal is refused": ("signal.affected_count > 0x10", 26, "glued", "500 USD"),
    "a number beyond 64 bits is refused": ("signal.affected_count > 9223372036854775808", 25, "above", "smaller"),
    "a very long number is refused": (f"signal.affected_count > {'9' * 1900}", 25, "above", "smaller"),
    "an infinite number is refused": ("signal.affected_count > 1e999", 25, "too large", "smaller"),
    "an unknown escape is refused": (r"signal.text == 'a\qb'", 18, "no escape", "backslash"),
    "half a character is refused": (r"signal.text == '\ud800'", 17, "names no character", "D800"),
    "a far move is refused": ("after(plus_days(signal.kick_off, 40001))", 7, "40000 at most", "smaller"),
    "moving needs a moment": ("after(plus_days(signal.text, 1))", 17, "moves an instant", "such a fact"),
    "before needs a moment": ("before(signal.text)", 8, "needs an instant", "such a fact"),
    "elapsed needs a moment": ("elapsed(signal.text) >= duration('1h')", 9, "needs an instant", "such a fact"),
}


@pytest.mark.parametrize(("text", "column", "what", "mend"), TABLE.values(), ids=TABLE)
def test_fault(text: str, column: int, what: str, mend: str) -> None:
    faults = faults_of(text)
    assert [(fault.file, fault.line, fault.column) for fault in faults] == [("rules.yaml", 1, column)]
    assert what in faults[0].what
    assert mend in faults[0].mend


OTHER_USES_OF_TIME = [
    "elapsed(case.opened_at) > duration('4h')",
    "elapsed(case.opened_at) < duration('4h')",
    "elapsed(case.opened_at) == duration('4h')",
    "duration('4h') <= elapsed(case.opened_at)",
    "elapsed(case.opened_at) >= signal.silence",
    "elapsed(case.opened_at) >= 4",
    "elapsed(case.opened_at)",
    "elapsed(case.opened_at) + 1 > 2",
    "elapsed(case.opened_at) in [duration('4h')]",
    "worked(case.opened_at, 'office') < duration('4h')",
    "before(elapsed(case.opened_at))",
    "size(worked(case.opened_at, 'office')) > 1",
    "now > 5",
    "now == case.opened_at",
]


@pytest.mark.parametrize("text", OTHER_USES_OF_TIME)
def test_any_other_use_of_time_is_refused_at_load(text: str) -> None:
    assert [(fault.rule, "Time enters only as" in fault.mend) for fault in faults_of(text)] == [
        ("condition-time", True)
    ]


def test_the_fault_of_time_stands_at_the_misused_call_and_not_at_an_equal_one() -> None:
    faults = faults_of("elapsed(case.opened_at) == 1 || elapsed(case.opened_at) >= duration('4h')")
    assert [fault.column for fault in faults] == [1]


def test_all_faults_are_told_at_once_in_the_order_of_their_places() -> None:
    faults = faults_of("signal.kin == 'call' &&\n  mony(1) == 2 || mony(2) == 3", line=14, column=12)
    assert [(fault.line, fault.column) for fault in faults] == [(15, 14), (15, 30)]
    faults = faults_of("signal.kin == 'call' &&\n  customer.plam == 'pro'", line=14, column=12)
    assert [(fault.line, fault.column) for fault in faults] == [(14, 12), (15, 14)]


def test_a_fault_prints_as_a_place_to_open() -> None:
    (fault,) = faults_of("signal.refund_amout > money('1 USD')", line=14, column=12)
    assert str(fault) == (
        "rules.yaml:14:12 no fact is called 'signal.refund_amout'. Did you mean 'signal.refund_amount'?"
    )


def test_a_worked_calendar_is_one_of_the_pack() -> None:
    tree = parse("worked(case.opened_at, 'ofice') >= duration('4h')", file="rules.yaml", line=1, column=1)
    assert isinstance(tree, Tree)
    (fault,) = check(tree, FACTS, {"office", "always"})
    assert (fault.what, fault.mend) == ("no calendar is called 'ofice'", "Did you mean 'office'?")
    assert check(tree, FACTS, {"ofice"}) == []
    assert check(tree, FACTS) == []


BOMBS = {
    "brackets": "(" * 999 + "true" + ")" * 999,
    "negations": "!" * 1999 + "t",
    "lists": "[" * 999 + "]" * 999,
    "calls": "size(" * 300 + "'a'" + ")" * 300,
    "a chain of sums": "1" + "+1" * 900 + " == 1",
    "a chain of comparisons": "1" + "<1" * 900,
    "a chain of methods": "''" + ".contains('')" * 140,
    "macros": "signal.tags.all(a, " * 90 + "true" + ")" * 90,
    "length": "true" + " " * LONGEST,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_one_fault(text: str) -> None:
    faults = parse(text, file="rules.yaml", line=1, column=1)
    assert isinstance(faults, list)
    assert {fault.rule for fault in faults} <= {"condition-limit", "condition-name"}


def test_the_deepest_condition_allowed_still_compiles() -> None:
    brackets = "(" * DEEPEST + "signal.insists" + ")" * DEEPEST
    assert answer(brackets, desk({"signal.insists": True})) is True
    nots = "!" * (DEEPEST - 2) + "signal.insists"
    assert answer(nots, desk({"signal.insists": True})) is True
    mixed = "signal.insists"
    for _ in range((DEEPEST - 2) // 3):
        mixed = f"!(signal.insists && (signal.affected_count == 1 || {mixed}))"
    assert answer(mixed, desk()) is None
    assert answer(mixed, desk({"signal.insists": False})) is not None
    assert isinstance(parse("(" + brackets + ")", file="f", line=1, column=1), list)


def test_a_long_flat_condition_is_not_deep() -> None:
    text = " || ".join(f"signal.affected_count=={number}" for number in range(65))
    assert answer(text, desk({"signal.affected_count": 64})) is True
