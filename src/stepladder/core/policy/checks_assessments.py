"""What must hold for what may be the case: detectors, signs, scenarios, questions, and who is named how."""

from __future__ import annotations

from stepladder.core.policy.assessments import Counting, Detector, Scenario, Sign
from stepladder.core.policy.model import Element
from stepladder.core.policy.names import Names, ids, tickable_categories

COMPLAINT = "complaint"
"""The mark on one message that a person ticks besides triggers (Q-12)."""


def check(names: Names) -> None:
    """Every fault between assessments, and between them and what they name."""
    for detector in names.text.detectors:
        _detector(names, detector)
    for sign in names.text.signs:
        _sign(names, sign)
    for scenario in names.text.scenarios:
        _scenario(names, scenario)
    for question in names.text.questions:
        names.must_know(question.place, "fact", question.fact, names.facts, "fact")
        names.must_know_all(question.place, "decides", question.decides, names.levels, "level")
    for category in names.text.categories:
        for stage in category.stages:
            names.must_know(stage.place, "owner", stage.owner, names.roles, "role")
    _each_tick_means_one_thing(names)


def _detector(names: Names, one: Detector) -> None:
    for noun, used, known in (
        ("category", one.category, names.categories),
        ("level", one.level, names.levels),
        ("flag", one.flag, names.flags),
        ("sign", one.sign, names.signs),
        ("scenario", one.scenario, names.scenarios),
    ):
        names.must_know(one.place, noun, used, known, noun)
    if one.count is None and one.when is None:
        what = f"detector '{one.id}' can never fire: it counts nothing and has no condition"
        names.empty(one, "id", what, "Add `count:` or `when:`.")
    _counting(names, one, one.count)


def _sign(names: Names, sign: Sign) -> None:
    names.must_know(sign.place, "level", sign.level, names.levels, "level")
    names.must_know(sign.place, "flag", sign.flag, names.flags, "flag")
    by_person = sign.read == "by-person"
    seen = sign.when is not None or sign.count is not None or sign.phrases or by_person
    if not seen and all(detector.sign != sign.id for detector in names.text.detectors):
        what = f"sign '{sign.id}' can never be seen: it has no condition, no phrases and no count"
        names.empty(sign, "id", what, "Add `when:`, `phrases:` or `count:`, or say `read: by-person`.")
    if by_person and sign.phrases:
        what = f"sign '{sign.id}' is left to a person and has phrases"
        names.empty(sign, "phrases", what, "Drop `read: by-person` or the phrases.")
    if sign.unless and not sign.phrases:
        what = f"sign '{sign.id}' takes hits away and has none"
        names.empty(sign, "unless", what, "Add `phrases:` or drop `unless:`.")
    if sign.clears == "time" and sign.expires_after is None:
        what = f"sign '{sign.id}' clears with time and does not say when"
        names.empty(sign, "clears", what, "Add `expires_after: ...`.")
    _counting(names, sign, sign.count)


def _counting(names: Names, element: Element, count: Counting | None) -> None:
    if count is None:
        return
    names.must_know_all(element.place, "count", count.among, names.categories, "category")
    least, most = count.at_least, count.at_most
    if least is None and most is None:
        names.empty(element, "count", "it counts and has no limit", "Add `at_least:` or `at_most:`.")
    elif least is not None and most is not None and least > most:
        what = f"no number is {least} or more and {most} or fewer"
        names.empty(element, "count", what, "Mend `at_least:` or `at_most:`.")
    if most == 0 and count.within is None:
        names.empty(element, "count", "a silence has a length", "Add `within: ...`.")
    if count.distinct == "customer" and count.per != "workspace":
        what = f"each customer counts once, and all are of one {count.per}"
        names.empty(element, "count", what, "Add `per: workspace`, or drop `distinct:`.")


def _scenario(names: Names, one: Scenario) -> None:
    names.must_know_all(one.place, "trigger", one.trigger, names.tickable, "trigger, detector or sign")
    names.must_know_all(one.place, "category", one.category, names.categories, "category")
    names.must_know_all(one.place, "identity", one.identity, ids(names.text.identity), "identity class")
    brought = one.when is not None or one.trigger or one.category or one.identity
    if not brought and all(detector.scenario != one.id for detector in names.text.detectors):
        what = f"scenario '{one.id}' can never hold: nothing brings it"
        names.empty(one, "id", what, "Add `when:`, `trigger:`, `category:` or `identity:`.")


def _each_tick_means_one_thing(names: Names) -> None:
    """An id that a person ticks means one thing; that of a trigger may also be a sign's, and ticks both."""
    text = names.text
    bare = frozenset(tickable_categories(text))
    groups: tuple[tuple[str, tuple[Element, ...]], ...] = (
        ("trigger", text.triggers),
        ("sign", text.signs),
        ("detector", text.detectors),
        ("category without triggers", tuple(one for one in text.categories if one.id in bare)),
    )
    first: dict[str, str] = {COMPLAINT: "mark"}
    for noun, elements in groups:
        for element in elements:
            other = first.setdefault(element.id, noun)
            if other not in (noun, "trigger" if noun == "sign" else noun):
                what = f"a {other} is called '{element.id}' too, so a tick would say two things"
                names.fault(element.place, "id", "duplicate-id", what, "Give one of them another id.")
