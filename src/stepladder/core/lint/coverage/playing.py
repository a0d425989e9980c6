"""What a policy answers when it is tried: its own examples, and stories played from end to end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from stepladder.core.guard.examples import draft_answer, letter_answer
from stepladder.core.policy.model import Example
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.plain import plain
from stepladder.core.policy.shown.whole import shown
from stepladder.core.rehearse.run import run
from stepladder.core.rehearse.scenario import Scenario
from stepladder.core.rehearse.trace import trace
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.examples import NOON, asks
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError

_CITED = re.compile(r" \[[A-Z]+-\d+(?:(?:,| to) [A-Z]+-\d+)*\]")
REFUSED = b"refused"
"""What an example answers that the policy does not understand."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try: an example by its note and place, or a rehearsal by its name."""

    name: str
    what: Example | Scenario

    def answer(self, pack: Pack) -> bytes:
        """What comes of it: the decision's document, or the rehearsal's trace.

        Which facts were read and which are not known is left out: one question less shows no rule at work.
        """
        try:
            return msgspec.json.encode(self._played(pack, self.what))
        except (DeskError, msgspec.ValidationError):
            return REFUSED

    def _played(self, pack: Pack, what: Example | Scenario) -> dict[str, Any]:
        if isinstance(what, Scenario):
            told = trace(run(what, [pack]))
            for case in told["cases"]:
                del case["unknown"]
            for event in told["events"]:
                event["data"].get("assessment", {}).pop("questions", None)
            return told
        if asks(what) == "draft":
            return draft_answer(pack, what.given)
        if asks(what) == "template":
            return letter_answer(pack, what.given)
        request = msgspec.convert(what.given, type=Request, strict=False)
        decision: dict[str, Any] = msgspec.json.decode(encode(decide(pack, request, NOON)))
        del decision["unknown"]
        for why in decision["explanation"]:
            del why["read"]
        return decision


def trials(pack: Pack, rehearsals: Mapping[str, Scenario]) -> tuple[Trial, ...]:
    """Everything that tries a policy: its examples, and the rehearsals that it alone decides."""
    own = [Trial(f"{pack.id}/{one.place.file}:{one.place.line} {one.note}", one) for one in pack.text.examples]
    played = [Trial(name, one) for name, one in rehearsals.items() if one.packs == (pack.id,)]
    return (*own, *played)


def said(pack: Pack) -> str:
    """The policy as its team reads it, in one line, without the requirements that stand behind each of its lines."""
    return _CITED.sub("", " ".join(plain(shown(pack)).split()))
