"""How well the support desk reads labelled messages: few false alarms, few misses, fewest where it is critical.

The messages are those the phrases were built with, so the floors guard against loss and say nothing of unseen text.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

import stepladder
from tests.harness.data import LargeData

# These are signs of an account in trouble and no triggers; leave-threat is both.
SIGNS = {"asks-cancel", "compares", "many-open", "usage-drop", "negative-feedback"}
LEAST_PRECISION = 0.97
LEAST_RECALL = 0.93
LEAST_CRITICAL_RECALL = 0.92
LEAST_CRITICAL_MESSAGES = 0.95
LEAST_PER_TRIGGER = 0.6
LIMIT = Decimal(500)


@dataclass
class Quality:
    """Counts by trigger over all judged messages; `critical` messages, and those `seen` as such."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    critical: int = 0
    seen: int = 0

    def recall(self, triggers: set[str] | None = None) -> float:
        names = triggers if triggers is not None else {*self.right, *self.missed}
        right = sum(self.right[name] for name in names)
        return right / (right + sum(self.missed[name] for name in names))

    @property
    def precision(self) -> float:
        return self.right.total() / (self.right.total() + self.false.total())


def critical_triggers(pack: stepladder.Pack) -> set[str]:
    text = pack.loaded.text
    categories = {category.id for category in text.categories if category.level == "priority:critical"}
    return {trigger.id for trigger in text.triggers if trigger.category in categories}


def found_in(pack: stepladder.Pack, text: str) -> set[str]:
    """What the readers show; a refund above the limit follows from an amount they read."""
    reading = pack.read(text).to_dict()
    amounts = [fact["value"].split() for fact in reading["facts"] if fact["fact"].endswith("refund_amount")]
    over = any(currency == "USD" and Decimal(amount) > LIMIT for amount, currency in amounts)
    return {trigger["id"] for trigger in reading["triggers"]} | ({"refund-limit"} if over else set())


@pytest.fixture(scope="module")
def pack() -> stepladder.Pack:
    return stepladder.load_pack("support-desk")


@pytest.fixture(scope="module")
def quality(pack: stepladder.Pack, large_data: LargeData) -> Quality:
    critical = critical_triggers(pack)
    counted = Quality()
    for line in large_data("trigger_messages_dev.jsonl").read_text("utf-8").splitlines():
        message = json.loads(line)
        if "support-desk" not in message["packs"]:
            continue  # Not judged for this pack.
        wanted = set(message["packs"]["support-desk"]) - SIGNS
        found = found_in(pack, message["text"])
        counted.right.update(found & wanted)
        counted.false.update(found - wanted)
        counted.missed.update(wanted - found)
        if wanted & critical:
            counted.critical += 1
            counted.seen += bool(found & critical)
    assert counted.right.total() > 100, "the data set is not the one these floors were set on"
    return counted


def test_alarms_are_seldom_false(quality: Quality) -> None:
    assert quality.precision >= LEAST_PRECISION, quality.false


def test_most_of_what_is_said_is_read(quality: Quality) -> None:
    assert quality.recall() >= LEAST_RECALL, quality.missed


def test_what_is_critical_is_missed_least(pack: stepladder.Pack, quality: Quality) -> None:
    assert quality.recall(critical_triggers(pack)) >= LEAST_CRITICAL_RECALL, quality.missed
    assert quality.seen / quality.critical >= LEAST_CRITICAL_MESSAGES


def test_no_trigger_is_deaf(quality: Quality) -> None:
    # An amount told in another sentence than the wish to have it back is left to a person.
    triggers = {*quality.right, *quality.missed} - {"refund-limit"}
    deaf = {name: quality.missed[name] for name in triggers if quality.recall({name}) < LEAST_PER_TRIGGER}
    assert deaf == {}
