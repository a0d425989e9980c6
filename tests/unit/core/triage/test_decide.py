"""What the policy says: levels, clocks, routes, fields, questions, and the same bytes twice."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError, parse_instant
from tests.unit.core.triage.small_desk import FILES, answered, asked, small_desk

PACK = small_desk()
NIGHT = "2025-03-08T23:40:00-05:00"
OTHERS = {"text": "The list shows another company's invoices"}
PLAIN = {"id": "c1", "name": "Vale", "plan": "pro"}


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def test_a_saturday_night_before_the_clocks_go_forward() -> None:
    found = answered(PACK, NIGHT, signal=OTHERS)
    assert found["levels"] == {"priority": "critical"}
    assert (found["escalate"], found["escalate_by"]) == ("now", NIGHT)
    first, fix = found["clocks"]
    assert (first["id"], first["due_at"]) == ("critical-first", "2025-03-09T00:10:00-05:00")
    assert (fix["id"], fix["due_at"]) == ("critical-fix", "2025-03-09T04:40:00-04:00")
    assert fix["working"] == [{"from": NIGHT, "to": "2025-03-09T04:40:00-04:00", "counts": "PT4H"}]
    assert first["at_risk_at"] == ["2025-03-08T23:55:00-05:00", "2025-03-09T00:02:30-05:00"]


def test_words_make_a_trigger_provisional_and_show_themselves() -> None:
    (trigger,) = answered(PACK, signal=OTHERS)["triggers"]
    assert (trigger["state"], trigger["reader"]) == ("provisional", "phrases")
    (evidence,) = trigger["evidence"]
    assert OTHERS["text"][evidence["start"] : evidence["end"]] == evidence["quote"] == "another company's invoices"


STATES = {  # claim: (signal, trigger, state or None)
    "a tick is confirmed": ({"triggers": ["breach"]}, "breach", "confirmed"),
    "a stated fact decides at once": ({"facts": {"refund_amount": "500.01 USD"}}, "refund-limit", "confirmed"),
    "exactly the limit is not over it": ({"facts": {"refund_amount": "500 USD"}}, "refund-limit", None),
    "an amount read from words is provisional": ({"text": "A refund of $640 now"}, "refund-limit", "provisional"),
    "an amount far from the word is not it": ({"text": "I paid $640. My refund?"}, "refund-limit", None),
    "what a person ruled out stays out": (OTHERS | {"not_triggers": ["cross-user-data"]}, "cross-user-data", None),
    "a denial takes the words away": ({"text": "I was not locked out"}, "2fa-lockout", None),
    "unless takes the words away": ({"text": "my colleague showed another company's data"}, "cross-user-data", None),
    "a suggestion starts nothing": ({"text": "please add a button"}, "feature-request", "suggested"),
}


@pytest.mark.parametrize(("signal", "trigger", "state"), STATES.values(), ids=STATES)
def test_how_a_trigger_is_known(signal: dict[str, Any], trigger: str, state: str | None) -> None:
    found = {item["id"]: item["state"] for item in answered(PACK, signal=signal)["triggers"]}
    assert found.get(trigger) == state


def test_a_suggested_trigger_brings_no_obligation() -> None:
    found = answered(PACK, signal={"text": "please add a button"})
    assert (found["escalate"], found["clocks"], found["routes"], found["levels"]) == ("no", [], [], {})


def test_a_category_clock_stands_over_the_level_clock_and_both_are_named() -> None:
    found = answered(PACK, signal={"text": "I am locked out"}, customer=PLAIN)
    first = next(clock for clock in found["clocks"] if clock["kind"] == "first_response")
    assert (first["id"], first["replaces"], first["within"]) == ("access-first", ["high-first"], "PT2H")
    lost = {item["obligation"]: item["lost_to"] for item in found["explanation"] if item["lost_to"]}
    assert lost == {"high-first": "access-first"}


def test_a_slower_category_clock_also_stands_over_the_level() -> None:
    first = answered(PACK, signal={"text": "press enquiry"})["clocks"][0]
    assert (first["id"], first["within"]) == ("partner-first", "PT48H")


def test_the_strictest_reading_takes_the_earlier_due() -> None:
    rules = "parameters: [{id: clock.precedence, value: strictest, because: Shorter is safer.}]\n"
    strict = small_desk(more_yaml=rules)
    assert ids(answered(strict, signal={"text": "press enquiry"})["clocks"])[0] == "standard-first"


def test_two_equal_promises_are_one_clock_that_names_both_sources() -> None:
    first = answered(PACK, signal={"text": "there is no way to merge"})["clocks"][0]
    assert (first["id"], first["source"]) == ("product-first", ["SD-102", "SD-262"])


def test_over_two_categories_the_earliest_due_counts() -> None:
    found = answered(PACK, signal={"text": "I am locked out. I was charged twice."})
    assert found["levels"] == {"priority": "critical"}
    assert found["categories"] == ["financial", "account-access"]
    by_kind = {clock["kind"]: clock["id"] for clock in found["clocks"]}
    assert by_kind == {"first_response": "critical-first", "resolution": "critical-fix"}
    assert set(ids(found["routes"])) == {"billing-mail", "access-mail"}


def test_enterprise_halves_once_and_counts_around_the_clock() -> None:
    saturday = "2025-03-08T10:00:00-05:00"
    found = answered(PACK, saturday, signal={"text": "I am locked out"}, customer=PLAIN | {"plan": "enterprise"})
    first = next(clock for clock in found["clocks"] if clock["kind"] == "first_response")
    assert (first["within"], first["calendar"], first["due_at"]) == ("PT1H", "always", "2025-03-08T11:00:00-05:00")
    assert first["source"] == ["SD-079", "SD-225"]


ENTERPRISE = {  # claim: (customer, enterprise or not)
    "the plan alone": ({"plan": "enterprise"}, True),
    "a success manager alone": ({"plan": "pro", "csm": "kim"}, True),
    "the mark alone": ({"plan": "pro", "vip": True}, True),
    "none of the three": ({"plan": "pro"}, False),
    "nothing is known of them": (None, False),
}


@pytest.mark.parametrize(("customer", "expected"), ENTERPRISE.values(), ids=ENTERPRISE)
def test_enterprise_is_any_of_three_marks(customer: dict[str, Any] | None, expected: bool) -> None:
    request = {"customer": customer} if customer is not None else {}
    assert (answered(PACK, signal=OTHERS, **request)["segments"] == ["enterprise"]) is expected


def test_a_missing_record_is_unknown_and_asked_for() -> None:
    found = answered(PACK, signal=OTHERS)
    assert [item["fact"] for item in found["unknown"] if "enterprise" in item["would_change"]] == [
        "customer.plan",
        "customer.csm",
        "customer.vip",
    ]
    assert answered(PACK, signal={"text": "thank you"})["unknown"] == []


def test_what_is_asked_hangs_on_values_and_not_only_on_which_facts_are_there() -> None:
    rules = """
