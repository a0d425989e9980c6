"""The board: open cases by when something falls due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from stepladder.core.clock.zones import zone as pinned
from stepladder.core.triage.request import Customer
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.packs import Packs
from stepladder.service.ports import Store
from stepladder.service.problems import NotFound
from stepladder.service.reading.clocks import NextDue, next_due
from stepladder.service.reading.customers import customer_name
from stepladder.service.reading.following import next_follow_up
from stepladder.service.rows import BoardPage, BoardQuery, CaseLine, Due, RefusedPack, WorkspaceRow

SEARCHED = 1_000
"""So many cases of each group a search looks through."""


class BoardRow(Made, frozen=True, kw_only=True):
    """One open case in words. `level`, `category` are ids; the titles are the policy's own."""

    case: str
    version: int
    level: str | None
    level_title: str
    urgency: int
    category: str | None
    category_title: str
    customer: str | None
    customer_name: str
    """The name on record, else the id as given; empty where no customer is known."""
    plan: str | None
    title: str
    stage: str
    owner: str | None
    """Name of the person who owns it; None while a role holds it."""
    owner_role: str | None
    holder: str
    """The title of that role; empty where a person owns it."""
    next: NextDue | None
    """By when the first clock is to be kept; where none runs, the first open follow-up is to be done."""
    follow_up: str
    """What that follow-up is; empty where a clock runs or nothing is to follow."""
    opened_at: datetime


class BoardGroup(Made, frozen=True, kw_only=True):
    """Cases that fall due about the same time; `count` counts those that are not listed too."""

    id: Due
    count: int
    rows: tuple[BoardRow, ...]


class Board(Made, frozen=True, kw_only=True):
    """All groups in their order, empty ones too."""

    now: datetime
    zone: ZoneInfo
    workspace: WorkspaceRow
    groups: tuple[BoardGroup, ...]
    refused: RefusedPack | None
    """Set while the last attempt to publish a policy was refused."""
    all_read: bool = True
    """Whether every open case was looked through for the words of a search."""

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def board(
    desk: Desk,
    workspace: str,
    *,
    only: Due | None = None,
    words: str = "",
    skip: int = 0,
    per_group: int = 100,
) -> Board:
    """The open cases of a workspace, what falls due first at the top.

    Takes: only - one group alone; words - only cases whose id, title or customer holds each of them: of a group as many
    are looked through as `SEARCHED` says; skip - so many of each group are passed over.
    Raises: NotFound - no such workspace.
    """
    row = known_workspace(desk.store, workspace)
    now, zone = desk.time.now(), pinned(row.zone)
    # A search counts and pages what it has found, so it reads from the start.
    skipped, most = (0, SEARCHED) if words else (skip, per_group)
    query = BoardQuery(
        workspace=workspace, now=now, in_an_hour=now + timedelta(hours=1), end_of_day=_midnight_after(now, zone),
        only=only, skip=skipped, per_group=most,
    )  # fmt: skip
    page = desk.store.board(query)
    lines = [line for group in page.lines.values() for line in group]
    names = desk.store.customer_names(workspace, sorted({line.customer for line in lines if line.customer}))
    all_read = not words or len(lines) == sum(page.counts.values())
    if words:
        found = _holding(words, page, names)
        page = BoardPage(
            lines={due: group[skip : skip + per_group] for due, group in found.items()},
            counts={due: len(group) for due, group in found.items()},
        )
        lines = [line for group in page.lines.values() for line in group]
    without_clock = desk.store.load_cases(workspace, [line.id for line in lines if line.next_due_at is None])
    people = {person.id: person.name for person in desk.store.people(workspace)}

    def shown(line: CaseLine) -> BoardRow:
        level_title, category_title = titles(desk.packs, workspace, line)
        customer = names.get(line.customer or "")
        follow_up, due = "", next_of(line, now)
        if line.id in without_clock:
            text = desk.packs.text(workspace, line.digest)
            follow_up, due = next_follow_up(without_clock[line.id], text, now)
        return BoardRow(
            case=line.id,
            version=line.version,
            level=line.level,
            level_title=level_title,
            urgency=line.urgency,
            category=line.category,
            category_title=category_title,
            customer=line.customer,
            customer_name=customer_name(customer, line.customer_name, line.customer),
            plan=customer.plan if customer else None,
            title=line.title or "",
            stage=line.stage,
            owner=people.get(line.owner, line.owner) if line.owner_is_person else None,
            owner_role=None if line.owner_is_person else line.owner,
            holder="" if line.owner_is_person else _role(desk.packs, workspace, line),
            next=due,
            follow_up=follow_up,
            opened_at=line.opened_at,
        )

    groups = tuple(
        BoardGroup(id=due, count=page.counts.get(due, 0), rows=tuple(shown(line) for line in page.lines.get(due, ())))
        for due in get_args(Due)
    )
    refused = desk.store.refused_pack(workspace)
    return Board(now=now, zone=zone, workspace=row, groups=groups, refused=refused, all_read=all_read)


def _holding(words: str, page: BoardPage, names: Mapping[str, Customer]) -> dict[Due, tuple[CaseLine, ...]]:
    """The lines in which each word stands somewhere, in capitals or not: so both databases find the same."""
    wanted = words.casefold().split()

    def holds(line: CaseLine) -> bool:
        record = names.get(line.customer or "")
        said = (line.id, line.title, line.customer, line.customer_name, record.name if record else None)
        text = " ".join(one for one in said if one).casefold()
        return all(word in text for word in wanted)

    return {due: tuple(line for line in group if holds(line)) for due, group in page.lines.items()}


def known_workspace(store: Store, workspace: str) -> WorkspaceRow:
    """The workspace. Raises: NotFound - there is none of this id."""
    row = store.workspace(workspace)
    if row is None:
        raise NotFound(f"no workspace is called '{workspace[:40]}'", where="workspace", mend="Use one that exists.")
    return row


def titles(packs: Packs, workspace: str, line: CaseLine) -> tuple[str, str]:
    """Level and category in the words of the policy the case is pinned to; ids where it has none."""
    text = packs.text(workspace, line.digest)
    level = category = ""
    if line.level:
        scale_id, _, level_id = line.level.partition(":")
        found = [lv.title for scale in text.scales if scale.id == scale_id for lv in scale.levels if lv.id == level_id]
        level = (found[0] if found else "") or level_id
    if line.category:
        category = next((one.title for one in text.categories if one.id == line.category), "") or line.category
    return level, category


def _role(packs: Packs, workspace: str, line: CaseLine) -> str:
    directory = packs.text(workspace, line.digest).directory
    title = next((one.title for one in directory if one.id == line.owner), "")
    # A board of a tracker is addressed by its own name, which stands in no directory.
    return title or line.owner.removeprefix("tracker:")


def next_of(line: CaseLine, now: datetime) -> NextDue | None:
    """What a case owes first; None where no clock of it runs."""
    if line.next_slot is None or line.next_due_at is None or line.next_started_at is None:
        return None
    return next_due(line.next_slot, line.next_kind or "", line.next_due_at, line.next_started_at, line.next_marks, now)


def _midnight_after(now: datetime, zone: ZoneInfo) -> datetime:
    """The end of the local day. A midnight that a clock change skips is the first instant after it."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), zone).astimezone(now.tzinfo)
