"""The account of a decision in words: every duty has its line, each pack its part."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.account import explain
from stepladder.core.triage.decide import decide
from stepladder.core.triage.request import Request
from stepladder.core.values import parse_instant
from tests.unit.core.triage.full_desk import full_desk, overlay

AT = "2025-03-05T10:00:00+00:00"
PRIMARY, OVERLAY = full_desk(), overlay()
REQUEST: dict[str, Any] = {
    "at": AT,
    "signal": {
        "triggers": ["refund", "silence"],
        "facts": {"offline": True, "kick_off": "2024-01-01", "amount": "600 USD"},
    },
    "contract": {"monthly_fee": "400 EUR", "outstanding": "6000 EUR"},
    "case": {
        "factors": {"email": "passed"},
        "attempts": [{"at": AT, "what": "write-down/1", "result": "refused"}],
    },
}


def said(*overlays: Pack, text: str = "") -> list[str]:
    request = msgspec.convert(REQUEST | {"signal": REQUEST["signal"] | {"text": text}}, type=Request)
    return explain(decide(PRIMARY, request, parse_instant(AT), overlays=overlays)).splitlines()


LINES = (
    "Hold: a gate is closed, by 2025-03-05T18:00:00+00:00 (priority high, risk medium)",
    "Matched refund (confirmed, by person): They want it back.",
    "Matched silence (confirmed, by person): Nobody answers.",
    "Tell billing by email (held): They must know.",
    "  waits for tried, lit",
    "Gate tried is held, waits for tried: Try first.",
    "Gate hand-over is open: Nobody starts from nothing.",
    "Identity low: 1 of email, passed so far email: Little harm.",
    "Guard no-offer (block): Ask first.",
    "Advice listen: Listen first.",
    "Step hello (acknowledge, owner): Say hello.",
    "Template note for the customer, waits for tried",
    "Write down The hour it began.",
    "May be given thanks (50.00 EUR): A little.",
    "Term fee (50% of 400.00 EUR a month = 200.00 EUR): Half the fee.",
    "Follow up check, due 2025-03-07T10:00:00+00:00, by owner: Ask again.",
    "Ladder write-down: next is write-down/2 (open, opens when write-down/1 was refused, "
    "50% of 6000.00 EUR = 3000.00 EUR): Half.",
)


@pytest.mark.parametrize("line", LINES)
def test_a_duty_has_its_line(line: str) -> None:
    assert line in [one.rstrip() for one in said()]


def test_each_pack_has_its_part_and_what_gave_way_is_said_once() -> None:
    lines = [one.rstrip() for one in said(OVERLAY, text="I want my money back")]
    assert lines[1].startswith("With policy over 1+")
    assert lines.index("By full:") < lines.index("By over:")
    assert lines.count("Guard no-promise gave way to no-promise") == 1
    assert "By full:" not in said()
