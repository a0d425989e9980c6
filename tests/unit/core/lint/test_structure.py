"""What the rules about structure find, and what they leave alone; the pages hold one policy of each sort besides."""

import pytest

from stepladder.core.lint.finding import Finding
from stepladder.core.lint.structure.circles import circles, groups
from tests.unit.core.lint.told import findings

_HEADER = "pack: {id: example, title: Example, version: '1', extends: starter}\n"
_SAID = "because: Somebody wanted it., source: [HB-1]"

FINDS = {  # claim: (rule, policy, part of what it says)
    "two currencies cannot meet": (
        "never-matches",
        f"triggers: [{{id: x, category: money, when: \"signal.refund_amount > money('5 USD') && "
        f"signal.refund_amount < money('9 EUR')\", {_SAID}}}]",
        "the condition of 'triggers/x' can never hold",
    ),
    "what opens a gate can be impossible": (
        "never-matches",
        f"gates: [{{id: x, kind: check, holds: [close], opens_when: \"signal.summary == 'a' && !has(signal.summary)\", "
        f"{_SAID}}}]",
        "the opening condition of 'gates/x' can never hold",
    ),
    "a lower level cannot be reached past a wider one": (
        "shadowed",
        f"scales: [{{id: size, source: [HB-1], levels: [{{id: big, when: 'signal.affected_count > 5', {_SAID}}}, "
        f"{{id: small, when: 'signal.affected_count > 9', {_SAID}}}]}}]",
        "facts never put a case on 'size:small'",
    ),
    "two higher levels together hide a third": (
        "shadowed",
        f"scales: [{{id: size, source: [HB-1], levels: [{{id: big, when: 'signal.affected_count > 5', {_SAID}}}, "
        f"{{id: tiny, when: 'signal.affected_count <= 5', {_SAID}}}, "
        f"{{id: mid, when: 'signal.affected_count == 4', {_SAID}}}]}}]",
        "that of 'big', 'tiny' above it does",
    ),
    "a route that is always replaced tells nobody": (
        "shadowed",
        f"routes: [{{id: a, for: {{trigger: wish}}, to: lead, channel: email, {_SAID}}}, "
        f"{{id: b, for: {{trigger: [wish, large-refund]}}, to: lead, channel: chat, replaces: [a], {_SAID}}}]",
        "the route 'a' tells nobody: wherever it binds, 'b' replaces it",
    ),
    "one team is told once": (
        "shadowed",
        f"routes: [{{id: a, for: {{category: wish, trigger: wish}}, to: product, channel: email, {_SAID}}}]",
        "the route 'a' adds nothing: wherever it binds, 'wish-product' has told 'product' by email already",
    ),
    "a clock belongs to one matter": (
        "never-binds",
        f"clocks: [{{id: x, for: {{category: money, trigger: wish}}, kind: update, within: 1h, {_SAID}}}]",
        "no trigger it names brings a category it names",
    ),
    "a rule can contradict what it binds to": (
        "never-binds",
        f"scenarios: [{{id: crowd, when: 'signal.affected_count > 99', {_SAID}}}]\n"
        f"steps: [{{id: x, for: {{scenario: crowd}}, when: 'signal.affected_count < 9', does: Ask., {_SAID}}}]",
        "its condition cannot hold where the scenario 'crowd' does",
    ),
    "a route waits for itself": (
        "undoes",
        f"routes: [{{id: a, to: lead, channel: chat, after: a, {_SAID}}}]",
        "the route 'a' waits for itself",
    ),
    "three routes wait for each other": (
        "undoes",
        f"routes: [{{id: a, to: lead, channel: chat, after: c, {_SAID}}}, "
        f"{{id: b, to: product, channel: chat, after: a, {_SAID}}}, "
        f"{{id: c, to: billing, channel: chat, after: b, {_SAID}}}]",
        "'a' and 'c' and 'b' wait for each other",
    ),
    "two clocks cannot both come second": (
        "undoes",
        f"clocks: [{{id: a, kind: look, within: 1h, not_before: [tell], {_SAID}}}, "
        f"{{id: b, kind: tell, within: 2h, not_before: [look], {_SAID}}}]",
        "the clocks 'a' and 'b' may not fall due before each other",
    ),
    "a gate can lock its own key in": (
        "undoes",
        f"gates: [{{id: x, kind: check, holds: [send], items: [{{id: told, title: Told, evidence: message}}], "
        f"{_SAID}}}]",
        "waits for a message ('told') and holds every message",
    ),
    "what is given only together cannot exclude each other": (
        "undoes",
        f"concessions: [{{id: a, only_with: [b], {_SAID}}}, {{id: b, excludes: [a], {_SAID}}}]",
        "'a' is given only with 'b', which never stands beside it",
    ),
    "a gate may exempt all it binds to": (
        "does-nothing",
        f"gates: [{{id: x, kind: check, for: {{category: money}}, holds: [close], exempt: {{category: [money, wish]}}, "
        f"{_SAID}}}]",
        "the gate 'x' is never shut",
    ),
    "a question can ask for another level's answer": (
        "does-nothing",
        f"scales: [{{id: size, source: [HB-1], levels: [{{id: big, when: 'signal.affected_count > 5', {_SAID}}}]}}]\n"
        f"questions: [{{id: q, fact: signal.tried, ask: What?, decides: [size:big], {_SAID}}}]",
        "whose condition does not read signal.tried",
    ),
    "words can be taken away as soon as they are found": (
        "does-nothing",
        f"triggers: [{{id: x, category: wish, phrases: [more of it], unless: [more of it], {_SAID}}}]",
        "'triggers/x' never hits by the words 'more of it'",
    ),
    "an approval can climb to where it was": (
        "does-nothing",
        f"approvals: [{{id: x, by: lead, expires_after: 4h, then_to: [lead], {_SAID}}}]",
        "the approval 'x' climbs to 'lead'",
    ),
    "a choice can fill a gap with words it refuses": (
        "slot-nobody-fills",
        f"facts: [{{id: size, type: choice, choices: [s, m], ask: Which?, source: [HB-1]}}]\n"
        f'templates: [{{id: x, body: "Yours is {{size}}.", slots: [{{id: size, from: signal.size, allowed: [small], '
        f"source: [HB-1]}}], {_SAID}}}]",
        "allows none of the words that fill it: m, s",
    ),
}


