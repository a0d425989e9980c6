"""A case is called by words that can be seen."""

from __future__ import annotations

import pytest

from stepladder.service.reading.titles import title_of

TABLE = {  # claim: (subject, body, title)
    "the subject comes first": ("Invoices", "They show others.", "Invoices"),
    "without one, the message": (None, "They show\n others.", "They show others."),
    "blanks are no subject": (" \t", "They show others.", "They show others."),
    "nor are signs without width": ("\u200b\u200d\ufeff", "They show others.", "They show others."),
    "one letter among them is": ("\u200bA", "They show others.", "\u200bA"),
    "a sign of feeling is": ("\U0001f621", "They show others.", "\U0001f621"),
    "nothing at all": (None, "\u2060", None),
    "what is long is cut": ("a" * 121, None, "a" * 119 + "…"),
    "what just fits is not": ("a" * 120, None, "a" * 120),
}


@pytest.mark.parametrize(("subject", "body", "title"), TABLE.values(), ids=TABLE)
def test_a_case_is_called(subject: str | None, body: str | None, title: str | None) -> None:
    assert title_of(subject, body) == title
