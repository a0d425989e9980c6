"""One case of an archive for people and programs, told from the file alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stepladder.core.case.apply import fold
from stepladder.core.case.events import Happened
from stepladder.core.case.upcasters import decode
from stepladder.core.case.view import trace_case, trace_event
from stepladder.core.clock.when_words import wall_clock
from stepladder.core.clock.zones import zone
from stepladder.core.rehearse.called import Called
from stepladder.core.rehearse.words import sentence
from stepladder.core.values import format_instant
from stepladder.store.moments import read

if TYPE_CHECKING:
    from stepladder.store.archive_file import Header
    from stepladder.store.belongings import Belongings

_DELIVERY = ("id", "addressee", "channel", "purpose", "state", "reason", "address", "text")


def as_document(header: Header, one: Belongings) -> dict[str, Any]:
    """The case and its events as the API shows them, with the words and the messages."""
    home, history = zone(header.zone), list(_history(one))
    return {
        "workspace": header.workspace,
        "archived_at": format_instant(header.made_at, home),
        "release": header.release,
        "case": trace_case(fold(one.id, history), home),
        "events": [
            {"version": version, **trace_event(one.id, happened, home)} for version, happened in enumerate(history, 1)
        ],
        "texts": [
            {key: row[key] for key in ("id", "person", "kind", "subject", "body")}
            for row in (*one.rows["texts"], *one.rows["shared"])
        ],
        "deliveries": [
            {key: row[key] for key in _DELIVERY} | {"created_at": format_instant(read(row["created_at"]), home)}
            for row in one.rows["deliveries"]
        ],
    }


def in_words(header: Header, one: Belongings) -> str:
    """What happened, each with its time in the zone of the workspace, and the words that go with it below."""
    home = zone(header.zone)
    called, texts = Called(home=home), {row["id"]: row for row in (*one.rows["texts"], *one.rows["shared"])}
    lines = [f"Case {one.id} of {header.workspace}, time in {header.zone}."]
    day = None
    for happened in _history(one):
        said = sentence(happened, called)
        if said is None:
            continue
        local = happened.noticed_at.astimezone(home)
        if local.date() != day:
            day = local.date()
            lines += ["", day.isoformat()]
        lines.append(f"  {wall_clock(local)}  {said}")
        words = texts.get(getattr(happened.event, "text", None) or "")
        if words is not None:
            whole = "\n".join(part for part in (words["subject"], words["body"]) if part)
            lines += [f"         | {line}".rstrip() for line in whole.splitlines()]
    return "\n".join(lines)


def _history(one: Belongings) -> Iterator[Happened]:
    for row in one.rows["events"]:
        yield Happened(
            at=read(row["at"]),
            noticed_at=read(row["noticed_at"]),
            by=row["by"],
            cause=row["cause"],
            event=decode(row["type"], row["v"], row["data"].encode()),
        )