def test_t42_two_rules_that_undo_each_other_are_reported() -> None:
    routes = (
        f"routes: [{{id: a, for: {{category: wish}}, to: lead, channel: chat, replaces: [b], {_SAID}}}, "
        f"{{id: b, for: {{trigger: wish}}, to: lead, channel: email, replaces: [a], {_SAID}}}]"
    )
    (found,) = _found("undoes", routes)
    assert found.what == "'a' and 'b' replace each other, so where all of them bind nobody is told"
    assert (found.elements, found.source) == (("routes/a", "routes/b"), ("HB-1",))


def test_t41_a_rule_that_does_nothing_is_reported() -> None:
    adjustment = f"adjustments: [{{id: x, kinds: [update], faster_by: 50%, {_SAID}}}]"
    (found,) = _found("does-nothing", adjustment)
    assert found.what == "the adjustment 'x' changes clocks of kind update, and there is none"


LEAVES = {  # claim: (rule, policy)
    "two amounts of one currency may meet": (
        "never-matches",
        f"triggers: [{{id: x, category: money, when: \"signal.refund_amount > money('5 EUR') && "
        f"signal.refund_amount < money('9 EUR')\", {_SAID}}}]",
    ),
    "a level with room below the one above it": (
        "shadowed",
        f"scales: [{{id: size, source: [HB-1], levels: [{{id: big, when: 'signal.affected_count > 9', {_SAID}}}, "
        f"{{id: small, when: 'signal.affected_count > 5', {_SAID}}}]}}]",
    ),
    "a clock beside a more exact one for some of its triggers": (
        "shadowed",
        f"clocks: [{{id: x, for: {{trigger: large-refund}}, kind: first_response, within: 1h, {_SAID}}}]",
    ),
    "a clock of a category that facts may show without a trigger": (
        "shadowed",
        f"categories: [{{id: gift, when: has(signal.tried), level: priority:normal, {_SAID}}}]\n"
        f"triggers: [{{id: gift-asked, category: gift, phrases: [a gift], {_SAID}}}]\n"
        f"clocks: [{{id: a, for: {{category: gift}}, kind: update, within: 2h, {_SAID}}}, "
        f"{{id: b, for: {{trigger: gift-asked}}, kind: update, within: 1h, {_SAID}}}]",
    ),
    "clocks where the strictest counts": (
        "shadowed",
        f"parameters: [{{id: clock.precedence, value: strictest, {_SAID}}}]\n"
        f"clocks: [{{id: x, for: {{trigger: [charged-twice, large-refund]}}, kind: first_response, within: 1h, "
        f"{_SAID}}}]",
    ),
    "a route that follows a person where nothing is the matter": (
        "shadowed",
        f"segments: [{{id: s, when: has(customer.csm), {_SAID}}}]\n"
        f"routes: [{{id: a, for: {{segment: s}}, to: lead, channel: chat, {_SAID}}}, "
        f"{{id: b, to: lead, channel: email, replaces: [a], {_SAID}}}]",
    ),
    "a route for two matters that may meet in one case": (
        "never-binds",
        f"routes: [{{id: x, for: {{category: money, trigger: wish}}, to: lead, channel: chat, {_SAID}}}]",
    ),
    "a scenario that a trigger may bring besides": (
        "never-binds",
        f"scenarios: [{{id: crowd, when: 'signal.affected_count > 99', trigger: [service-down], {_SAID}}}]\n"
        f"steps: [{{id: x, for: {{scenario: crowd}}, when: 'signal.affected_count < 9', does: Ask., {_SAID}}}]",
    ),
    "routes that replace each other and cannot meet": (
        "undoes",
        f"flags: [{{id: unset, {_SAID}}}]\n"
        f"routes: [{{id: a, for: {{flag: unset}}, to: lead, channel: chat, replaces: [b], {_SAID}}}, "
        f"{{id: b, for: {{category: wish}}, to: lead, channel: email, replaces: [a], {_SAID}}}]",
    ),
    "a gate that something else opens": (
        "undoes",
        f"gates: [{{id: x, kind: check, holds: [send], opens_when: has(signal.tried), "
        f"items: [{{id: told, title: Told, evidence: message}}], {_SAID}}}]",
    ),
    "a message that a person sends": (
        "slot-nobody-fills",
        f'templates: [{{id: x, body: "Hello {{name}}.", slots: [{{id: name, source: [HB-1]}}], {_SAID}}}]',
    ),
    "a level that a question decides": (
        "uncovered-level",
        f"scales: [{{id: size, source: [HB-1], levels: [{{id: big, {_SAID}}}]}}]\n"
        f"questions: [{{id: q, fact: signal.tried, ask: What?, decides: [size:big], {_SAID}}}]",
    ),
    "a category whose stages have an owner": (
        "lonely-category",
        f"categories: [{{id: gift, level: priority:normal, "
        f"stages: [{{id: first, owner: lead, source: [HB-1]}}], {_SAID}}}]",
    ),
    "what binds to a stage of the work": (
        "no-example",
        f"guidance: [{{id: x, for: {{stage: resolve}}, text: Well done., {_SAID}}}]",
    ),
    "what an extended policy brings": ("no-example", ""),
}


