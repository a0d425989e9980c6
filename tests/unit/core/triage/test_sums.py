"""Sums with their working, ladders, concessions, terms, and when work after an event falls due."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.policy.obligations import Amount
from stepladder.core.triage.money_working import worked_out
from stepladder.core.values import Money
from tests.unit.core.triage.bare_desk import bare_desk, reading
from tests.unit.core.triage.small_desk import answered

AT = "2025-03-07T10:00:00+00:00"  # A Friday.
FEE = "contract.monthly_fee"


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


WORKED: dict[str, tuple[Amount, str | None, str | None, str | None]] = {  # claim: (amount, of, value, working)
    "half a month": (Amount(rate=Decimal("0.5"), of=FEE), "400 EUR", "200.00 EUR", "50% of 400.00 EUR a month = 200.00 EUR"),
    "half a month in another currency": (Amount(rate=Decimal("0.5"), of=FEE), "400 USD", "200.00 USD", "50% of 400.00 USD a month = 200.00 USD"),
    "a share of what is outstanding": (Amount(rate=Decimal("0.3"), of="contract.outstanding"), "6000 EUR", "1800.00 EUR", "30% of 6000.00 EUR = 1800.00 EUR"),
    "a share with a fraction": (Amount(rate=Decimal("0.125"), of="contract.outstanding"), "8 EUR", "1.00 EUR", "12.5% of 8.00 EUR = 1.00 EUR"),
    "half a cent goes to the even one below": (Amount(rate=Decimal("0.5"), of=FEE), "0.05 EUR", "0.02 EUR", "50% of 0.05 EUR a month = 0.02 EUR"),
    "half a cent goes to the even one above": (Amount(rate=Decimal("0.5"), of=FEE), "0.03 EUR", "0.02 EUR", "50% of 0.03 EUR a month = 0.02 EUR"),
    "three months": (Amount(months=3, of=FEE), "199.99 EUR", "599.97 EUR", "3 months of 199.99 EUR a month = 599.97 EUR"),
    "one month": (Amount(months=1, of=FEE), "199 EUR", "199.00 EUR", "1 month of 199.00 EUR a month = 199.00 EUR"),
    "a currency without cents": (Amount(rate=Decimal("0.5"), of=FEE), "1001 JPY", "500 JPY", "50% of 1001 JPY a month = 500 JPY"),
    "a currency with thousandths": (Amount(rate=Decimal("0.5"), of=FEE), "1.001 KWD", "0.500 KWD", "50% of 1.001 KWD a month = 0.500 KWD"),
    "all of it": (Amount(rate=Decimal(1), of="contract.outstanding"), "10 EUR", "10.00 EUR", "100% of 10.00 EUR = 10.00 EUR"),
    "nobody knows the fee": (Amount(rate=Decimal("0.5"), of=FEE), None, None, None),
    "a fixed sum": (Amount(fixed=Money(Decimal("25"), "EUR")), None, "25.00 EUR", None),
}  # fmt: skip


@pytest.mark.parametrize(("amount", "of", "value", "working"), WORKED.values(), ids=WORKED)
def test_a_sum_with_its_working(amount: Amount, of: str | None, value: str | None, working: str | None) -> None:
    facts = {amount.of: Money.parse(of)} if of is not None and amount.of is not None else {}
    found = worked_out(amount, facts)
    assert (str(found.value) if found.value else None, found.working) == (value, working)
    assert found.missing == ((amount.of,) if value is None and amount.of else ())


@given(st.integers(0, 10**9), st.integers(1, 100))
def test_a_share_is_off_by_half_a_cent_at_most_and_never_more_than_the_whole(cents: int, percent: int) -> None:
    whole = Money(Decimal(cents) / 100, "EUR")
    found = worked_out(Amount(rate=Decimal(percent) / 100, of=FEE), {FEE: whole}).value
    assert found is not None
    assert abs(found.amount - whole.amount * percent / 100) <= Decimal("0.005")
    assert found.amount <= whole.amount


LADDERS = bare_desk("""
categories:
  - {id: beyond-repair, level: priority:high, because: They refuse the contract.}
  - {id: cancellation, level: priority:standard, because: They want to go.}
