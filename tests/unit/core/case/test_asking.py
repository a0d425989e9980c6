"""How often a command asks its policy: once about the same, and anew about all else."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from stepladder.core.case import asking
from stepladder.core.case import work_commands as w
from stepladder.core.case.knowledge import Knowledge, KnownTrigger, knowledge_of
from stepladder.core.triage.request import Contract, LoggedAttempt
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import Work


class Asking:
    """One command's way to ask. `asked` counts how often the policy was asked."""

    def __init__(self) -> None:
        self.work, self.asked = Work("leave"), 0
        self.knowledge = knowledge_of(self.work.case)
        first = self.work.requests[0]
        self._ask = asking.verdict_for(self.work.case, self.work.pack, lambda: first, self._words, now=NOON)

    def _words(self, rows: Mapping[str, str]) -> dict[str, str]:
        self.asked += 1
        return {}

    def __call__(self, **changes: object) -> Verdict:
        return self._ask(msgspec.structs.replace(self.knowledge, **changes))


def test_the_same_is_asked_once_and_anything_else_anew() -> None:
    ask = Asking()
    first = ask()
    assert ask() is first
    assert ask.asked == 1
    other = ask(facts={"signal.insists": True})
    assert other is not first
    assert other.facts["signal.insists"] is True
    assert ask(stage="recover") is not first
    assert ask.asked == 3
    assert ask() is first, "what was said before holds as long as the command lasts"


def test_a_number_is_no_yes_though_python_takes_them_for_equal() -> None:
    ask = Asking()
    yes, one = {"signal.insists": True}, {"signal.insists": 1}
    assert yes == one
    ask(facts=yes)
    with pytest.raises(DeskError, match="insists"):
        ask(facts=one)


CHANGES: dict[str, object] = {
    "levels": {"priority": "critical"},
    "triggers": (KnownTrigger("bug", "confirmed", "person", 1.0),),
    "not_triggers": ("bug",),
    "facts": {"signal.insists": True},
    "fact_texts": {"signal.tried": "t1"},
    "attempts": (LoggedAttempt(at="2025-03-05T12:00:00Z", what="call"),),
    "gates": {"talk": "waived"},
    "factors": {"code": "passed"},
    "stage": "recover",
    "fields": ("summary",),
}


def test_every_change_of_what_is_known_is_asked_about() -> None:
    assert CHANGES.keys() == set(Knowledge.__struct_fields__)
    ask = Asking()
    ask()
    for number, (name, value) in enumerate(CHANGES.items(), 2):
        ask(**{name: value})
        assert ask.asked == number, name


CONTRACTS: dict[str, tuple[Contract | None, str]] = {
    # claim: (contract, what an offer counts for)
    "the contract": (Contract(id="k1"), "k1"),
    "the customer, where it has no name": (Contract(monthly_fee="200 EUR"), "acme"),
    "the customer, where there is none": (None, "acme"),
}


@pytest.mark.parametrize(("contract", "counts"), CONTRACTS.values(), ids=CONTRACTS)
def test_what_an_offer_counts_for(contract: Contract | None, counts: str) -> None:
    assert asking.counts_for(Work("leave").case, contract) == counts


def test_an_approval_is_known_once_it_is_given() -> None:
    play = Work("erasure")
    play.do(w.RequestApproval(approval="high"), NOON)
    assert knowledge_of(play.case).gates == {}
    play.do(w.Approve(approval="high"), NOON, by="max")
    assert knowledge_of(play.case).gates == {"high": "open"}