def _found(rule: str, policy: str) -> list[Finding]:
    found = findings(_HEADER + policy)
    assert [one.what for one in found if one.severity == "error"] == []
    return [one for one in found if one.rule == rule]


@pytest.mark.parametrize(("rule", "policy", "said"), FINDS.values(), ids=FINDS)
def test_it_is_found(rule: str, policy: str, said: str) -> None:
    assert [said in one.what for one in _found(rule, policy)] == [True]


@pytest.mark.parametrize(("rule", "policy"), LEAVES.values(), ids=LEAVES)
def test_it_is_left_alone(rule: str, policy: str) -> None:
    assert _found(rule, policy) == []


_NEVER = "signal.affected_count > 3 && signal.affected_count < 2"
_ONCE = {  # claim: (policy, the one rule that tells of it)
    "a segment that never is": (
        f"segments: [{{id: s, when: '{_NEVER}', {_SAID}}}]\n"
        f"guidance: [{{id: x, for: {{segment: s}}, text: Well done., {_SAID}}}]",
        "never-matches",
    ),
    "a segment that never is, and a rule with a condition": (
        f"segments: [{{id: s, when: '{_NEVER}', {_SAID}}}]\n"
        f"steps: [{{id: x, for: {{segment: s}}, when: 'signal.affected_count < 9', does: Ask., {_SAID}}}]",
        "never-matches",
    ),
    "a scenario that never is": (
        f"scenarios: [{{id: s, when: '{_NEVER}', {_SAID}}}]\n"
        f"guidance: [{{id: x, for: {{scenario: s}}, text: Well done., {_SAID}}}]",
        "never-matches",
    ),
    "a rung that never opens": (
        f"ladders: [{{id: l, {_SAID}, rungs: [{{id: l/1, does: Offer it., final: true, opens_when: '{_NEVER}', "
        f"authority: [{{role: lead}}], {_SAID}}}]}}]",
        "ladder-never-ends",
    ),
    "two flags that nothing sets": (
        f"flags: [{{id: f, {_SAID}}}, {{id: g, {_SAID}}}]\n"
        f"guidance: [{{id: x, for: {{flag: [f, g]}}, text: Well done., {_SAID}}}]",
        "never-binds",
    ),
}


