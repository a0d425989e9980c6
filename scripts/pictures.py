"""Writes the pictures of the documentation: the strip as the pages draw it, with the style of the pages.

Usage: python scripts/pictures.py. Each is written to docs/pictures; a test holds them to what the product draws today.
"""

from __future__ import annotations

import os
import re
import tempfile
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
SHEET = ROOT / "src" / "stepladder" / "web" / "static" / "stepladder" / "desk.css"
WIDTH, LEFT, TOP, LINE = 720, 88, 10, 22

NEW_YORK = "America/New_York"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAYS = (*WEEKDAYS, "sat", "sun")
HOUR = 3600


def weekly(*spans: str, days: tuple[str, ...] = WEEKDAYS) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(days, spans)


def pictures() -> dict[str, str]:
    """Every picture by its file name. Django must be set up."""
    from stepladder.core.clock.calendar import Calendar

    office = Calendar(NEW_YORK, weekly("09:00-18:00"))
    lunch = Calendar(NEW_YORK, weekly("09:00-12:00", "13:00-18:00"))
    nights = Calendar(NEW_YORK, weekly("22:00-06:00", days=DAYS))
    holiday = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2025, 7, 4)])
    always = Calendar.always(NEW_YORK)
    friday = "2025-06-06T10:00-04:00"
    return {
        "office-hours.svg": _promise(office, "2025-06-06T16:15-04:00", 4),
        "several-spans.svg": _promise(lunch, "2025-06-05T11:00-04:00", 3),
        "nights.svg": _promise(nights, "2025-06-05T05:00-04:00", 4),
        "holiday.svg": _promise(holiday, "2025-07-03T16:00-04:00", 4),
        "clocks-forward.svg": _promise(always, "2025-03-08T23:40-05:00", 4),
        "clocks-back.svg": _promise(always, "2025-11-02T00:30-04:00", 3),
        "by-open-hours.svg": _promise(office, friday, 24),
        "by-working-days.svg": _promise(office, friday, 24, "working_days"),
        "by-elapsed-time.svg": _promise(office, friday, 24, "elapsed"),
        "pause.svg": _pause(office, "2025-06-03T10:00-04:00", 8, ("2025-06-03T11:00-04:00", "2025-06-04T15:00-04:00")),
    }


def _promise(calendar: Any, start: str, hours: int, counting: Any = "open_hours") -> str:
    from stepladder.core.clock.promised import promised
    from stepladder.web.pages.strip import Mark
    from stepladder.web.pages.working import working_of

    found = promised(calendar, _epoch(start), hours * HOUR, counting=counting)
    marks = [
        Mark("start", found.start, "Start"),
        *(Mark("risk", at, f"At risk, {share}% used") for share, at in zip(found.shares, found.marks, strict=True)),
        Mark("due", found.due_at, "Due"),
    ]
    return _drawn(working_of(calendar, found.working, marks, calendar.zone))


def _pause(calendar: Any, start: str, hours: int, pause: tuple[str, str]) -> str:
    from stepladder.core.clock.pauses import due_with_pauses, working_with_pauses
    from stepladder.web.pages.strip import Mark
    from stepladder.web.pages.working import working_of

    first, pauses = _epoch(start), [(_epoch(pause[0]), _epoch(pause[1]))]
    due_at = due_with_pauses(calendar, first, hours * HOUR, pauses)
    marks = [Mark("start", first, "Start"), Mark("due", due_at, "Due")]
    spans = working_with_pauses(calendar, first, due_at, pauses)
    return _drawn(working_of(calendar, spans, marks, calendar.zone, pauses=pauses))


def _drawn(working: Any) -> str:
    """A picture that stands alone: the strip, and the legend in two columns below it."""
    from django.template.loader import render_to_string

    below = TOP + working.strip.height + 8
    columns = (len(working.legend) + 1) // 2
    parts = []
    for place, entry in enumerate(working.legend):
        x, y = 16 + place // columns * 330, below + place % columns * LINE
        key = render_to_string("desk/part/key.svg", {"entry": entry, "id": "strip", "y": LINE // 2})
        text = f'<text x="26" y="{LINE // 2 + 4}">{escape(entry.words)}</text>'
        parts.append(f'<svg class="strip" x="{x}" y="{y}" overflow="visible">{key.strip()}{text}</svg>')
    strip = render_to_string("desk/part/strip.svg", {"strip": working.strip, "id": "strip"})
    size = f'width="{WIDTH}" height="{below + columns * LINE + 8}"'
    frame = f'x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - 24}" height="{working.strip.height}" overflow="visible"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<style>{_style()}</style>",
            '<rect class="sheet" width="100%" height="100%"/>',
            f'<svg class="strip" {frame}>',
            re.sub(r"\n\s*\n", "\n", strip).strip(),
            "</svg>",
            *parts,
            "</svg>\n",
        )
    )


def _style() -> str:
    """The rules of the strip as the pages have them, with the values of the light theme in place of their names."""
    sheet = SHEET.read_text(encoding="utf-8")
    tokens = dict(re.findall(r"(--[a-z0-9-]+):\s*([^;]+);", sheet.partition("/* Ground */")[0]))

    def value(found: re.Match[str]) -> str:
        return re.sub(r"var\((--[a-z0-9-]+)\)", value, tokens[found[1]])

    section = sheet.partition("/* Strip:")[2].partition("/* Widths */")[0]
    rules = [*re.findall(r"^\.strip [^{]+\{[^}]+\}", section, re.MULTILINE), ".sheet { fill: var(--sheet); }"]
    return re.sub(r"var\((--[a-z0-9-]+)\)", value, " ".join(rules))


def _epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def main() -> None:
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"STEPLADDER_HOME": folder, "DJANGO_SETTINGS_MODULE": "stepladder.settings"}
        django.setup()
        FOLDER.mkdir(parents=True, exist_ok=True)
        drawn = pictures()
    for old in {file.name for file in FOLDER.glob("*.svg")} - set(drawn):
        (FOLDER / old).unlink()
    for name, text in drawn.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")
    print(f"{len(drawn)} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
