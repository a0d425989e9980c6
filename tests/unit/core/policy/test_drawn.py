"""The drawings of a policy: the tree of decisions, the week of a calendar, a ladder as stairs; and the search in it."""

from __future__ import annotations

import pytest

from stepladder import packfiles
from stepladder.core.policy.model import CalendarSpec, Header, PackText
from stepladder.core.policy.shown.blocks import Branch, Stairs, Strip, StripRow, Tree
from stepladder.core.policy.shown.hours import hours
from stepladder.core.policy.shown.plain import plain
from stepladder.core.policy.shown.search import find, pieces, told, words_of
from stepladder.core.policy.shown.whole import shown
from stepladder.core.triage.loading import load

OPEN, SHUT = "█", "·"


def tree_of(name: str) -> dict[str, Branch]:
    (found,) = [one for one in shown(packfiles.load(name)) if isinstance(one, Tree)]
    return {branch.title: branch for branch in found.branches}


def week(**days: tuple[str, ...]) -> Strip:
    spec = CalendarSpec(id="night", zone="UTC", hours=days)
    (_, found) = hours(PackText(header=Header(id="own", title="Own", version="1"), calendars=(spec,)), {})
    assert isinstance(found, Strip)
    return found


def lines(strip: Strip) -> dict[str, str]:
    """Each line of a drawn week by its label."""
    drawn = [line.split() for line in plain([strip]).splitlines() if OPEN in line or SHUT in line]
    return {line[0]: line[1] for line in drawn}


def test_a_branch_goes_from_its_signs_to_level_clocks_and_who_is_told() -> None:
    branch = tree_of("support-desk")["Security and privacy [SD-011]"]
    assert branch.level == "Critical"
    assert "Account breached [SD-012]" in branch.shown_by
    follows = dict(branch.follows)
    assert follows["promised"][:2] == ("First answer within 30 minutes [SD-256]", "Solved within 4 hours [SD-257]")
    assert follows["told"] == ("Security by email [SD-017]",)


def test_a_branch_promises_what_its_category_says_where_that_is_more_specific() -> None:
    promised = dict(tree_of("support-desk")["Account access [SD-069]"].follows)["promised"]
    assert [line for line in promised if line.startswith("First answer")] == ["First answer within 2 hours [SD-079]"]


def test_every_trigger_of_a_category_and_every_route_stands_in_the_tree() -> None:
    for name in packfiles.shipped():
        pack = packfiles.load(name)
        drawn = " ".join(plain([one for one in shown(pack) if isinstance(one, Tree)]).replace("│", " ").split())
        missing = [one.id for one in pack.text.triggers if one.category and (one.title or one.id) not in drawn]
        assert missing == [], name
        sources = {row for one in pack.text.routes for row in one.source[:1]}
        assert [row for row in sorted(sources) if row not in drawn] == [], name


def test_levels_that_are_reached_without_a_category_have_branches_of_their_own() -> None:
    (found,) = [one for one in shown(packfiles.load("risk-tiers")) if isinstance(one, Tree)]
    assert [branch.level for branch in found.branches] == ["High", "Medium", "Low"]


def test_a_week_is_drawn_in_half_hours() -> None:
    drawn = lines(week(mon=("09:00-12:00", "13:00-17:30"), tue=("09:00-12:00", "13:00-17:30")))
    assert drawn["Mon-Tue"] == SHUT * 18 + OPEN * 6 + SHUT * 2 + OPEN * 9 + SHUT * 13
    assert drawn["Wed-Sun"] == SHUT * 48


def test_a_night_goes_on_in_the_row_of_the_next_day() -> None:
    strip = week(sun=("22:00-06:00",), mon=("06:00-08:00",))
    rows = {row.label: row for row in strip.rows}
    assert rows["Sun"].spans == ((1320, 1440),)
    assert rows["Mon"] == StripRow("Mon", ((0, 480),))
    assert lines(strip)["Mon"] == OPEN * 16 + SHUT * 32


def test_holidays_stand_below_the_week_year_by_year_those_of_lists_too() -> None:
    text = """
pack: {id: own, title: Own, version: "1"}
calendars:
  - id: office
    hours: {mon: ["09:00-17:00"]}
    holidays: [2026-12-25, 2025-12-25, {list: Regional, version: "2026", days: [2026-01-06]}]
    because: We rest then.
"""
    (strip,) = [one for one in shown(load("own", {"pack.yaml": text})) if isinstance(one, Strip)]
    assert strip.below == (
        "We rest then.",
        "closed on the days of Regional, 2026",
        "closed in 2025: 25 December",
        "closed in 2026: 6 January, 25 December",
    )


def test_a_ladder_is_drawn_as_stairs_with_what_each_rung_is_worth_and_who_may_give_it() -> None:
    ladders = [one for one in shown(packfiles.load("contract-care")) if isinstance(one, Stairs)]
    assert [len(one.stairs) for one in ladders] == [6, 4]
    second = ladders[0].stairs[1]
    assert ("worth", "30% of contract outstanding") in second.facts
    assert ("opens", "only where partial fault and refuses contract") in second.facts
    drawn = plain([ladders[0]]).splitlines()
    steps = [line.index(f"{number}. ") for number in range(1, 7) for line in drawn if f" {number}. " in line]
    assert steps == sorted(set(steps))


FOUND = {
    "an id": ("refund-limit", ["refund-limit"]),
    "a title, whatever its case": ("REFUND above", ["refund-limit"]),
    "a source": ("SD-017", ["security-mail"]),
    "a condition": ("refund_amount > money", ["refund-limit"]),
    "a word in quotation marks is one": ('"above the limit"', ["refund-limit"]),
    "words that never stand together": ("refund-limit SD-017", []),
    "nothing": ("  ", []),
}


@pytest.mark.parametrize(("query", "ids"), FOUND.values(), ids=FOUND)
def test_the_search_finds_what_holds_every_word(query: str, ids: list[str]) -> None:
    assert [one.id for one in find(packfiles.load("support-desk"), query)] == ids


def test_the_search_reads_phrases_and_says_which() -> None:
    phrase = packfiles.load("support-desk").text.triggers[0].phrases[0]
    (first, *_) = find(packfiles.load("support-desk"), f'"{phrase}"')
    assert ("phrases", phrase) in first.says


def test_what_was_found_is_counted_and_cited() -> None:
    text = plain(told(packfiles.load("support-desk"), "SD-017"))
    assert "1 element with sd-017" in text
    assert "routes.yaml:" in text
    assert "Nothing." in plain(told(packfiles.load("support-desk"), "zebra"))


def test_pieces_put_together_are_the_text() -> None:
    text = "Refund, refund and REFUNDS (a.b)"
    assert "".join(part for part, _ in pieces(text, words_of("refund a.b"))) == text
    assert [part for part, found in pieces(text, words_of("refund a.b")) if found] == [
        "Refund", "refund", "REFUND", "a.b",
    ]  # fmt: skip


def test_a_sum_is_found_as_it_is_written() -> None:
    pack = packfiles.load("risk-tiers")
    given = {one.id for one in pack.text.concessions}
    assert given & {one.id for one in find(pack, "EUR")}
    (first, *_) = [one for one in pack.text.concessions if one.value is not None and one.value.fixed is not None]
    assert first.id in {one.id for one in find(pack, str(first.value.fixed if first.value else ""))}