triggers:
  - {id: refuses, category: beyond-repair, read: by-person, because: They refuse.}
  - {id: legal-threat, category: beyond-repair, read: by-person, because: They threaten.}
  - {id: going, category: cancellation, read: by-person, because: They want to go.}
approvals: [{id: write-down/3, by: manager, because: It is much.}]
ladders:
  - id: write-down
    for: {category: beyond-repair}
    frozen_by: legal-threat
    because: Better some of it than none.
    source: [CC-040]
    rungs:
      - {id: write-down/1, does: Get them started after all., because: It is what both wanted., source: [CC-040]}
      - {id: write-down/2, does: Offer 30%., value: {rate: 30%, of: contract.outstanding}, opens_when: signal.offline, authority: [{role: lead, rate: 30%}, {role: manager}], because: For a new start., source: [CC-043]}
      - {id: write-down/3, does: Offer 50%., value: {rate: 50%, of: contract.outstanding}, authority: [{role: lead, money: 1000 EUR}, {role: manager}], approval: write-down/3, final: true, because: Half of it., source: [CC-045]}
  - id: cancellation-admin
    for: {category: cancellation}
    because: In small steps.
    rungs:
      - {id: cancellation-admin/1, does: Confirm by mail., channel: email, because: In writing.}
      - {id: cancellation-admin/2, does: Write months off., sub_rungs: [{id: cancellation-admin/2/1, months: 1, authority: [{role: lead}]}, {id: cancellation-admin/2/2, months: 3, authority: [{role: lead, months: 1}, {role: manager}]}, {id: cancellation-admin/2/3, months: 6}], because: Step by step.}
