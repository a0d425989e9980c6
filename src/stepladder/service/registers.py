"""Registers on the desk: entries are written, linked and moved by people, and the cases they are about hear of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from stepladder.core.case.refused import Refused
from stepladder.core.policy.pack import Pack
from stepladder.core.register.asked import asked_by_entry
from stepladder.core.register.commands import AnyRegisterCommand, Enter, MoveEntry, RewordEntry
from stepladder.core.register.entry import KIND, Around, Entry, evolve, fold, handle
from stepladder.core.register.events import VERSION, CaseLinked, EntryMade, EntryReworded, Happening, decode
from stepladder.core.register.names import names_in
from stepladder.core.register.registers import REGISTERS, Register
from stepladder.service.aggregate_rows import AggregateChange
from stepladder.service.aggregates import Kind
from stepladder.service.archived import no_case
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.names import new_id
from stepladder.service.ports import StaleCase, Store
from stepladder.service.problems import Archived, BadInput, Busy, NotFound, not_allowed
from stepladder.service.requests import CONTROL, read_tagged
from stepladder.service.texts import Text

ENTRIES = Kind(KIND, Entry, decode, VERSION, evolve, fold)
ANNOUNCEMENTS = "announcements"
_OF_A_POLICY = "policy-"
"""How the names of the desk's own announcements begin."""
_COMMAND: msgspec.json.Decoder[AnyRegisterCommand] = msgspec.json.Decoder(AnyRegisterCommand)
_TRIES = 8
_AT_ONCE = 500
_LONGEST = {"title": 200, "text": 20_000, "because": 2_000, "entry": 60}


class Written(Made, frozen=True):
    """An entry with its words."""

    entry: Entry
    title: str
    text: str


def read_register_command(body: bytes) -> AnyRegisterCommand:
    """Raises: NotReadable - no JSON; BadInput - an unknown command, key or type."""
    example = '{"do": "enter", "register": "feedback", "title": "..."}'
    return read_tagged(body, _COMMAND, example=example, listed_in="registers")


def entry_of(store: Store, workspace: str, entry: str) -> Written:
    """An entry with its words. Raises: NotFound."""
    found = ENTRIES.load(store, workspace, entry)
    if found is None:
        raise NotFound("there is no such entry", where=f"entry {entry[:80]}", mend="Look through the registers.")
    (written,) = with_words(store, workspace, [found])
    return written


def entries_of(store: Store, workspace: str, register: str | None = None) -> list[Entry]:
    """The entries of a register, or of all, without their words: those that wait before those that are over.

    Of each the newest comes first.
    """
    found = [one for one in ENTRIES.all(store, workspace) if register in (None, one.register)]
    return sorted(found, key=place_of)


def place_of(entry: Entry) -> tuple[bool, float, str]:
    """Where it stands in a list of its register."""
    made_at = entry.made_at.timestamp() if entry.made_at is not None else 0.0
    return entry.is_over, -made_at, entry.id


def with_words(store: Store, workspace: str, found: Sequence[Entry]) -> list[Written]:
    """These entries with their words; fetch those of a page, and not of a whole register."""
    rows: dict[str, Text] = {}
    for first in range(0, len(found), _AT_ONCE):
        rows |= store.texts(workspace, [one.text for one in found[first : first + _AT_ONCE]])
    return [_written(one, rows.get(one.text)) for one in found]


def _written(entry: Entry, words: Text | None) -> Written:
    return Written(entry, (words.subject or "") if words is not None else "", words.body if words is not None else "")


def register_of(name: str) -> Register:
    """Raises: NotFound."""
    if name not in REGISTERS:
        mend = f"There are: {', '.join(REGISTERS)}."
        raise NotFound(f"no register is called '{name[:40]}'", where="register", mend=mend)
    return REGISTERS[name]


def keep(desk: Desk, workspace: str, command: AnyRegisterCommand, by: str) -> Entry:
    """Carry out a command of a person; the entry after it.

    Raises: NotAllowed - the register refuses it; NotFound - there is no such entry; BadInput - the words are no plain
    text, or too long; Busy.
    """
    _check_words(command)
    try:
        return _keep(desk, workspace, command, by)
    except Refused as fault:
        raise not_allowed(fault) from fault


