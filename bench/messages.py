"""Messages of 80 words from real turns; some speak of what the policy acts on."""

from __future__ import annotations

import csv
import gzip
import io
import random
from pathlib import Path

TURNS = Path(__file__).resolve().parent.parent / "tests" / "data" / "multidogo" / "turns.csv.gz"
SHARE_WITH_A_MATTER = 0.3
MATTERS = (
    "I can see another company's invoices in the list",
    "we were charged twice for March",
    "I am locked out after too many codes",
    "nobody in our office can log in since this morning",
    "I want to speak to your manager",
    "the app crashes every time I open it",
    "our lawyer is preparing a claim",
    "please send us a refund of 640 dollars",
)


def turns() -> list[dict[str, str]]:
    """The 2,000 real customer turns that come with the tests."""
    with gzip.open(TURNS) as packed:
        return list(csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8", newline="")))


def messages(count: int, *, seed: int = 5) -> list[str]:
    """Messages of 80 words: real turns joined, a matter of the policy put into three of ten."""
    pick = random.Random(seed)
    words = [word for turn in turns() for word in turn["utterance"].split()]
    found = []
    for _ in range(count):
        start = pick.randrange(len(words) - 80)
        chosen = words[start : start + 80]
        if pick.random() < SHARE_WITH_A_MATTER:
            matter = pick.choice(MATTERS).split()
            place = pick.randrange(80 - len(matter))
            chosen[place : place + len(matter)] = [".", *matter[:-1], f"{matter[-1]}."]
        found.append(" ".join(chosen[:80]))
    return found
