"""A team's own policy beside the one it extends: what it reads, and that each example shows what it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from stepladder.core.lint.diff.compare import compare
from stepladder.core.lint.diff.difference import Difference
from stepladder.core.lint.diff.told import told
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.plain import plain
from stepladder.core.triage.decide import decide
from stepladder.core.triage.examples import NOON
from stepladder.core.triage.loading import load
from stepladder.core.triage.narrowed import narrowed
from stepladder.core.triage.request import Request
from stepladder.packfiles import read
from tests.harness.golden import Golden

WINTER = Path(__file__).with_name("winter.yaml").read_text(encoding="utf-8")


@cache
def packs() -> tuple[Pack, Pack]:
    _, files = read("support-desk")
    below = {f"support-desk/{name}": text for name, text in files.items()}
    return load("support-desk", files), load("winter-desk", {"pack.yaml": WINTER} | below)


@cache
def difference() -> Difference:
    return compare(*packs())


def test_a_head_of_support_reads_it_in_two_minutes(golden: Golden) -> None:
    text = plain(told(difference()))
    assert len(text.split()) < 800
    # The digest of a shipped policy changes with every word of it.
    for one in packs():
        text = text.replace(one.version, one.text.header.version)
    golden("policy/difference.txt", text)


def test_the_way_back_is_told_from_the_other_side(golden: Golden) -> None:
    text = plain(told(compare(*reversed(packs()))))
    for one in packs():
        text = text.replace(one.version, one.text.header.version)
    golden("policy/difference-back.txt", text)


def test_nothing_is_said_of_a_policy_and_itself() -> None:
    old, _ = packs()
    assert plain(told(compare(old, old))).splitlines()[-1] == "Nothing changes for anybody."


@pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
def test_every_example_shows_its_rule_under_one_policy_and_not_under_the_other(back: bool) -> None:
    old, new = reversed(packs()) if back else packs()
    changes = [one for one in compare(old, new).rules if one.examples]
    assert len(changes) == 4
    for change in changes:
        name = change.id.partition("/")[2]
        for example in change.examples:
            before, after = (matched(one, example.request, (old, new)) for one in (old, new))
            assert (name in before, name in after) == (
                (False, True) if change.how in ("added", "wider") else (True, False)
            )


def matched(pack: Pack, request: dict[str, object], both: tuple[Pack, Pack]) -> set[str]:
    asked = narrowed(msgspec.convert(request, type=Request), pack, both)
    return {one.trigger.id for one in decide(pack, asked, NOON).seen}


def test_an_example_is_no_larger_than_it_must_be() -> None:
    (refund,) = (one for one in difference().rules if one.id == "triggers/refund-limit")
    assert [one.request["signal"] for one in refund.examples] == [{"facts": {"refund_amount": "300.01 USD"}}]


def test_the_document_has_every_list_and_both_versions() -> None:
    document = msgspec.json.decode(msgspec.json.encode(difference().to_dict()))
    assert list(document) == [
        "from", "to", "clocks", "routes", "rules", "duties", "permissions", "other", "tried"
    ]  # fmt: skip
    assert document["from"]["pack"] == "support-desk"
    assert document["to"]["version"].startswith("3.0+")
    first = document["clocks"][0]
    assert (first["id"], first["change"], first["source"]) == ("clocks/critical-first", "shorter", ["SD-256"])
    assert set(first) == {"id", "change", "was", "said", "means", "source", "examples"}
    assert set(document["rules"][0]["examples"][0]) == {"request", "says", "before", "after"}


def test_the_same_two_policies_give_the_same_answer() -> None:
    assert compare(*packs()).to_dict() == difference().to_dict()
