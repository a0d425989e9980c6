"""`decide` with text reading on 80-word messages, JSON in and out.

The floor does only what cannot be left out: one pass of the automaton over the text, a generated chain of conditions
over what was found, and the encoding of an answer of equal size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ahocorasick_rs
import msgspec

from bench.messages import messages
from bench.side_by_side import Promise, in_turn, ratio
from stepladder.api import load_pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.readers import readers
from stepladder.core.triage.request import Request
from stepladder.core.values import parse_instant

GOAL = 0.25
AT = "2025-03-08T23:40:00-05:00"
COUNT = 600
# A round takes a twentieth of a second, so what else the machine does falls on one way alone; many rounds even it out.
ROUNDS = 31


def measure() -> list[Promise]:
    """The ratio of a decision to its floor."""
    pack = load_pack("support-desk").loaded
    now = parse_instant(AT)
    bodies = [
        msgspec.json.encode({"at": AT, "signal": {"text": text}, "customer": {"id": "c1", "plan": "pro"}})
        for text in messages(COUNT)
    ]
    reading = msgspec.json.Decoder(Request)

    def ours(body: bytes) -> bytes:
        return encode(decide(pack, reading.decode(body), now))

    answers = [msgspec.json.decode(ours(body)) for body in bodies]
    floor = _floor(readers(pack).reader.literals, [trigger.id for trigger in pack.text.triggers])
    texts = [reading.decode(body).signal.text or "" for body in bodies]
    for body, text, answer in zip(bodies, texts, answers, strict=True):
        # The answers are compared before anything is timed: the floor gives back the very bytes of ours.
        if floor(text, answer) != ours(body):
            raise AssertionError("the floor answers something else")
    mine, theirs = in_turn(
        [
            lambda: [ours(body) for body in bodies],
            lambda: [floor(text, answer) for text, answer in zip(texts, answers, strict=True)],
        ],
        COUNT,
        rounds=ROUNDS,
    )
    matched = sum(1 for answer in answers if answer["triggers"])
    size = sum(len(ours(body)) for body in bodies) / COUNT
    said = f"ours {mine}; floor {theirs}; {matched} of {COUNT} messages matched, answers of {size:,.0f} bytes"
    return [Promise("decide an 80-word message, JSON in and out, beside its floor", GOAL, ratio(mine, theirs), said)]


def _floor(literals: list[str], triggers: list[str]) -> Callable[[str, dict[str, Any]], bytes]:
    automaton = ahocorasick_rs.AhoCorasick(literals, implementation=ahocorasick_rs.Implementation.DFA)
    lines = ["def chain(found):", "    matched = []"]
    for number, _ in enumerate(triggers):
        lines += [f"    if {number} in found:", f"        matched.append({number})"]
    scope: dict[str, Callable[[set[int]], list[int]]] = {}
    exec("\n".join([*lines, "    return matched"]), scope)  # Generated from numbers alone, as a floor.
    chain, encoder = scope["chain"], msgspec.json.Encoder()

    def answer(text: str, document: dict[str, Any]) -> bytes:
        hits = automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        chain({index for index, _, _ in hits})
        return encoder.encode(document)

    return answer
