"""Draws the pictures of docs/explanation from what the program really does with a small policy.

A test fails where a picture is not what this draws: run `python scripts/merging_pictures.py` then, and look at it. Each picture
brings its own ground, and its colours for light and dark.
"""
# ruff: noqa: E501 - a rule of a policy stands on one line, and so does a rule of style

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "explanation" / "pictures"
STYLE = """
  .ground{fill:#f6f7f8}.box{fill:#fff;stroke:#98a1a8}.holds{fill:#e4f3e9;stroke:#2a7448}.gone{fill:#edeff1;stroke:#c6ccd1}
  text{font:14px system-ui,sans-serif;fill:#171c20}.head{font-weight:600}.quiet{fill:#4c555c}.off{fill:#4c555c;text-decoration:line-through}
  .line{stroke:#69737a;fill:none}.tip{fill:#69737a}
  @media (prefers-color-scheme:dark){
  .ground{fill:#171c20}.box{fill:#30373c;stroke:#69737a}.holds{fill:#17532f;stroke:#7fc79a}.gone{fill:#23292d;stroke:#4c555c}
  text{fill:#f6f7f8}.quiet,.off{fill:#c6ccd1}.line{stroke:#98a1a8}.tip{fill:#98a1a8}}
"""
LINE, PAD = 20, 12
POLICY = """
pack: {id: small, title: Small, version: "1"}
parameters: [{id: pack.zone, value: Europe/Lisbon, because: The desk is there.}]
calendars: [{id: office, hours: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}}]
directory:
  - {id: billing, title: Billing, channels: [{channel: email, address: billing@desk.example}]}
  - {id: access, title: Access, channels: [{channel: email, address: access@desk.example}]}
  - {id: success, title: Success, channels: [{channel: email, address: success@desk.example}]}
scales:
  - id: priority
    levels: [{id: critical, title: Critical, escalate: now, calendar: always}, {id: high, title: High, escalate: same_day, calendar: office}]
categories:
  - {id: money, title: Money, level: "priority:critical", because: It is theirs.}
  - {id: access, title: Access, level: "priority:high", because: They stand outside.}
triggers:
  - {id: charged-twice, title: Charged twice, category: money, phrases: [charged twice], because: x}
  - {id: locked-out, title: Locked out, category: access, phrases: [locked out], because: x}
clocks:
  - {id: critical-first, title: Critical within 30 minutes, for: {level: "priority:critical"}, kind: first_response, within: 30m, because: x}
  - {id: high-first, title: High within 4 hours, for: {level: "priority:high"}, kind: first_response, within: 4h, because: x}
  - {id: access-first, title: Access within 2 hours, for: {category: access}, kind: first_response, within: 2h, because: x}
routes:
  - {id: billing-mail, for: {category: money}, to: billing, channel: email, because: x}
  - {id: access-mail, for: {category: access}, to: access, channel: email, because: x}
"""
BASE = """
pack: {id: base, title: Base, version: "1"}
guidance: [{id: greet, text: x}, {id: promise, text: x}, {id: thank, text: x}, {id: close, text: x}]
"""
OWN = """
pack: {id: own, title: Own, version: "1", extends: base, drops: [guidance/close]}
guidance: [{id: promise, text: y}, {id: call, text: y}]
"""


class Drawing:
    """Boxes with lines of text, joined by arrows, on a ground of its own."""

    def __init__(self, width: int, title: str) -> None:
        self.width, self.title, self.height = width, title, 0
        self._parts: list[str] = []

    def box(self, x: int, y: int, width: int, lines: list[str], kind: str = "box") -> int:
        """Draw a box, its first line as its head; a line that begins with `-` is struck. Answers where it ends."""
        height = 2 * PAD + LINE * len(lines) - 4
        self._parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>')
        for number, line in enumerate(lines):
            kind_of = "head" if number == 0 else "off" if line.startswith("-") else "quiet"
            self.text(x + PAD, y + PAD + 12 + LINE * number, line.removeprefix("-"), kind_of)
        self.height = max(self.height, y + height)
        return y + height

    def text(self, x: int, y: int, words: str, kind: str = "quiet") -> None:
        self._parts.append(f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>')
        self.height = max(self.height, y)

    def arrow(self, x: int, y: int, to_x: int, to_y: int) -> None:
        middle = (x + to_x) // 2
        self._parts.append(f'<path class="line" d="M{x} {y}C{middle} {y} {middle} {to_y} {to_x - 6} {to_y}"/>')
        self._parts.append(f'<path class="tip" d="M{to_x} {to_y}l-8 -4v8z"/>')

    def bar(self, x: int, y: int, width: int, kind: str) -> None:
        self._parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="18" rx="3"/>')
        self.height = max(self.height, y + 18)

    def __str__(self) -> str:
        height = self.height + 16
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" role="img">',
                f"<title>{escape(self.title)}</title>",
                f"<style>{STYLE}</style>",
                f'<rect class="ground" width="{self.width}" height="{height}" rx="8"/>',
                *self._parts,
                "</svg>",
                "",
            ]
        )


