"""A rehearsal shows what becomes of the accounts, by every pack that it names."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.api import rehearse

OPENING = {"at": "2026-06-01T10:00+02:00", "signal": {"customer": "vale", "text": "We will cancel our subscription"}}
AFTER = {"at": "2026-06-02T10:00+02:00", "by": "lee", "do": "clear_sign", "sign": "cancel-threat", "because": "Stays."}


def played(*entries: dict[str, Any], packs: tuple[str, ...] = ("support-desk", "risk-tiers")) -> dict[str, Any]:
    customers = [{"id": "vale", "name": "Vale"}]
    return rehearse({"packs": list(packs), "customers": customers, "timeline": list(entries)}).to_dict()


def types(trace: dict[str, Any]) -> list[str]:
    """The names of the events of accounts."""
    return [one["type"] for one in trace["events"] if "account" in one]


def test_an_overlay_gives_the_tier_and_the_primary_pack_the_flag() -> None:
    (account,) = played(OPENING)["accounts"]
    assert (account["customer"], account["tier"], account["flags"]) == ("vale", "high", ["churn-risk"])
    assert {"cancel-threat", "leave-threat"} <= {one["id"] for one in account["signs"]}


def test_a_pack_that_is_not_named_gives_nothing() -> None:
    (account,) = played(OPENING, packs=("support-desk",))["accounts"]
    assert account["tier"] is None


def test_who_is_not_named_has_no_account() -> None:
    given = rehearse({"packs": ["support-desk"], "timeline": [{"at": OPENING["at"], "signal": {"text": "Goodbye"}}]})
    assert given.to_dict()["accounts"] == []


def test_a_sign_is_cleared_at_a_case_and_the_tier_follows() -> None:
    trace = played(OPENING, AFTER)
    assert types(trace)[-2:] == ["sign_cleared", "tier_changed"]
    assert trace["events"][-1]["case"] == "case-1"
    assert trace["accounts"][0]["tier"] is None


@pytest.mark.parametrize("change", [{"sign": "silence"}, {"because": " "}])
def test_a_refused_clearing_leaves_no_event(change: dict[str, str]) -> None:
    trace = played(OPENING, AFTER | change)
    assert [one["do"] for one in trace["refusals"]] == ["clear_sign"]
    assert types(trace)[-1] == "tier_changed"
    assert trace["accounts"][0]["tier"] == "high"


def test_events_of_accounts_stand_where_they_happened() -> None:
    later = {"at": "2026-06-03T10:00+02:00", "by": "lee", "do": "note", "text": "Quiet"}
    found = [one["type"] for one in played(OPENING, AFTER, later)["events"]]
    assert found.index("case_opened") < found.index("sign_raised") < found.index("sign_cleared")
    assert found.index("sign_cleared") < found.index("note_added")


def test_a_reply_that_was_written_down_ends_silence() -> None:
    silent = OPENING | {"signal": {"customer": "vale", "from": "agent", "text": "Cancel?", "triggers": ["silence"]}}
    reply = {"at": "2026-06-02T10:00+02:00", "by": "lee", "do": "customer_replied"}
    opened = OPENING | {"at": "2026-05-30T10:00+02:00"}
    trace = played(opened, silent, reply)
    assert "silence" not in {one["id"] for one in trace["accounts"][0]["signs"]}
    assert types(trace)[-2:] == ["contact_noted", "sign_cleared"]