def announce(desk: Desk, workspace: str, pack: Pack, by: str) -> None:
    """Note that a version of a policy is in force, for everybody to confirm that they read it (SD-321).

    Asked again for the same version it changes nothing.
    """
    name = f"{_OF_A_POLICY}{pack.digest[:12]}"
    if ENTRIES.load(desk.store, workspace, name) is not None:
        return
    header = pack.text.header
    title = f"{header.title} {header.version} is in force"
    text = "Read what changed under Policy, and confirm here that you have read it."
    try:
        _keep(desk, workspace, Enter(register=ANNOUNCEMENTS, entry=name, title=title, text=text), by)
    except Refused:
        return  # Somebody announced the same version at the same moment.


def _keep(desk: Desk, workspace: str, command: AnyRegisterCommand, by: str) -> Entry:
    for _ in range(_TRIES):
        now = desk.time.now()
        before = _before(desk, workspace, command)
        events = handle(before, command, _around(desk, workspace, before), by=by, now=now)
        if not events:
            return before
        after, change = ENTRIES.change(workspace, before, events, now)
        change = msgspec.structs.replace(
            change,
            texts=tuple(_texts(after, command, events)),
            reactions=asked_by_entry(after, events, first_version=before.version + 1, due=now),
            cases=tuple(one.event.case for one in events if isinstance(one.event, CaseLinked)),
        )
        if _stored(desk, change):
            return after
    raise Busy("it changes faster than it can be read", where="entry", mend="Send it again.")


def _stored(desk: Desk, change: AggregateChange) -> bool:
    try:
        desk.store.commit([change])
    except StaleCase:
        return False  # Somebody was quicker: look again at what is stored now.
    return True


def _before(desk: Desk, workspace: str, command: AnyRegisterCommand) -> Entry:
    name = command.entry or new_id("e", desk.time.now())
    found = ENTRIES.load(desk.store, workspace, name)
    if found is None and not isinstance(command, Enter):
        raise NotFound("there is no such entry", where=f"entry {name[:80]}", mend="Look through the registers.")
    return found or Entry(name)


def _around(desk: Desk, workspace: str, entry: Entry) -> Around:
    store = desk.store

    def customer_of(case: str) -> str | None:
        found = store.load_case(workspace, case)
        if found is None:
            missing = no_case(store, workspace, case, mend="Name one that is there.")
            what = missing.what if isinstance(missing, Archived) else f"no case is called '{case[:40]}'"
            raise Refused(what, where="case", mend=missing.mend)
        return found.customer

    def names(more: str) -> tuple[str, ...]:
        (words,) = with_words(store, workspace, [entry])
        people = (name for one in store.people(workspace) for name in (one.id, one.name))
        customers = (name for one in store.customers(workspace) for name in (one.id or "", one.name or ""))
        return names_in(f"{words.title}\n{words.text}\n{more}", (*people, *customers))

    return Around(
        customer_of=customer_of,
        names=names,
        is_person=lambda one: any(person.id == one for person in store.people(workspace)),
    )


def _texts(entry: Entry, command: AnyRegisterCommand, events: tuple[Happening, ...]) -> Iterator[Text]:
    """The rows of the words, as those of the customer whom it is about, if it is one alone."""
    if not isinstance(command, Enter | RewordEntry):
        return
    person = entry.customers[0] if len(entry.customers) == 1 else None
    for one in events:
        if isinstance(one.event, EntryMade | EntryReworded):
            yield Text(
                id=one.event.text,
                person=person,
                kind="entry",
                subject=command.title.strip(),
                body=command.text.strip(),
            )


def _check_words(command: AnyRegisterCommand) -> None:
    for name in command.__struct_fields__:
        value, most = getattr(command, name), _LONGEST.get(name, 80)
        if not isinstance(value, str):
            continue
        if len(value) > most:
            raise BadInput("it is too long", where=name, mend=f"Send at most {most} characters.")
        if CONTROL.search(value):
            raise BadInput("it holds a control character", where=name, mend="Take it out.")
    if isinstance(command, Enter) and command.entry is not None and not _is_name(command.entry):
        mend = "Use small letters, digits and hyphens, as in dark-theme, and another beginning than policy-."
        raise BadInput("it is no name for an entry", where="entry", mend=mend)
    if isinstance(command, MoveEntry) and not command.to:
        raise BadInput("it is empty", where="to", mend="Name the state.")


def _is_name(text: str) -> bool:
    is_plain = text.isascii() and text.replace("-", "").isalnum() and text == text.lower()
    return is_plain and not text.startswith(_OF_A_POLICY)
