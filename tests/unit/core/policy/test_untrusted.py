"""A pack is somebody else's text: it loads or is refused with places, within bounds, and nothing else happens."""

# ruff: noqa: E501 - a faulty text and what is said of it stand together

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder import packfiles
from stepladder.core.policy.layers import MOST_CHARACTERS, MOST_ELEMENTS
from stepladder.core.policy.nodes import MOST_FAULTS
from stepladder.core.triage.loading import MOST_PHRASES, load
from stepladder.core.values import Fault, PackFaults
from tests.unit.core.policy.whole_pack import WHOLE

HEADER = "pack: {id: p, title: P, version: '1'}\n"
SHIPPED = packfiles.read("support-desk")[1]


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PackFaults) as refused:
        load("p", {"p.yaml": text})
    return refused.value.faults


REFUSED = {  # claim: (text, line, column, rule, part of what)
    "a tag that would build an object": ("a: !!python/object/apply:os.system [x]", 1, 4, "yaml", "a tag"),
    "a tag of one's own": ("a: !mine x", 1, 4, "yaml", "a tag"),
    "a bare tag": ("a: ! x", 1, 4, "yaml", "a tag"),
    "an anchor": ("a: &b x", 1, 4, "yaml", "an anchor"),
    "an anchor on a list": ("a: &b [x]", 1, 4, "yaml", "an anchor"),
    "a text that doubles at each line": ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", 2, 8, "yaml", "an alias"),
    "a key twice": ("pack: {id: p}\npack: {id: q}", 2, 1, "duplicate-key", "'pack' stands twice"),
    "a key twice in an example": ("examples: [{given: {at: a, at: b}}]", 1, 28, "duplicate-key", "'at' stands twice"),
    "a key that is a list": ("? [a]\n: b", 1, 3, "yaml", "a key is expected"),
    "two documents": ("a: b\n---\na: b", 2, 1, "yaml", "second document"),
    "deep nesting": ("a: " + "[" * 5_000, 1, 15, "yaml", "nested deeper"),
    "a bell": ("a: b\x07", 1, 5, "character", "U+0007"),
    "an escaped bell": ('a: "b\\x07"', 1, 4, "character", "U+0007"),
    "an escape for the terminal": ('a: "\\e[31m"', 1, 4, "character", "U+001B"),
    "writing that turns its direction": ("a:\n  b\u202ec", 2, 4, "character", "U+202E"),
    "an escaped turn": ('a: "\\u2066x"', 1, 4, "character", "U+2066"),
    "a carriage return in a value": ('a: "b\\rc"', 1, 4, "character", "U+000D"),
    "a file that is too long": ("#" * (MOST_CHARACTERS + 1), 1, 1, "size", "longer than"),
}


@pytest.mark.parametrize(("text", "line", "column", "rule", "what"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_plain_is_refused_at_its_place(text: str, line: int, column: int, rule: str, what: str) -> None:
    found = [one for one in faults(text) if (one.line, one.column, one.rule) == (line, column, rule)]
    assert found, faults(text)
    assert what in found[0].what


PLAIN = {
    "a byte order mark": "\ufeff" + HEADER,
    "windows line ends": HEADER.replace("\n", "\r\n"),
    "tabs and emoji in a value": "pack: {id: p, title: \"a\\tb \U0001f468\u200d\U0001f469\", version: '1'}",
    "a name with a star and an ampersand in quotes": "pack: {id: p, title: '*a &b !c', version: '1'}",
    "one document with its mark": "---\n" + HEADER,
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_is_plain_loads(text: str) -> None:
    assert load("p", {"p.yaml": text}).id == "p"


def timed(text: str) -> tuple[tuple[Fault, ...], float]:
    start = time.process_time()
    return faults(text), time.process_time() - start


def many(section: str, element: str, count: int) -> str:
    return HEADER + f"{section}:\n" + "".join(f"  - {element.format(n=n)}\n" for n in range(count))


LARGE = {  # claim: (text, rule)
    "too many elements": (many("flags", "{{id: f{n}, because: x}}", MOST_ELEMENTS + 1), "size"),
    "too many phrases": (
        many("triggers", "{{id: t{n}, because: x, phrases: [" + ", ".join(f"aa{k}{{n}}" for k in range(101)) + "]}}", 100),
        "size",
    ),
    "phrases that are said in millions of ways": (
        many("triggers", "{{id: t{n}, because: x, phrases: ['{{aa/bb}}" + "{{cc/dd}}" * 9 + "{n}']}}", 400),
        "phrase",
    ),
    "conditions without end": (
        many("segments", "{{id: s{n}, because: x, when: \"" + " || ".join(["customer.vip"] * 120) + '"}}', 400), "size"
    ),
    "a condition nested without end": (HEADER + f"segments: [{{id: s, because: x, when: '{'(' * 900}'}}]", "condition-limit"),
    "more faults than anybody reads": (many("cc", "{{id: c{n}, cc: nobody, beclause: x}}", 3_000), "size"),
    "conditions of unknown facts, among many known ones": (
        many("facts", "{{id: fact-number-{n}, type: flag, ask: x}}", 2_000)
        + "segments:\n"
        + "".join(f'  - {{id: s{n}, because: x, when: "{" || ".join(["signal.fct"] * 60)}"}}\n' for n in range(200)),
        "condition-name",
    ),
    "names that are all unknown": (
        many("flags", "{{id: flag-number-{n}, because: x}}", 4_000)
        + "cc:\n" + "".join(f"  - {{id: c{n}, for: {{flag: flg-nmber-{n}}}, cc: nobody, because: x}}\n" for n in range(3_000)),
        "unknown-name",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), LARGE.values(), ids=LARGE)
def test_what_is_large_is_refused_in_bounded_time(text: str, rule: str) -> None:
    found, seconds = timed(text)
    assert rule in {one.rule for one in found}
    assert len(found) <= 3 * MOST_FAULTS
    assert seconds < 20
    assert MOST_PHRASES == 10_000


def answered(files: dict[str, str]) -> str:
    """What becomes of the files. Anything raised but the faults of the pack fails the test."""
    try:
        return load("p", files).id
    except PackFaults as refused:
        return "refused" if all(fault.line >= 1 and fault.file for fault in refused.faults) else ""


YAML_LIKE = st.text(st.sampled_from("abc:[]{}-,#&*!|>'\"\\\n \t?%@`0x\u202e\x07é"), max_size=80)


@settings(deadline=None)
@given(YAML_LIKE)
def test_any_text_of_signs_that_yaml_knows_loads_or_is_refused(text: str) -> None:
    assert answered({"p.yaml": HEADER, "q.yaml": text}) in ("p", "refused")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_shipped_pack_with_a_slip_anywhere_loads_or_is_refused(data: st.DataObject) -> None:
    files = dict(data.draw(st.sampled_from([WHOLE, WHOLE, SHIPPED])))
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name]
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.one_of(YAML_LIKE, st.text(max_size=10), st.just(text[start : start + 60])))
    files[name] = text[:start] + put + text[start + length :]
    assert answered(files)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_pack_with_its_lines_in_disorder_loads_or_is_refused(data: st.DataObject) -> None:
    lines = WHOLE["rules.yaml"].split("\n")
    chosen = data.draw(st.lists(st.sampled_from(lines), max_size=30))
    assert answered(WHOLE | {"rules.yaml": "\n".join(chosen)}) in ("whole", "refused")