""")
REFUSES, GOING = {"triggers": ["refuses"]}, {"triggers": ["going"]}
CONTRACT = {"outstanding": "6000 EUR", "monthly_fee": "400 EUR"}


def refused(*places: str, result: str = "refused") -> dict[str, Any]:
    return {"attempts": [{"at": AT, "what": place, "result": result} for place in places]}


RUNGS: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {  # claim: (request, what the ladder says)
    "the first comes first": (
        {"signal": REFUSES},
        {"next_rung": "write-down/1", "state": "open", "opens_when": None, "value": None, "authority": []},
    ),
    "a refusal opens the next": (
        {"signal": REFUSES | {"facts": {"offline": True}}, "case": refused("write-down/1"), "contract": CONTRACT},
        {"next_rung": "write-down/2", "state": "open", "opens_when": "write-down/1 was refused and signal.offline", "value": "1800.00 EUR", "working": "30% of 6000.00 EUR = 1800.00 EUR", "authority": ["lead", "manager"]},
    ),
    "an answer that is no refusal opens nothing": (
        {"signal": REFUSES, "case": refused("write-down/1", result="open")},
        {"next_rung": "write-down/1"},
    ),
    "a refusal of a later one does not stand for a missing one": (
        {"signal": REFUSES, "case": refused("write-down/2", "write-down/3")},
        {"next_rung": "write-down/1"},
    ),
    "a condition of its own keeps it back": (
        {"signal": REFUSES | {"facts": {"offline": False}}, "case": refused("write-down/1")},
        {"next_rung": "write-down/2", "state": "held"},
    ),
    "what the contract is worth is not known": (
        {"signal": REFUSES, "case": refused("write-down/1")},
        {"next_rung": "write-down/2", "value": None, "working": None, "authority": ["lead", "manager"]},
    ),
    "a role gives no more than it may": (
        {"signal": REFUSES, "case": refused("write-down/1", "write-down/2"), "contract": CONTRACT},
        {"next_rung": "write-down/3", "value": "3000.00 EUR", "authority": ["manager"], "approval": "write-down/3", "final": True},
    ),
    "up to its limit it may": (
        {"signal": REFUSES, "case": refused("write-down/1", "write-down/2"), "contract": {"outstanding": "2000 EUR"}},
        {"value": "1000.00 EUR", "authority": ["lead", "manager"]},
    ),
    "a limit in another currency is none it may use": (
        {"signal": REFUSES, "case": refused("write-down/1", "write-down/2"), "contract": {"outstanding": "20 USD"}},
        {"value": "10.00 USD", "authority": ["manager"]},
    ),
    "nothing is left": (
        {"signal": REFUSES, "case": refused("write-down/1", "write-down/2", "write-down/3")},
        {"next_rung": None, "value": None, "frozen_by": []},
    ),
    "a threat freezes every offer": (
        {"signal": {"triggers": ["refuses", "legal-threat"]}, "case": refused("write-down/1")},
        {"next_rung": None, "frozen_by": ["legal-threat"]},
    ),
    "parts of a rung are counted": (
        {"signal": GOING, "case": refused("cancellation-admin/1"), "contract": CONTRACT},
        {"next_rung": "cancellation-admin/2/1", "value": "400.00 EUR", "authority": ["lead"]},
    ),
    "and each opens the next": (
        {"signal": GOING, "case": refused("cancellation-admin/1", "cancellation-admin/2/1"), "contract": CONTRACT},
        {"next_rung": "cancellation-admin/2/2", "opens_when": "cancellation-admin/2/1 was refused", "value": "1200.00 EUR", "authority": ["manager"]},
    ),
    "a part is not skipped": (
        {"signal": GOING, "case": refused("cancellation-admin/1", "cancellation-admin/2/2")},
        {"next_rung": "cancellation-admin/2/1"},
    ),
    "who refuses the rung refuses its parts": (
        {"signal": GOING, "case": refused("cancellation-admin/1", "cancellation-admin/2")},
        {"next_rung": None},
    ),
    "no ladder is bound": ({"signal": {}}, None),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "expected"), RUNGS.values(), ids=RUNGS)
def test_the_next_rung(request_: dict[str, Any], expected: dict[str, Any] | None) -> None:
    found = answered(LADDERS, AT, **request_)["ladder"]
    assert (None if expected is None else {key: found[key] for key in expected}) == expected


def test_the_sum_of_a_rung_asks_for_what_it_lacks() -> None:
    case = refused("write-down/1", "write-down/2")
    asked = answered(LADDERS, AT, signal=REFUSES, case=case)["unknown"]
    assert [(one["fact"], one["would_change"]) for one in asked] == [("contract.outstanding", ["write-down/3"])]


def test_the_approval_of_a_rung_is_asked_for_with_the_rung() -> None:
    assert answered(LADDERS, AT, signal=REFUSES)["approvals"] == []
    later = answered(LADDERS, AT, signal=REFUSES, case=refused("write-down/1", "write-down/2"))
    assert ids(later["approvals"]) == ["write-down/3"]


def test_a_rung_is_the_whole_and_by_another_reading_an_addition() -> None:
    case = refused("write-down/1", "write-down/2")
    added = reading(LADDERS, {"ladder.value": "add"})
    assert answered(added, AT, signal=REFUSES, case=case, contract=CONTRACT)["ladder"]["value"] == "4800.00 EUR"


GIVEN = bare_desk("""
triggers: [{id: late, read: by-person, because: It is late.}, {id: severe, read: by-person, because: It is bad.}]
concessions:
  - {id: integration-fee, for: {trigger: late}, when: signal.offline, value: {rate: 50%, of: contract.monthly_fee}, excludes: coupling-fee, because: They pay half., source: [CC-027]}
  - {id: free-month, for: {trigger: late}, kind: free_month, value: {months: 1, of: contract.monthly_fee}, at_most: 1, authority: [{role: lead, months: 1}], because: Once., source: [CC-029]}
  - {id: small-thanks, kind: gesture, ground: goodwill, value: {fixed: 10 EUR}, because: A little.}
  - {id: large-thanks, for: {trigger: severe}, kind: gesture, ground: goodwill, value: {fixed: 50 EUR}, because: A little more.}
