"""What the support desk reads as a sign that somebody may leave, and what it stops in a draft."""

from __future__ import annotations

import pytest

from stepladder.core.triage.reading.phrases import PhraseBook
from stepladder.core.triage.reading.wording import PhraseEntry
from tests.unit.packs.written import whole_pack

PACK = whole_pack("support-desk")

SIGNS = {  # sign: (what shows it, what only sounds like it)
    "asks-cancel": ("How do I cancel my membership?", "How do I cancel an appointment in the calendar?"),
    "compares": ("Their export was quicker in our test than yours.", "Tuesday is better for us than Monday."),
    "many-open": ("We have five tickets open with you.", "We have five new customers, which is nice."),
    "usage-drop": ("Most of us went back to spreadsheets.", "We import spreadsheets every night."),
    "negative-feedback": ("What a hopeless piece of software.", "The weather is hopeless, the software runs."),
}
GUARDS = {  # guard: (what it stops, what may be written)
    "no-self-investigation": (
        "I searched the access logs myself and found no trace of them.",
        "Our security team has taken over, please leave everything as it is.",
    ),
    "no-legal-advice": (
        "Under the GDPR we are not obliged to keep this.",
        "Our legal team has your letter and will reply to you directly.",
    ),
    "no-outcome-promise": (
        "There is no need to worry, we will refund the full amount.",
        "The team will review your request and write to you with their decision.",
    ),
    "no-uncertain-eta": (
        "It should be fixed by tomorrow afternoon.",
        "You will hear from us by the time shown on your ticket.",
    ),
    "no-burden": ("We do have other customers too.", "Thank you for doing all the steps with us."),
    "no-special-treatment": (
        "With your reach we can skip the usual checks.",
        "Your ticket runs on in the usual order.",
    ),
    "no-unannounced": ("Between us, the new mode is coming in spring.", "Dark mode is out since Monday."),
    "no-speculation": (
        "Probably a database server died last night.",
        "The cause is still being looked into.",
    ),
    "no-eta": (
        "We should be back up in about an hour.",
        "When there is a time for the repair, it will stand on the status page.",
    ),
    "no-compensation": (
        "We will of course credit everyone for today.",
        "Whether there will be compensation is decided once it is over.",
    ),
}


def book(section: str) -> PhraseBook:
    return PhraseBook(
        [
            PhraseEntry(element["id"], phrase, role="hit" if key == "phrases" else "unless")
            for element in PACK[section]
            for key in ("phrases", "unless")
            for phrase in element.get(key, ())
        ]
    )


def shown(section: str, words: str) -> set[str]:
    return {hit.rule for hit in book(section).find_in(words) if hit.counts}


def test_every_sign_and_guard_that_reads_words_has_a_pair() -> None:
    assert set(SIGNS) == {sign["id"] for sign in PACK["signs"] if "phrases" in sign}
    assert set(GUARDS) == {guard["id"] for guard in PACK["guards"] if "phrases" in guard}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_is_read_and_its_near_miss_is_not(sign: str) -> None:
    shows, sounds = SIGNS[sign]
    assert sign in shown("signs", shows)
    assert shown("signs", sounds) == set()


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_stops_a_draft_and_lets_a_neutral_one_pass(guard: str) -> None:
    stopped, fine = GUARDS[guard]
    assert guard in shown("guards", stopped)
    assert shown("guards", fine) == set()


@pytest.mark.parametrize("guard", PACK["guards"], ids=lambda guard: guard["id"])
def test_what_a_guard_suggests_passes_all_guards(guard: dict[str, str]) -> None:
    assert shown("guards", guard["better"]) == set()


@pytest.mark.parametrize("card", [one["insert"] for one in PACK["guidance"] if "insert" in one])
def test_a_line_from_a_card_passes_all_guards(card: str) -> None:
    assert shown("guards", card) == set()


@pytest.mark.parametrize("template", PACK["templates"], ids=lambda template: template["id"])
def test_a_draft_passes_all_guards(template: dict[str, str]) -> None:
    assert shown("guards", template["body"]) == set()