triggers:
  - {id: split, category: product, when: "(customer.plan == 'pro' && signal.not_posted) || contact.kind == 'other'", because: Two ways., source: [SD-097]}
"""  # noqa: E501 - a rule of a policy stands on one line
    pack = small_desk(more_yaml=rules)
    asked_of = {
        plan: {
            item["fact"]
            for item in answered(pack, signal={"text": "no way to"}, customer={"plan": plan}, contact={})["unknown"]
            if "split" in item["would_change"]
        }
        for plan in ("pro", "free")
    }
    assert asked_of == {"pro": {"signal.not_posted", "contact.kind"}, "free": {"contact.kind"}}


def test_a_hint_asks_for_its_fact_and_leaves_the_next_message_alone() -> None:
    pack = small_desk()
    facts = [
        [item["fact"] for item in answered(pack, signal={"text": text})["unknown"]]
        for text in ("there is no way to merge", "there is no way to get a refund", "there is no way to merge")
    ]
    assert facts[0] == facts[2]
    assert set(facts[1]) - set(facts[0]) == {"signal.refund_amount"}


def test_another_currency_asks_a_person() -> None:
    found = answered(PACK, signal={"facts": {"refund_amount": "900 EUR"}})
    assert found["triggers"] == []
    (open_fact,) = found["unknown"]
    assert open_fact["fact"] == "signal.refund_amount"
    assert open_fact["question"] == "How much do they want back?"
    assert open_fact["would_change"] == ["refund-limit"]


def test_a_route_that_hangs_on_an_unknown_fact_is_conditional() -> None:
    (route,) = answered(PACK, signal={"text": "nobody can log in"})["routes"]
    assert (route["id"], route["state"]) == ("operations-mail", "conditional")
    questions = answered(PACK, signal={"text": "nobody can log in"})["unknown"]
    assert ("signal.not_posted", ["operations-mail"]) in [(one["fact"], one["would_change"]) for one in questions]
    (due,) = answered(PACK, signal={"text": "nobody can log in", "facts": {"not_posted": True}})["routes"]
    assert due["state"] == "due"
    assert answered(PACK, signal={"text": "nobody can log in", "facts": {"not_posted": False}})["routes"] == []


def test_the_press_speaks_with_the_press() -> None:
    found = answered(PACK, signal={"text": "press enquiry"}, contact={"kind": "journalist"})
    assert ids(found["routes"]) == ["press-mail"]
    assert {
        item["obligation"]: item["lost_to"]
        for item in found["explanation"]
        if item["lost_to"] and item["kind"] == "route"
    } == {"partner-mail": "press-mail"}


def test_what_a_journalist_writes_goes_to_the_press_team_whatever_it_is() -> None:
    found = answered(PACK, signal={"text": "I have a few questions."}, contact={"kind": "journalist"})
    assert (found["segments"], ids(found["routes"]), found["escalate"]) == (["media"], ["press-mail"], "now")
    nobody = answered(PACK, signal={"text": "I have a few questions."}, contact={"kind": "other"})
    assert (nobody["segments"], nobody["routes"], nobody["escalate"]) == ([], [], "no")


def test_a_mark_may_be_ticked_and_matches_nothing_by_itself() -> None:
    assert answered(PACK, signal={"text": "hello", "triggers": ["complaint"]})["triggers"] == []


def test_copies_go_with_due_routes_and_the_direct_way_is_only_offered() -> None:
    routes = {item["id"]: item for item in answered(PACK, signal=OTHERS, customer={"vip": True})["routes"]}
    assert routes["security-mail"]["cc"] == ["success"]
    assert routes["direct"]["state"] == "conditional"


def test_a_closed_team_is_told_and_so_is_duty() -> None:
    (night,) = answered(PACK, NIGHT, signal={"text": "charged twice"})["routes"]
    assert (night["to"], night["cc"], night["state"]) == ("billing", ["duty"], "due")
    (day,) = answered(PACK, signal={"text": "charged twice"})["routes"]
    assert day["cc"] == []
    (standard,) = answered(PACK, NIGHT, signal={"text": "press enquiry"})["routes"]
    assert standard["cc"] == []  # Its own clocks rest while the team does.


def test_the_hand_over_says_what_is_missing() -> None:
    found = answered(PACK, signal=OTHERS)["fields"]
    assert [(one["id"], one["scope"], one["known"]) for one in found["required"]] == [
        ("user_id", "security", False),
        ("timestamp", "security", True),
    ]
    assert (found["missing"], found["mode"]) == (["user_id"], "warn")
    assert answered(PACK, signal=OTHERS, contact={"id": "u9"})["fields"]["missing"] == []


SAME_DAY = {  # claim: (opened, by when)
    "in the morning it is today's closing": ("2025-03-05T10:00:00-05:00", "2025-03-05T18:00:00-05:00"),
    "after closing it is the next working day": ("2025-03-07T19:00:00-05:00", "2025-03-10T18:00:00-04:00"),
}


@pytest.mark.parametrize(("opened", "by"), SAME_DAY.values(), ids=SAME_DAY)
def test_the_same_day_ends_with_the_office(opened: str, by: str) -> None:
    found = answered(PACK, opened, signal={"text": "I am locked out"})
    assert (found["escalate"], found["escalate_by"]) == ("same_day", by)


def test_a_close_between_two_quarters_of_an_hour_is_met_to_the_second() -> None:
    hours = '"09:00-18:00"'
    early = small_desk(pack_yaml=FILES["pack.yaml"].replace(hours, '"09:00-17:52"'))
    by = {
        at: answered(early, f"2025-03-05T{at}-05:00", signal={"text": "I am locked out"})["escalate_by"]
        for at in ("17:46:00", "17:51:59", "17:52:00", "17:59:00")
    }
    assert list(by.values()) == ["2025-03-05T17:52:00-05:00"] * 2 + ["2025-03-06T17:52:00-05:00"] * 2


def test_a_condition_about_time_is_answered_anew_each_time() -> None:
    rules = """