terms:
  - {id: coupling-fee, for: {trigger: late}, when: "after(plus_months(signal.kick_off, 3))", value: {rate: 50%, of: contract.monthly_fee}, says: Half the fee until it is coupled., because: It takes work., source: [CC-019, CC-020]}
  - {id: contract-start, for: {trigger: late}, starts: [signal.kick_off, signal.done_on], says: It begins once both are done., because: Both count., source: [CC-021]}
  - {id: early-end, for: {trigger: severe}, value: {of: contract.monthly_fee, since: signal.kick_off, until: contract.ends_on}, says: The rest is due., because: It was agreed.}
""")
LATE = {"triggers": ["late"]}
TERMS: dict[str, tuple[str, list[str], list[str]]] = {  # claim: (now, terms, concessions)
    "three months to the second are not over": ("2025-04-10T00:00:00+00:00", ["contract-start"], ["integration-fee", "free-month", "small-thanks"]),
    "a second more is": ("2025-04-10T00:00:01+00:00", ["coupling-fee", "contract-start"], ["free-month", "small-thanks"]),
}  # fmt: skip


@pytest.mark.parametrize(("now", "terms", "concessions"), TERMS.values(), ids=TERMS)
def test_never_both_fees(now: str, terms: list[str], concessions: list[str]) -> None:
    found = answered(
        GIVEN, now, signal=LATE | {"facts": {"kick_off": "2025-01-10", "offline": True}}, contract=CONTRACT
    )
    assert (ids(found["terms"]), ids(found["concessions"])) == (terms, concessions)
    lost = {one["id"]: one["lost_to"] for one in found["explanation"] if one["lost_to"]}
    assert lost == ({"integration-fee": "coupling-fee"} if "coupling-fee" in terms else {})


def test_a_fee_says_how_it_is_worked_out() -> None:
    facts = {"kick_off": "2024-01-10"}
    term = answered(GIVEN, AT, signal=LATE | {"facts": facts}, contract=CONTRACT)["terms"][0]
    assert (term["value"], term["working"]) == ("200.00 EUR", "50% of 400.00 EUR a month = 200.00 EUR")
    assert term["says"] == "Half the fee until it is coupled."


STARTS: dict[str, tuple[dict[str, str], str | None]] = {  # claim: (facts, starts_on)
    "the later of both": ({"kick_off": "2025-01-10", "done_on": "2025-02-01"}, "2025-02-01"),
    "whichever that is": ({"kick_off": "2025-03-10", "done_on": "2025-02-01"}, "2025-03-10"),
    "one alone is no start": ({"done_on": "2025-02-01"}, None),
    "none is none": ({}, None),
}


@pytest.mark.parametrize(("facts", "starts"), STARTS.values(), ids=STARTS)
def test_a_term_starts_with_the_last_of_its_milestones(facts: dict[str, str], starts: str | None) -> None:
    found = answered(GIVEN, AT, signal=LATE | {"facts": facts})
    (term,) = [one for one in found["terms"] if one["id"] == "contract-start"]
    assert term["starts_on"] == starts
    wanted = {one["fact"] for one in found["unknown"] if "contract-start" in one["would_change"]}
    assert wanted == {f"signal.{name}" for name in ("kick_off", "done_on") if name not in facts}


REST = {  # claim: (cancelled in, ends on, value)
    "five months left are five fees": ("2025-01-15", "2025-06-30", "2000.00 EUR"),
    "the month itself is paid already": ("2025-06-01", "2025-06-30", "0.00 EUR"),
    "an end in the past owes nothing": ("2025-08-01", "2025-06-30", "0.00 EUR"),
    "over the end of a year": ("2024-12-31", "2025-01-01", "400.00 EUR"),
}


@pytest.mark.parametrize(("since", "ends", "value"), REST.values(), ids=REST)
def test_the_rest_of_a_contract_counts_whole_months(since: str, ends: str, value: str) -> None:
    signal = {"triggers": ["severe"], "facts": {"kick_off": since}}
    (term,) = answered(GIVEN, AT, signal=signal, contract=CONTRACT | {"ends_on": ends})["terms"]
    assert term["value"] == value


def test_of_like_concessions_the_stricter_stands() -> None:
    found = answered(GIVEN, AT, signal={"triggers": ["severe"]})
    assert ids(found["concessions"]) == ["small-thanks"]
    assert [one["lost_to"] for one in found["explanation"] if one["id"] == "large-thanks"] == ["small-thanks"]


def test_who_may_give_a_free_month_is_said_with_the_sum() -> None:
    found = answered(GIVEN, AT, signal=LATE, contract=CONTRACT)["concessions"]
    month = next(one for one in found if one["id"] == "free-month")
    assert (month["value"], month["authority"], month["at_most"]) == ("400.00 EUR", ["lead"], 1)


FOLLOWED = bare_desk("""
triggers: [{id: report, read: by-person, because: They report it.}]
routes: [{id: mail, to: billing, channel: email, when: "signal.offline != true", because: They must know.}]
follow_ups:
  - {id: check, after: matched, earliest: 24h, latest: 48h, does: Ask again., because: They wait.}
  - {id: week, after: matched, latest: 7d, owner: lead, does: Look back., because: To be sure.}
  - {id: month, after: matched, months: 1, does: Write., because: To be sure.}
  - {id: daily, after: matched, every: 1d, does: Tell them., because: They wait.}
  - {id: after-fix, after: resolved, earliest: 24h, latest: 48h, does: Ask., because: They wait.}
  - {id: silent-team, after: no_team_response, earliest: 24h, does: Ask the team., because: They may not have seen it.}
  - {id: review, after: closed, until_review: true, does: Speak of it., because: They will ask.}
