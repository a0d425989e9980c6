"""Each single change of a policy is told in the right list, under the right name, as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.lint.diff.compare import compare
from stepladder.core.lint.diff.difference import LISTS, MIRROR, Difference, How
from tests.unit.core.lint.diff.small import BASE, otherwise, policy

New = dict[str, Any]
TABLE: dict[str, tuple[New, str, str, How]] = {  # claim: (written, list, id, how)
    "a shorter clock": (otherwise("clocks/first", "4h", "3h"), "clocks", "clocks/first", "shorter"),
    "a longer clock": (otherwise("clocks/first", "4h", "5h"), "clocks", "clocks/first", "longer"),
    "a clock that is gone": ({"clocks/done": None}, "clocks", "clocks/done", "removed"),
    "a clock for others": (otherwise("clocks/done", "level: priority:high", "category: bug"), "clocks", "clocks/done", "changed"),  # noqa: E501
    "a clock with other marks": (otherwise("clocks/done", "24h", "24h, marks: [40%]"), "clocks", "clocks/done", "changed"),  # noqa: E501
    "a clock of another name": ({"clocks/done": None, "clocks/over": BASE["clocks/done"].replace("done", "over")}, "clocks", "clocks/over", "renamed"),  # noqa: E501
    "a faster segment": (otherwise("adjustments/faster", "50%", "60%"), "clocks", "adjustments/faster", "shorter"),
    "a segment that is not faster": ({"adjustments/faster": None}, "clocks", "adjustments/faster", "longer"),
    "other hours": (otherwise("calendars/office", "tue: [\"09:00-17:00\"]", "tue: [\"09:00-12:00\"]"), "clocks", "calendars/office", "changed"),  # noqa: E501
    "a holiday": (otherwise("calendars/office", "because", "holidays: [\"2026-05-04\"], because"), "clocks", "calendars/office", "changed"),  # noqa: E501
    "a level at any hour": (otherwise("scales/priority", "High, calendar: office, ", "High, "), "clocks", "scales/priority:high", "changed"),  # noqa: E501
    "a route that is gone": ({"routes/tell": None}, "routes", "routes/tell", "removed"),
    "another team": (otherwise("routes/tell", "to: lead", "to: desk"), "routes", "routes/tell", "changed"),
    "another channel": (otherwise("routes/tell", "email", "phone"), "routes", "routes/tell", "changed"),
    "another place in the row": (otherwise("routes/tell", "email", "email, order: 3"), "routes", "routes/tell", "changed"),  # noqa: E501
    "a notice under a condition": (otherwise("routes/tell", "email", "email, when: customer.vip"), "routes", "routes/tell", "narrower"),  # noqa: E501
    "a notice for more": (otherwise("routes/tell", "category: bug", "category: [bug, wish]"), "routes", "routes/tell", "wider"),  # noqa: E501
    "a copy to another": (otherwise("cc/copy", "cc: lead", "cc: desk"), "routes", "cc/copy", "changed"),
    "a team reached otherwise": (otherwise("directory/lead", "lead@desk", "leads@desk"), "routes", "directory/lead", "changed"),  # noqa: E501
    "a lower limit": (otherwise("triggers/refund", "500", "400"), "rules", "triggers/refund", "wider"),
    "a higher limit": (otherwise("triggers/refund", "500", "600"), "rules", "triggers/refund", "narrower"),
    "the limit itself": (otherwise("triggers/refund", ">", ">="), "rules", "triggers/refund", "wider"),
    "a condition turned round": (otherwise("triggers/refund", ">", "<"), "rules", "triggers/refund", "changed"),
    "a phrase more": (otherwise("triggers/broken", "has failed", "has failed, gave up"), "rules", "triggers/broken", "wider"),  # noqa: E501
    "a phrase less": (otherwise("triggers/broken", ", has failed", ""), "rules", "triggers/broken", "narrower"),
    "words that take it away": (otherwise("triggers/broken", "has failed]", "has failed], unless: [the ice]"), "rules", "triggers/broken", "narrower"),  # noqa: E501
    "another category": (otherwise("triggers/broken", "category: bug", "category: wish"), "rules", "triggers/broken", "changed"),  # noqa: E501
    "a trigger that is gone": ({"triggers/hope": None}, "rules", "triggers/hope", "removed"),
    "only suggested": (otherwise("triggers/hope", "because", "mode: suggest, because"), "rules", "triggers/hope", "changed"),  # noqa: E501
    "another level": (otherwise("categories/bug", "priority:high", "priority:low"), "rules", "categories/bug", "changed"),  # noqa: E501
    "fewer are enough": (otherwise("detectors/again", "at_least: 3", "at_least: 2"), "rules", "detectors/again", "wider"),  # noqa: E501
    "a shorter window": (otherwise("detectors/again", "30d", "10d"), "rules", "detectors/again", "narrower"),
    "a sign without its flag": (otherwise("signs/quiet", ", flag: risk", ""), "rules", "signs/quiet", "changed"),
    "another segment": (otherwise("segments/big", "enterprise", "gold"), "rules", "segments/big", "changed"),
    "another scenario": (otherwise("scenarios/large", "== 'large'", "== 'small'"), "rules", "scenarios/large", "changed"),  # noqa: E501
    "a gate that asks for more": (otherwise("gates/tried", "waived_by", "items: [{id: twice, title: Twice}], waived_by"), "duties", "gates/before/tried", "stricter"),  # noqa: E501
    "a gate that is gone": ({"gates/tried": None}, "duties", "gates/before/tried", "removed"),
    "a proof more": (otherwise("identity/sure", "factors: 1", "factors: 2"), "duties", "identity/sure", "stricter"),
    "another approver": (otherwise("approvals/money", "by: lead", "by: manager"), "duties", "approvals/money", "changed"),  # noqa: E501
    "a guard that blocks": (otherwise("guards/promise", "mode: warn", "mode: block"), "duties", "guards/promise", "stricter"),  # noqa: E501
    "a step in less time": (otherwise("steps/look", "2h", "1h"), "duties", "steps/work/look", "shorter"),
    "a record that is gone": ({"records/note": None}, "duties", "records/note", "removed"),
    "a later follow-up": (otherwise("follow_ups/ask", "48h", "72h"), "duties", "follow_ups/ask", "longer"),
    "a field that may be empty": (otherwise("fields/summary", "hand-over", "hand-over, optional: true"), "duties", "fields/hand-over/summary", "looser"),  # noqa: E501
    "one more may waive": (otherwise("gates/tried", "[manager]", "[manager, lead]"), "permissions", "gates/before/tried", "more"),  # noqa: E501
    "nobody may waive": (otherwise("gates/tried", "waived_by: [manager], ", ""), "permissions", "gates/before/tried", "less"),  # noqa: E501
    "another may lift it": (otherwise("holds/keep", "[lead]", "[lead, manager]"), "permissions", "holds/keep", "more"),
    "a higher limit of one's own": (otherwise("concessions/voucher", "100 EUR", "200 EUR"), "permissions", "concessions/voucher", "more"),  # noqa: E501
    "nothing to give": ({"concessions/voucher": None}, "permissions", "concessions/voucher", "removed"),
    "another target": (otherwise("metrics/solved", "90%", "95%"), "other", "metrics/solved", "changed"),
    "advice that is gone": ({"guidance/calm": None}, "other", "guidance/calm", "removed"),
    "another reason": (otherwise("clocks/first", "They wait", "They are waiting"), "other", "clocks/first", "worded"),
    "another source of a channel": (otherwise("directory/desk", "desk@desk.example", "desk@desk.example, source: [HB-1]"), "other", "directory/desk", "worded"),  # noqa: E501
    "another title of a factor": (otherwise("identity/sure", "A code", "Some code"), "other", "identity/sure", "worded"),  # noqa: E501
    "another title": (otherwise("triggers/hope", "title: Hope", "title: Wishes"), "other", "triggers/hope", "worded"),
}  # fmt: skip
OLD = policy()


def told(difference: Difference) -> list[tuple[str, str, How]]:
    """Every change as (list, id, how)."""
    return [(name, one.id, one.how) for name in LISTS for one in getattr(difference, name)]


@pytest.mark.parametrize(("written", "name", "id_", "how"), TABLE.values(), ids=TABLE)
def test_a_single_change_is_told_once_in_its_list(written: New, name: str, id_: str, how: How) -> None:
    new = policy(written)
    found = compare(OLD, new)
    assert told(found) == [(name, id_, how)]
    assert [how for *_, how in told(compare(new, OLD))] == [MIRROR[how]]


@pytest.mark.parametrize(("new", "how"), [(["code", "call", "mail"], "stricter"), (["code"], "looser")])
def test_where_an_element_stands_does_not_hide_which_way_it_changed(new: list[str], how: How) -> None:
    factors = ", ".join(f"{{id: {one}, title: {one}}}" for one in new)
    sure = "{id: sure, title: Sure, factors: 1, of: [%s], because: Be sure.}"
    before = policy({"identity/sure": sure % "{id: code, title: code}, {id: call, title: call}"})
    # What comes above it moves every line of it.
    above = "{id: above, title: Above, when: \"customer.plan == 'free'\", because: It is one more.}"
    found = told(compare(before, policy({"identity/sure": sure % factors, "segments/above": above})))
    assert ("duties", "identity/sure", how) in found


PARAMETERS = {  # claim: (parameter, value, list)
    "how clocks count": ("clock.count", "elapsed", "clocks"),
    "what a guard does": ("guard.mode", "block", "duties"),
    "whether a hand-over waits": ("handover.mode", "warn", "duties"),
    "what words alone do": ("trigger.mode", "suggest", "rules"),
    "who is told where routes overlap": ("route.overlap", "first_category", "routes"),
}


@pytest.mark.parametrize(("parameter", "value", "name"), PARAMETERS.values(), ids=PARAMETERS)
def test_an_open_question_that_is_read_otherwise_is_told_where_it_matters(
    parameter: str, value: str, name: str
) -> None:
    new = policy(parameters=f"  - {{id: {parameter}, value: {value}, because: So we read it.}}")
    assert (name, f"parameters/{parameter}", "changed") in told(compare(OLD, new))


def test_a_new_element_is_what_a_vanished_one_was() -> None:
    for name in BASE:
        section = name.partition("/")[0]
        if section in ("facts", "scales", "flags", "categories", "directory", "calendars", "segments"):
            continue  # Others name them.
        less = policy({name: None})
        gone, new = told(compare(OLD, less)), told(compare(less, OLD))
        assert [(list_, id_, MIRROR[how]) for list_, id_, how in gone] == new, name


def test_a_renamed_element_takes_those_with_it_that_name_it() -> None:
    new = policy(
        {
            "categories/bug": None,
            "categories/defect": BASE["categories/bug"].replace("id: bug", "id: defect"),
            **{
                name: text.replace("category: bug", "category: defect")
                for name, text in BASE.items()
                if "category: bug" in text
            },
        }
    )
    assert told(compare(OLD, new)) == [("rules", "categories/defect", "renamed")]
    (one,) = compare(OLD, new).changes
    assert (one.was, one.examples) == ("bug", ())


def test_what_says_nothing_but_its_name_is_not_known_again() -> None:
    one = policy({"fields/when": "{id: when, scope: hand-over}"})
    other = policy({"fields/where": "{id: where, scope: hand-over}"})
    assert [how for *_, how in told(compare(one, other))] == ["removed", "added"]


def test_a_promise_under_a_new_name_is_the_same_promise() -> None:
    new = policy(
        {"clocks/first": None, "clocks/answer": BASE["clocks/first"].replace("first,", "answer,").replace("4h", "2h")}
    )
    (one,) = compare(OLD, new).clocks
    assert (one.id, one.how, one.was) == ("clocks/answer", "shorter", "first")


def test_what_hangs_on_other_hours_is_counted_by_both() -> None:
    new = policy(otherwise("calendars/office", 'wed: ["09:00-17:00"]', 'wed: ["09:00-12:00"]'))
    (one,) = compare(OLD, new).clocks
    assert (
        one.means[0]
        == "It moves first answer where the level is High (4 hours) and solution where the level is High (24 hours)."
    )
    # From Wednesday noon on nobody is there before Monday.
    assert one.means[1] == (
        "First answer where the level is High (4 hours): what comes in on Tuesday 2026-01-06 17:00 (Europe/Lisbon) was "
        "due on Wednesday 2026-01-07 13:00, and is now due on Monday 2026-01-12 10:00."
    )


def test_both_sides_are_named_as_sources() -> None:
    old = policy(otherwise("clocks/first", "They wait.", "They wait., source: [HB-1]"))
    new = policy(otherwise("clocks/first", "4h, because: They wait.", "3h, because: They wait., source: [HB-2]"))
    (one,) = compare(old, new).clocks
    assert one.source == ("HB-1", "HB-2")


def test_an_effect_on_a_rule_that_is_the_same_is_told_of_what_causes_it() -> None:
    new = policy(parameters="  - {id: trigger.mode, value: suggest, because: People decide.}")
    found = compare(OLD, new).rules
    assert ("parameters/trigger.mode", "changed") in [(one.id, one.how) for one in found]


def test_two_equal_policies_have_no_difference() -> None:
    assert compare(OLD, policy()).is_empty
    assert compare(OLD, OLD).to_dict()["clocks"] == []
