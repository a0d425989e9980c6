"""The public face for Python: packs that decide, read and explain, and calendars that count. No server, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from stepladder import packfiles
from stepladder.core.clock.calendar import Calendar
from stepladder.core.guard.draft import NOTHING_KNOWN, DraftContext, DraftVerdict, GuardFinding
from stepladder.core.guard.reading import read_draft
from stepladder.core.lint.finding import Finding
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack as LoadedPack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.triage.account import explain
from stepladder.core.triage.decide import decide
from stepladder.core.triage.decision import DecisionDocument
from stepladder.core.triage.document import document, encode
from stepladder.core.triage.read_text import TextFindings, read_text
from stepladder.core.triage.request import Request
from stepladder.core.triage.unseen import HALF, may_hold_unseen, refuse_half_pairs, refuse_unseen
from stepladder.core.triage.verdict import Verdict
from stepladder.core.triage.why_not import WhyNot, why_not
from stepladder.core.triage.written import check_written
from stepladder.core.values import DeskError, PackFaults

# Whoever only decides need not load what checks policies and plays them: that is imported where it is asked for.
if TYPE_CHECKING:
    from stepladder.core.lint.diff.difference import Difference
    from stepladder.core.rehearse.run import Rehearsed

__all__ = [
    "Calendar", "Decision", "DeskError", "DraftContext", "DraftVerdict", "Finding", "GuardFinding", "Pack",
    "PackFaults", "Trace", "WhyNot", "load_pack", "rehearse", "request_of",
]  # fmt: skip


class Decision:
    """What a pack says about one signal."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    @property
    def document(self) -> DecisionDocument:
        """The decision document with its types."""
        return document(self.verdict)

    def to_dict(self) -> dict[str, Any]:
        """The decision document as plain dicts and lists."""
        found: dict[str, Any] = msgspec.json.decode(self.to_json())
        return found

    def to_json(self) -> bytes:
        """The decision document as JSON: the same request gives the same bytes."""
        return encode(self.verdict)

    def explain(self) -> str:
        """The decision in words: what follows, why, and what gave way."""
        return explain(self.verdict)

    def why_not(self, id: str) -> tuple[WhyNot, ...]:
        """Why an element did not match or does not follow, and the least that would have to be different.

        `id` is that of a rule or an obligation, `scope/id` where an id stands in several scopes, or `scale:level`; one
        answer for each element of that name. Raises: DeskError - nothing is called that.
        """
        return why_not(self.verdict, id)


class Pack:
    """A loaded policy pack. Made by `load_pack`."""

    def __init__(self, loaded: LoadedPack) -> None:
        self.loaded = loaded

    @property
    def id(self) -> str:
        return self.loaded.id

    @property
    def version(self) -> str:
        """Header version and the first 12 digits of the digest: `2.3+1f0c9a7be2d4`."""
        return self.loaded.version

    def decide(
        self,
        request: Mapping[str, Any] | Request | bytes,
        *,
        now: datetime | None = None,
        overlays: Sequence[Pack] = (),
    ) -> Decision:
        """Decide about a request of the contract, as a mapping, a Request or JSON.

        `now` (aware) is the instant where the request names none; left out, an `at` must stand in the request.
        `overlays` are further packs whose obligations are merged with those of this one, the primary (Q-51).
        Raises: DeskError - an unknown key, a wrong type, an unknown fact or trigger, no instant or a naive one.
        """
        asked = request if isinstance(request, Request) else request_of(request)
        if now is None and asked.at is None:
            raise DeskError("no instant is given", where="at", mend='Add "at", or pass now=...')
        if now is not None and now.utcoffset() is None:
            # Python would take it for one in the zone of this machine.
            mend = "Give it a zone, as in 2025-03-08T23:40:00-05:00."
            raise DeskError("a naive datetime names no instant", where="now", mend=mend)
        # With an `at` of its own, the present is never used.
        further = [one.loaded for one in overlays]
        return Decision(decide(self.loaded, asked, now or _EPOCH, overlays=further))

    def read(self, text: str, *, subject: str | None = None) -> TextFindings:
        """What the pack's readers find in a text: triggers with evidence, facts with their place.

        Raises: DeskError - it is no text.
        """
        _text(text, "text")
        _text(subject or "", "subject")
        return read_text(self.loaded, text, subject)

    def guard(self, text: str, context: DraftContext | None = None) -> DraftVerdict:
        """What the guards of the pack find in a draft, with `.to_dict()` for programs.

        `context`: what already happened in the case and who writes; left out, nothing has. Every guard is asked,
        whatever it is bound to. Raises: DeskError - it is no text.
        """
        _text(text, "text")
        return read_draft(self.loaded, text, context=context or NOTHING_KNOWN)

    def check(self, *, now: datetime | None = None, year: bool = True) -> list[Finding]:
        """Everything that the policy check finds: errors first, then in the order of files and lines.

        With `now` (aware) also what hangs on the date, such as reviews that are due; `year`: whether the rules that
        play a whole year look too.
        """
        from stepladder.core.lint.check import check

        return list(check(self.loaded, now, year=year))

    def diff(self, other: Pack) -> Difference:
        """What changes for people from this pack to another, with `.to_dict()` for programs."""
        from stepladder.core.lint.diff.compare import compare

        return compare(self.loaded, other.loaded)

    def parameters(self) -> list[dict[str, str]]:
        """Every parameter with its question, value and default."""
        return [
            {"id": one.id, "question": one.question, "value": self.loaded.parameters[one.id], "default": one.default}
            for one in PARAMETERS.values()
        ]

    def calendar(self, id: str) -> Calendar:
        """A calendar of the pack; `office@Europe/Lisbon` for one that is read in the customer's zone.

        Raises: DeskError - no such calendar.
        """
        _text(id, "calendar")
        try:
            return self.loaded.calendars[id]
        except KeyError as fault:
            mend = suggest(id, self.loaded.calendars)
            what = f"no calendar is called '{id[:40]}' in pack {self.id}"
            raise DeskError(what, where="calendar", mend=mend) from fault