""")
DUE: dict[str, tuple[str, str, dict[str, Any], tuple[str | None, str | None]]] = {  # claim: (id, at, more, window)
    "a window over the weekend is due when work begins": ("check", AT, {}, ("2025-03-08T10:00:00+00:00", "2025-03-10T09:00:00+00:00")),
    "a window with work in it is due at its end": ("check", "2025-03-03T10:00:00+00:00", {}, ("2025-03-04T10:00:00+00:00", "2025-03-05T10:00:00+00:00")),
    "no earliest is none": ("week", AT, {}, (None, "2025-03-14T10:00:00+00:00")),
    "a calendar month later": ("month", "2025-01-31T10:00:00+00:00", {}, (None, "2025-02-28T10:00:00+00:00")),
    "again and again": ("daily", AT, {}, (None, "2025-03-08T10:00:00+00:00")),
    "what has not happened has no time": ("after-fix", AT, {}, (None, None)),
    "a day after the team was told": ("silent-team", AT, {}, ("2025-03-08T10:00:00+00:00", "2025-03-08T10:00:00+00:00")),
    "nobody was told, so nobody is silent": ("silent-team", AT, {"signal": {"triggers": ["report"], "facts": {"offline": True}}}, (None, None)),
    "the next review": ("review", AT, {"customer": {"next_review_on": "2025-06-01"}}, (None, "2025-06-01T00:00:00+00:00")),
    "no review is known": ("review", AT, {}, (None, None)),
}  # fmt: skip


@pytest.mark.parametrize(("id_", "at", "more", "window"), DUE.values(), ids=DUE)
def test_when_work_after_an_event_is_due(
    id_: str, at: str, more: dict[str, Any], window: tuple[str | None, str | None]
) -> None:
    found = answered(FOLLOWED, at, **({"signal": {"triggers": ["report"], "facts": {"offline": False}}} | more))
    (one,) = [one for one in found["follow_ups"] if one["id"] == id_]
    assert (one["earliest_at"], one["due_at"]) == window
    assert one["owner"] == ("lead" if id_ == "week" else None)
