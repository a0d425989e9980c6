"""Real turns of customers, and among them messages that an escalation desk is there for."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

TURNS = Path(__file__).resolve().parents[1] / "data" / "multidogo" / "turns.csv.gz"
COLUMNS = ("text=utterance", "id={conversationId}-{turnNumber}", "conversation=conversationId")

TROUBLE = (  # (trigger that has to be among those found, what the customer writes)
    ("cross-user-data", "The invoice list shows another company's invoices."),
    ("breach", "I think my account has been hacked, somebody logged in from another country."),
    ("fraud", "There is a charge on my card that I never made."),
    ("refund-limit", "Please refund me 1,250.00 USD for last month."),
    ("legal-threat", "You will hear from my lawyer about this."),
    ("sync-fail", "The stock levels do not sync any more, whatever I try."),
    ("locked-out", "I am locked out of my account and the reset mail never comes."),
    ("bad-language", "This is bullshit, I have had enough of you."),
    ("partnership", "We are an agency and would like to resell your product, can we talk about a partnership?"),
)
WRITERS = ("harbor", "vale", "osprey", "a stranger")


def turns() -> list[dict[str, Any]]:
    """The 2,000 turns as requests: as little as a sender may say."""
    with gzip.open(TURNS, "rt", encoding="utf-8", newline="") as file:
        return [
            {
                "signal": {
                    "id": f"{row['conversationId']}-{row['turnNumber']}",
                    "conversation": row["conversationId"],
                    "text": row["utterance"],
                }
            }
            for row in csv.DictReader(file)
        ]