triggers:
  - {id: over, category: product, when: "after(customer.renewal_on)", because: It is over., source: [SD-097]}
"""
    pack, customer = small_desk(more_yaml=rules), {"renewal_on": "2025-03-06"}
    seen = [
        ids(answered(pack, at, signal={}, customer=customer | zone)["triggers"])
        for at, zone in (
            ("2025-03-05T23:59:00-05:00", {}),
            ("2025-03-06T00:01:00-05:00", {}),
            ("2025-03-05T23:59:00-05:00", {"zone": "Europe/Berlin"}),
        )
    ]
    assert seen == [[], ["over"], ["over"]]


def test_a_working_day_shows_its_open_hours_and_marks_shares_of_them() -> None:
    rules = """
clocks:
  - {id: day, for: {trigger: breach}, kind: team_response, team: access, within: 24h, counting: working_days, calendar: office, because: A day., source: [SD-079]}
"""  # noqa: E501 - a rule of a policy stands on one line
    found = answered(small_desk(more_yaml=rules), signal={"triggers": ["breach"]})
    day = next(clock for clock in found["clocks"] if clock["id"] == "day")
    assert (day["within"], day["due_at"]) == ("PT24H", "2025-03-06T10:00:00-05:00")
    assert [span["counts"] for span in day["working"]] == ["PT8H", "PT1H"]
    assert day["at_risk_at"] == ["2025-03-05T14:30:00-05:00", "2025-03-05T16:45:00-05:00"]


def test_an_answer_to_nothing_holds_its_own_instant() -> None:
    for at in (NIGHT, "2025-03-05T10:00:00-05:00", "2025-07-05T10:00:00-04:00"):
        found = answered(PACK, at, signal={"text": "thank you"}, customer=PLAIN)
        assert (found["at"], found["escalate"], found["escalate_by"]) == (at, "no", None)


def test_within_a_day_is_twenty_four_elapsed_hours() -> None:
    found = answered(PACK, NIGHT, signal={"text": "press enquiry"})
    assert (found["escalate"], found["escalate_by"]) == ("within_24h", "2025-03-10T00:40:00-04:00")


def test_a_level_set_by_a_person_stands_over_the_policy() -> None:
    found = answered(PACK, signal={"text": "I am locked out"}, case={"levels": {"priority": "critical"}})
    assert found["levels"] == {"priority": "critical"}
    assert {clock["kind"]: clock["id"] for clock in found["clocks"]} == {
        "first_response": "access-first",
        "resolution": "critical-fix",
    }


def test_what_a_person_set_stands_over_what_the_signal_says() -> None:
    signal = {"facts": {"refund_amount": "900 USD"}}
    assert answered(PACK, signal=signal, case={"facts": {"refund_amount": "90 USD"}})["triggers"] == []


def test_known_triggers_of_a_case_are_part_of_the_answer() -> None:
    before = asked(PACK, signal=OTHERS)
    request = msgspec.convert({"signal": {"text": "I was charged twice"}}, type=Request)
    found = decide(PACK, request, parse_instant(NIGHT), known=before.triggers)
    assert [one.trigger.id for one in found.triggers] == ["cross-user-data", "duplicate-charge"]
    assert found.categories == ("security-privacy", "financial")


REFUSED = {  # claim: (request, where)
    "an unknown fact": ({"signal": {"facts": {"refund_amout": "5 USD"}}}, "signal.facts.refund_amout"),
    "a wrong type": ({"signal": {"facts": {"refund_amount": "much"}}}, "signal.facts.refund_amount"),
    "an unknown trigger": ({"signal": {"triggers": ["braech"]}}, "signal.triggers"),
    "an unknown trigger of the case before": ({"signal": {}, "case": {"triggers": ["zzz"]}}, "case.triggers"),
    "an unknown trigger ruled out": ({"signal": {"not_triggers": ["braech"]}}, "signal.not_triggers"),
    "an unknown scale": ({"signal": {"triggers": ["breach"]}, "case": {"levels": {"mood": "low"}}}, "case.levels.mood"),
    "an unknown level": (
        {"signal": {"triggers": ["breach"]}, "case": {"levels": {"priority": "low"}}},
        "case.levels.priority",
    ),
}


@pytest.mark.parametrize(("request_", "where"), REFUSED.values(), ids=REFUSED)
def test_what_the_pack_does_not_know_is_refused_by_name(request_: dict[str, Any], where: str) -> None:
    with pytest.raises(DeskError) as refused:
        answered(PACK, **request_)
    assert refused.value.where == where
    assert refused.value.mend


def test_an_instant_without_an_offset_is_refused() -> None:
    request = msgspec.convert({"at": "2025-03-08T23:40:00", "signal": {}}, type=Request)
    with pytest.raises(DeskError) as refused:
        decide(PACK, request, parse_instant(NIGHT))
    assert refused.value.where == "at"


def test_the_same_request_gives_the_same_bytes_from_another_load() -> None:
    request = {"signal": OTHERS, "customer": PLAIN}
    assert encode(asked(PACK, NIGHT, **request)) == encode(asked(small_desk(), NIGHT, **request))


def test_every_item_of_the_answer_says_why_and_from_where() -> None:
    found = answered(PACK, NIGHT, signal={"triggers": ["breach"], **OTHERS}, customer={"vip": True})
    items = [*found["triggers"], *found["clocks"], *found["routes"], *found["explanation"]]
    assert len(items) > 8
    for item in items:
        assert item["id"]
        assert item["source"]
        assert item["because"]


def test_clocks_stand_by_due_and_then_by_id() -> None:
    found = answered(PACK, NIGHT, signal={"triggers": ["breach"]})
    assert ids(found["clocks"]) == ["breach-answer", "critical-first", "critical-fix"]
    assert found["clocks"][0]["strict"] is True


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_text_that_says_nothing_is_not_given(blank: str) -> None:
    pack = small_desk(
        more_yaml="""
facts: [{id: summary, type: text, ask: What is the matter?}]
fields:
  - {id: summary, scope: all, from: [signal.summary], because: x}
  - {id: csm, scope: all, from: [customer.csm], because: x}
segments: [{id: with-csm, when: has(customer.csm), because: x}]
"""
    )
    told = answered(
        pack, signal=OTHERS | {"facts": {"summary": blank}}, customer={"id": "c1", "csm": blank, "plan": blank}
    )
    assert told["segments"] == []
    assert {"summary", "csm"} <= set(told["fields"]["missing"])
    assert told == answered(pack, signal=OTHERS, customer={"id": "c1"})