@pytest.mark.parametrize(("policy", "rule"), _ONCE.values(), ids=_ONCE)
def test_one_mistake_is_told_once(policy: str, rule: str) -> None:
    found = findings(_HEADER + policy)
    assert [one.rule for one in found if one.severity == "warning"] == [rule]


LADDERS = {  # claim: (rungs, what ladder-skips and ladder-never-ends say of them)
    "rising to a final rung": (("value: {rate: 10%, of: signal.price}", "value: {rate: 20%, of: signal.price}"), []),
    "falling": (
        ("value: {rate: 20%, of: signal.price}", "value: {rate: 10%, of: signal.price}"),
        ["the rung 'l/2' gives 10% of signal.price and 'l/1' before it 20% of signal.price"],
    ),
    "falling months": (
        ("value: {months: 3, of: signal.price}", "value: {months: 2, of: signal.price}"),
        ["the rung 'l/2' gives 2 months of signal.price and 'l/1' before it 3 months of signal.price"],
    ),
    "falling sums": (
        ("value: {fixed: 9.00 EUR}", "value: {fixed: 8.00 EUR}"),
        ["the rung 'l/2' gives 8.00 EUR and 'l/1' before it 9.00 EUR"],
    ),
    "sums that cannot be compared": (("value: {fixed: 9.00 EUR}", "value: {fixed: 8.00 USD}"), []),
    "two sorts of gift": (
        ("kind: gift, value: {fixed: 9.00 EUR}", "kind: refund, value: {fixed: 8.00 EUR}"),
        [],
    ),
    "the same again": (
        ("value: {fixed: 9.00 EUR}", "value: {fixed: 9.00 EUR}"),
        ["the rung 'l/2' offers again what 'l/1' offered"],
    ),
    "a rung that never opens": (
        ("opens_when: 'signal.affected_count > 9 && signal.affected_count < 3'", "value: {fixed: 9.00 EUR}"),
        ["the rung 'l/1' can never be offered, nor can the rung behind it"],
    ),
    "more than anybody may give": (
        ("value: {rate: 20%, of: signal.price}, authority: [{role: lead, rate: 10%}]", "kind: end"),
        ["'l/1' can be offered by nobody, nor can the rung behind it: its value is above what each role may give"],
    ),
    "more than one may give and an approval": (
        ("value: {rate: 20%, of: signal.price}, authority: [{role: lead, rate: 10%}], approval: ok", "kind: end"),
        [],
    ),
    "a limit in money for a share of what is not yet known": (
        ("value: {rate: 20%, of: signal.price}, authority: [{role: lead, money: 10.00 EUR}]", "kind: end"),
        [],
    ),
    "more months in a part than anybody may give": (
        ("kind: off, authority: [{role: lead, months: 2}], sub_rungs: [{id: l/1/1, months: 3}]", "kind: end"),
        ["'l/1/1' can be offered by nobody, nor can the rung behind it: its value is above"],
    ),
}