def _text(given: object, where: str) -> None:
    """Raises: DeskError - it is no text, or none that can be written down."""
    if not isinstance(given, str):
        raise DeskError(f"it is {type(given).__name__}, and no text", where=where, mend="Give a str.")
    if not given.isascii() and HALF.search(given):
        raise DeskError("it holds half of a pair", where=where, mend="Take it out.")


_EPOCH = datetime.fromtimestamp(0, UTC)


def load_pack(name_or_path: str | Path, *, cache: Path | None = None) -> Pack:
    """A shipped pack by name, or a folder by its path.

    `cache`: a folder that keeps packs which were checked before, so that the same texts are not checked again.
    Raises: DeskError - no such pack; PackFaults - all its faults.
    """
    return Pack(packfiles.load(name_or_path, cache=cache))


class Trace:
    """What came of a rehearsed scenario. `unmet`: what of its `expect:` does not hold, as sentences."""

    def __init__(self, rehearsed: Rehearsed) -> None:
        from stepladder.core.rehearse.trace import trace, unmet

        self._rehearsed = rehearsed
        self._document = trace(rehearsed)
        self.unmet = unmet(rehearsed, self._document)

    def to_dict(self) -> dict[str, Any]:
        """The trace: events, deliveries, refusals, cases, clocks, follow-ups, accounts, incidents."""
        return self._document

    def story(self) -> str:
        """The rehearsal in words, day by day."""
        from stepladder.core.rehearse.words import story

        return story(self._rehearsed)


def rehearse(scenario: Mapping[str, Any] | str, *, name: str = "scenario") -> Trace:
    """Play a scenario on a virtual clock, by the functions that run the desk; nothing is stored or sent.

    Takes: scenario - as YAML text, or as a mapping of the same shape; name - how faults call it.
    Raises: PackFaults - the scenario cannot be read, or one of its packs; DeskError - it names what is not there.
    """
    from stepladder.core.rehearse.reading import read_scenario
    from stepladder.core.rehearse.run import run

    text = scenario if isinstance(scenario, str) else _written(scenario, name)
    read = read_scenario(name, text)
    return Trace(run(read, [packfiles.load(pack) for pack in read.packs]))


def _written(scenario: Mapping[str, Any], name: str) -> str:
    """A mapping as the text that says the same. Raises: DeskError - it holds what no text can say."""
    try:
        return msgspec.json.encode(scenario).decode()
    except (TypeError, ValueError, OverflowError, RecursionError) as fault:
        mend = "Give a mapping of texts, numbers and lists, or YAML."
        raise DeskError(f"it cannot be written down ({fault})", where=f"scenario {name}", mend=mend) from fault


def request_of(given: Mapping[str, Any] | bytes | str) -> Request:
    """A decision request from plain data or JSON. Raises: DeskError - with the place of the fault in the request."""
    body = b""
    try:
        if isinstance(given, bytes | str):
            body = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
            asked = msgspec.json.decode(body, type=Request)
            if may_hold_unseen(body):
                refuse_unseen(msgspec.to_builtins(asked))
        else:
            refuse_unseen(given)
            asked = msgspec.convert(given, type=Request)
        check_written(asked)
        return asked
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `")
        place = where.rstrip("`").removeprefix("$.") or "request"
        raise DeskError(what, where=place, mend="See the decision request in the reference.") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        refuse_half_pairs(body)
        raise DeskError(f"this is not JSON: {fault}", where="request", mend="Send one JSON object.") from fault
    except RecursionError as fault:
        raise DeskError("it is nested too deep", where="request", mend="Give it as the reference shows.") from fault