def pictures() -> Iterator[tuple[str, str]]:
    """Every picture: the name of its file, and its text."""
    sys.path.insert(0, str(ROOT / "src"))
    from stepladder.api import Pack
    from stepladder.core.triage.loading import load

    small = Pack(load("small", {"pack.yaml": POLICY}))
    asked = {"at": "2025-03-07T16:00:00+00:00", "signal": {"triggers": ["charged-twice", "locked-out"]}}
    found = small.decide(asked).to_dict()
    yield "rules.svg", _rules(found)
    yield "clocks.svg", _clocks(small, found)
    own = load("own", {"pack.yaml": OWN, "base/pack.yaml": BASE})
    yield "packs.svg", _packs([(one.id, one.place.file) for one in own.text.guidance])
    yield "several.svg", _several()


def _rules(found: dict[str, object]) -> str:
    drawing = Drawing(760, "Two rules match, and one answer holds")
    for x, words in ((16, "What matched"), (272, "What each brings"), (540, "What holds")):
        drawing.text(x, 28, words, "head")
    drawing.box(16, 48, 200, ["Charged twice", "a trigger of Money"])
    drawing.box(16, 156, 200, ["Locked out", "a trigger of Access"])
    drawing.box(272, 48, 216, ["Money: critical", "answer within 30 minutes", "tell Billing"])
    drawing.box(272, 156, 216, ["Access: high", "answer within 2 hours", "tell Access"])
    clock = found["clocks"][0]  # type: ignore[index]
    told = ", ".join(one["to"].capitalize() for one in found["routes"])  # type: ignore[attr-defined]
    lines = [found["levels"]["priority"].capitalize(), "the highest level", ""]  # type: ignore[index]
    lines += [
        f"answer by {_at(clock['due_at']):%H:%M}",
        "the earliest of all",
        "",
        f"tell {told}",
        "nobody is left out",
    ]
    drawing.box(540, 48, 204, lines, "holds")
    for y in (74, 182):
        drawing.arrow(216, y, 272, y)
        drawing.arrow(488, y, 540, 128)
    return str(drawing)


def _at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def _clocks(small: object, found: dict[str, object]) -> str:
    from stepladder.core.values import parse_instant

    clock = found["clocks"][0]  # type: ignore[index]
    holds, lost = clock["id"], clock["replaces"]
    drawing = Drawing(760, "Of several clocks of one kind, one holds")
    drawing.text(16, 28, "First answer, matched on a Friday at 16:00", "head")
    start = parse_instant("2025-03-07T16:00:00+00:00")
    said = {
        "access-first": "its category's own, and due later: it gives way",
        "high-first": "the level's: it gives way to the category's own",
    }
    for number, one in enumerate(small.loaded.text.clocks):  # type: ignore[attr-defined]
        calendar = small.calendar("always" if one.id == "critical-first" else "office")  # type: ignore[attr-defined]
        due = parse_instant(calendar.deadline(start, _length(one.within)).isoformat())
        y = 52 + 56 * number
        stands = one.id == holds
        assert stands or one.id in lost
        drawing.text(16, y, one.title, "head" if stands else "off")
        drawing.bar(16, y + 8, one.within // 72, "holds" if stands else "gone")
        words = "the earliest of all: it holds" if stands else said[one.id]
        drawing.text(240, y, f"due {due:%a %H:%M}, {words}")
    return str(drawing)


def _length(seconds: int) -> object:
    from datetime import timedelta

    return timedelta(seconds=seconds)


def _packs(result: list[tuple[str, str]]) -> str:
    drawing = Drawing(760, "A pack that extends another")
    for x, words in ((16, "base"), (280, "own: extends base"), (544, "what holds")):
        drawing.text(x, 28, words, "head")
    drawing.box(16, 48, 200, ["guidance", "greet", "promise", "thank", "close"])
    drawing.box(280, 48, 200, ["guidance", "promise, written anew", "call, new", "drops: guidance/close"])
    lines = [f"{id_}{' (own)' if file == 'pack.yaml' else ''}" for id_, file in result]
    drawing.box(544, 48, 200, ["guidance", *lines, "-close"], "holds")
    drawing.arrow(216, 92, 280, 92)
    drawing.arrow(480, 92, 544, 92)
    return str(drawing)


def _several() -> str:
    drawing = Drawing(760, "Several packs decide together")
    drawing.box(16, 24, 216, ["The primary pack", "chosen by queue or team", "sets the level to escalate"])
    drawing.box(16, 128, 216, ["A further pack", "its rules are added", "its elements carry its name"])
    drawing.box(300, 24, 444, [
        "One decision",
        "levels: each on its own scale, the highest of each",
        "clocks: the earliest of each kind",
        "routes, fields, gates, records: all of them",
        "identity: the strictest class",
        "guards: all of them, the strictest mode",
        "concessions: the strictest limit",
    ], "holds")  # fmt: skip
    drawing.arrow(232, 58, 300, 100)
    drawing.arrow(232, 162, 300, 120)
    return str(drawing)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pictures():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
