"""Words that make a sentence a supposition: what follows them is asked or imagined, and has not happened."""

from __future__ import annotations

import re

from stepladder.core.triage.reading.word_lists import words_of

# In the language of `wording`. "suppose" and "if" alone are left out: "I suppose so", "the price falls if we grow".
MARKERS = (
    "what if",
    "if {one day/ever/someone/somebody/anyone/anybody/something}",
    "were to",
    "in case",
    "in the event {of/that}",
    "for {example/instance}",
    "supposing",
    "{let's/let us/just} suppose",
    "imagine {that/if/someone/we/i/you}",
    "hypothetical*",
    "what {happens/would happen} {if/when}",
    "{was wäre/was passiert} wenn",
    "{was wäre/was passiert}, wenn",
    "angenommen",
    "falls {jemand/wir/ich/mein/meine/unser/unsere/das/es}",
    "für den fall",
    "zum beispiel",
    "au cas où",
    "supposons",
    "par exemple",
    "en caso de",
    "supongamos",
    "por ejemplo",
    "qué {pasa/pasaría} si",
    "stel dat",
    "wat als",
    "voor het geval",
    "bijvoorbeeld",
)
# "For example, I was charged twice" tells what happened; "in case you missed it" only begins.
_EXAMPLES = ("for example", "for instance", "zum beispiel", "par exemple", "por ejemplo", "bijvoorbeeld")
_MY_OWN = words_of(
    """
    i we my our today yesterday last this ich wir mein meine unser unsere gestern heute je j'ai nous mon ma notre hier
    yo nos mi nuestro ayer hoy ik wij we mijn onze gisteren
    """
)
_TURN = re.compile(r"\b(?:but|however|aber|mais|pero|maar)\b")


def supposes(text: str, start: int, end: int) -> bool:
    """Whether the marker that stands at these places of folded text really opens a supposition."""
    marker = text[start:end]
    after = text[end : end + 16].lstrip(" ,:").split(" ", 1)[0].strip(",.:;")
    if marker in _EXAMPLES:
        return after not in _MY_OWN
    if marker == "in case":
        return text[end : end + 1] == " " and after != "you"
    return True


def turns_back(between: str) -> bool:
    """Whether the folded words between a marker and a hit turn from the supposition to what happened ("but")."""
    return _TURN.search(between) is not None
