"""A further signal only adds to what its case owes and asks: nothing that is open is forgotten, answers are taken."""

from __future__ import annotations

import pytest

from stepladder.core.case.assess import joined_assessment
from stepladder.core.triage.decide import decide
from stepladder.core.triage.request import Request, Signal
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, WORDS, Work, work


def asked(play: Work) -> list[str]:
    assert play.case.assessment is not None
    return [one.fact for one in play.case.assessment.questions]


@pytest.mark.parametrize("words", [("erasure", "bug"), ("bug", "erasure"), ("erasure", "thanks")])
def test_whoever_asks_for_what_needs_proof_has_to_prove_it_whatever_they_write_besides(words: tuple[str, str]) -> None:
    play = Work(words[0])
    play.signal(words[1], NOON + MINUTE)
    assert play.case.owed.identity is not None
    assert play.case.owed.identity.class_ == "high"


def test_a_question_stays_open_until_a_message_brings_its_answer() -> None:
    play = Work("leave")
    assert asked(play) == ["signal.insists"]
    play.signal("thanks", NOON + MINUTE)
    assert asked(play) == ["signal.insists"]
    play.signal("thanks", NOON + 2 * MINUTE, facts={"insists": True})
    assert asked(play) == []


def test_an_answer_about_the_words_alone_takes_no_proof_and_no_question_back() -> None:
    alone = decide(work(), Request(signal=Signal(text=WORDS["thanks"])), NOON + MINUTE)
    erasure, leave = Work("erasure"), Work("leave")
    assert joined_assessment(erasure.case, alone).owed.identity == erasure.case.owed.identity is not None
    assert [one.fact for one in joined_assessment(leave.case, alone).questions] == ["signal.insists"]