@pytest.mark.parametrize(("rungs", "said"), LADDERS.values(), ids=LADDERS)
def test_a_ladder_rises_and_ends(rungs: tuple[str, str], said: list[str]) -> None:
    written = [one if "authority" in one else f"{one}, authority: [{{role: lead}}]" for one in rungs]
    policy = (
        f"facts: [{{id: price, type: money, ask: How much?, source: [HB-1]}}]\n"
        f"approvals: [{{id: ok, by: lead, {_SAID}}}]\n"
        f"ladders: [{{id: l, {_SAID}, rungs: [{{id: l/1, does: Offer it., {written[0]}, {_SAID}}}, "
        f"{{id: l/2, does: Offer that., final: true, {written[1]}, {_SAID}}}]}}]"
    )
    found = [*_found("ladder-skips", policy), *_found("ladder-never-ends", policy)]
    assert [part in one.what for part, one in zip(said, found, strict=True)] == [True] * len(said)


def test_where_rungs_add_up_a_smaller_one_may_follow() -> None:
    policy = (
        f"parameters: [{{id: ladder.value, value: add, {_SAID}}}]\n"
        f"ladders: [{{id: l, {_SAID}, rungs: [{{id: l/1, does: Offer it., value: {{fixed: 9.00 EUR}}, {_SAID}}}, "
        f"{{id: l/2, does: Offer that., final: true, value: {{fixed: 8.00 EUR}}, {_SAID}}}]}}]"
    )
    assert [*_found("ladder-skips", policy), *_found("ladder-never-ends", policy)] == []


CIRCLES = {  # claim: (what leads where, what leads to each other, a shortest circle from each)
    "none": ({"a": ("b",), "b": ("c",), "c": ()}, [], []),
    "one of itself": ({"a": ("a",)}, [("a",)], [("a",)]),
    "each once": ({"a": ("b",), "b": ("a",)}, [("a", "b")], [("a", "b")]),
    "what only leads into one is outside": ({"x": ("a",), "a": ("b",), "b": ("a",)}, [("a", "b")], [("a", "b")]),
    "two that share a name": (
        {"a": ("b", "c"), "b": ("a",), "c": ("a",)},
        [("a", "b", "c")],
        [("a", "b"), ("c", "a")],
    ),
    "two apart": (
        {"a": ("b",), "c": ("d",), "b": ("a",), "d": ("c", "a")},
        [("a", "b"), ("c", "d")],
        [("a", "b"), ("c", "d")],
    ),
    "a shorter one behind a longer": (
        {"a": ("b",), "b": ("c",), "c": ("a", "d"), "d": ("c",)},
        [("a", "b", "c", "d")],
        [("c", "d"), ("a", "b", "c")],
    ),
    "a name that leads nowhere known": ({"a": ("z",)}, [], []),
}


@pytest.mark.parametrize(("leads", "lead_to_each_other", "shortest"), CIRCLES.values(), ids=CIRCLES)
def test_circles_are_found_once(
    leads: dict[str, tuple[str, ...]], lead_to_each_other: list[tuple[str, ...]], shortest: list[tuple[str, ...]]
) -> None:
    assert list(groups(leads)) == lead_to_each_other
    assert circles(leads) == shortest


def test_of_many_routes_that_replace_each_other_one_circle_is_told() -> None:
    names = [f"r{number}" for number in range(60)]
    routes = [
        f"{{id: {name}, for: {{category: wish}}, to: lead, channel: chat, "
        f"replaces: [{', '.join(one for one in names if one != name)}], {_SAID}}}"
        for name in names
    ]
    policy = f"routes: [{', '.join(routes)}]"
    (found,) = _found("undoes", policy)
    assert found.what == (
        "'r0' and 'r1' replace each other, so where all of them bind nobody is told; "
        "58 more routes are in a circle with them"
    )
    assert _found("shadowed", policy) == []
