"""The page on deliveries has every state, with the word that pages have for it."""

from __future__ import annotations

import re

from stepladder.web.pages.delivery_views import VIEWS
from stepladder.web.pages.delivery_words import delivery_word
from tests.unit.docs.pages import ROOT, text_of

ROW = re.compile(r"^\| `([a-z]+)` \| \*([a-z ]+)\* \|", re.MULTILINE)


def test_every_state_has_its_row_and_the_word_of_the_pages() -> None:
    told = dict(ROW.findall(text_of(ROOT / "docs" / "explanation" / "delivery.md")))
    states = {state for view in VIEWS for state in view.states} | {"sent", "delivered"}
    assert told == {state: str(delivery_word(state)) for state in states}
