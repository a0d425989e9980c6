"""Laws of reading drafts and of filling templates, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.guard.draft import DraftContext
from stepladder.core.guard.reading import read_draft
from stepladder.core.guard.templates import fill
from stepladder.core.policy.obligations import Slot, Template
from tests.unit.core.guard.drafts import drafts

PIECE = st.sampled_from(
    ["We will refund", "sorry", "We apologise", "soon", "at noon", "unlawful", "not", "alas", "woe", "but we can", "x"]
)
GLUE = st.sampled_from([" ", " ", ", ", ". ", "! ", "\n\n", "\r\n> ", "😡", " – ", "\u00a0", "e\u0301 "])
DRAFT = st.lists(st.tuples(PIECE | st.text(max_size=8), GLUE), max_size=12).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3).map(tuple)
CONTEXT = st.builds(
    DraftContext,
    said=st.fixed_dictionaries({}, optional={"tone/sorry": st.integers(0, 3)}),
    lifting=st.frozensets(st.sampled_from(["refund-approval", "other"])),
    role=st.sampled_from([None, "lawyer", "lead"]),
    fixed=SPANS,
)


@given(DRAFT, CONTEXT)
def test_a_finding_quotes_the_draft_and_they_stand_in_its_order(text: str, context: DraftContext) -> None:
    findings = read_draft(drafts(), text, context=context).findings
    assert all(one.quote == text[one.start : one.end] != "" for one in findings)
    assert [one.start for one in findings] == sorted(one.start for one in findings)


@given(DRAFT, CONTEXT)
def test_the_verdict_is_that_of_the_hardest_finding(text: str, context: DraftContext) -> None:
    found = read_draft(drafts(), text, context=context)
    modes = {one.mode for one in found.findings}
    assert found.verdict == ("block" if "block" in modes else "warn" if modes else "fine")


@given(DRAFT, DRAFT, CONTEXT)
def test_what_stands_in_a_paragraph_of_its_own_changes_no_finding_before_it(
    text: str, more: str, context: DraftContext
) -> None:
    alone = read_draft(drafts(), f"{text}.\n\n", context=context)
    longer = read_draft(drafts(), f"{text}.\n\n{more}", context=context)
    assert longer.findings[: len(alone.findings)] == alone.findings


@given(DRAFT, CONTEXT)
def test_knowing_more_of_a_case_never_makes_a_lifted_guard_speak(text: str, context: DraftContext) -> None:
    lifted = DraftContext(
        said=context.said, lifting=context.lifting | {"refund-approval"}, role="lawyer", fixed=context.fixed
    )
    before, after = (read_draft(drafts(), text, context=one).findings for one in (context, lifted))
    assert set(after) <= set(before)
    assert {one.rule for one in after}.isdisjoint({"refund", "law"})


@given(DRAFT, SPANS)
def test_fixed_lines_soften_findings_and_take_none_away(text: str, fixed: tuple[tuple[int, int], ...]) -> None:
    free = read_draft(drafts(), text)
    partly = read_draft(drafts(), text, context=DraftContext(fixed=fixed))
    whole = read_draft(drafts(), text, context=DraftContext(fixed=((0, len(text)),)))
    places = [[(one.rule, one.start, one.end) for one in read.findings] for read in (free, partly, whole)]
    assert places[0] == places[1] == places[2]
    assert free.counted == partly.counted == whole.counted
    assert whole.verdict != "block"


@given(DRAFT, st.integers(0, 3))
def test_what_was_counted_before_is_as_if_it_stood_in_the_draft(text: str, before: int) -> None:
    told = read_draft(drafts(), text, context=DraftContext(said={"tone/sorry": before}))
    number = told.counted.get("tone/sorry", 0)
    assert sum(one.rule == "sorry" for one in told.findings) == max(0, number - max(0, 1 - before))


@given(st.text(max_size=20), st.text(max_size=20), st.text(alphabet="ab \n", max_size=20))
def test_the_fixed_words_of_a_letter_are_its_templates_and_all_else_is_out_of_slots(
    name: str, hint: str, words: str
) -> None:
    slots = (Slot(id="name", title="Name", optional=True), Slot(id="hint", title="Hint", optional=True))
    body = f"{words}{{name}}b\n{words}a\n{{hint}}"
    letter = fill(Template(id="t", title="T", body=body, slots=slots), {"name": name, "hint": hint})
    left, at = "", 0
    for start, end in letter.fixed:
        assert at <= start < end
        assert letter.body[start:end] in body or not (name.strip() and hint.strip())
        left, at = left + letter.body[at:start], end
    left += letter.body[at:]
    assert left in (name.strip() + hint.strip(), hint.strip())
