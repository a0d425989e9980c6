"""Real turns of customers, and strewn among them messages that an escalation desk is there for."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

TURNS = Path(__file__).resolve().parents[1] / "data" / "multidogo" / "turns.csv.gz"
COLUMNS = ("text=utterance", "id={conversationId}-{turnNumber}", "conversation=conversationId")
COUNT = 2000

TROUBLE = {  # the trigger that has to be found: what the customer writes
    "cross-user-data": "The invoice list shows another company's invoices.",
    "breach": "I think my account has been hacked, somebody logged in from another country.",
    "fraud": "There is a charge on my card that I never made.",
    "refund-limit": "Please refund me 1,250.00 USD for last month.",
    "legal-threat": "You will hear from my lawyer about this.",
    "data-loss": "All my orders have disappeared from the dashboard, everything is gone.",
    "mobile-crash": "The mobile app crashes every time I open it.",
    "reset-fails": "I am locked out of my account and the reset mail never comes.",
    "asks-manager": "I want to speak to your manager.",
    "leave-threat": "We are moving to a competitor at the end of the month if this is not mended.",
    "custom-pricing": "Can you send us a custom quote for 400 seats?",
    "reseller": "We are an agency and would like to resell your product, can we talk about a partnership?",
}
WRITERS = ("harbor", "vale", "osprey", "nobody-we-know")
"""Two customers of the plan with a person of their own among them, and one of whom the desk has no record."""


def turns() -> list[dict[str, Any]]:
    """The turns as requests that say as little as a sender may."""
    with gzip.open(TURNS, "rt", encoding="utf-8", newline="") as file:
        return [_request(row) for row in csv.DictReader(file)]


def trouble() -> list[dict[str, Any]]:
    """Every message of trouble from every writer, each in a conversation of its own."""
    return [
        {
            "customer": {"id": writer},
            "signal": {
                "id": f"{trigger}-{writer}",
                "conversation": f"thread-{trigger}-{writer}",
                "channel": "chat",
                "text": text,
            },
        }
        for trigger, text in TROUBLE.items()
        for writer in WRITERS
    ]


def strewn(among: list[dict[str, Any]], few: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The few spread evenly over the many, the order of each kept."""
    step = len(among) // len(few)
    mixed = []
    for number, one in enumerate(among):
        mixed.append(one)
        if number % step == step - 1 and number // step < len(few):
            mixed.append(few[number // step])
    return mixed


def _request(row: dict[str, str]) -> dict[str, Any]:
    signal = {"id": f"{row['conversationId']}-{row['turnNumber']}", "conversation": row["conversationId"]}
    # A few turns are pictures, of which the table kept no word.
    return {"signal": signal | ({"text": row["utterance"]} if row["utterance"] else {})}
