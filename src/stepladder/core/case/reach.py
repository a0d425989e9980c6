"""Who is reached and where: addresses are resolved when a message is sent, never before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import field
from msgspec.structs import replace

from stepladder.core.case.state import Case
from stepladder.core.duty.absence import stand_in
from stepladder.core.policy.model import DirectoryEntry
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Customer

CUSTOMER = "customer"
MAIL = "email"
_TRACKER = "ticket"
"""How a tracker is written to. It has no mailbox, so whatever would go to it by mail goes this way."""


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A way that leads to somebody. `channel` may differ from the one asked for, where the role has no such one.

    Fields: person - who it leads to, where that is known; instead_of - those who are away and for whom they stand in,
    the one who was meant first, or, without a person, who has the duty and has no address; is_away - they are away too,
    and nobody else could be reached.
    """

    channel: str
    address: str
    person: str | None = None
    instead_of: tuple[str, ...] = ()
    is_away: bool = False

    @property
    def remark(self) -> str | None:
        """What is to be said about who got it; None where that is the one who was meant."""
        if self.instead_of and self.person is None:
            return f"{', '.join(self.instead_of)} has the duty and cannot be reached"
        if self.instead_of:
            said = f"{self.person} stands in for {', '.join(self.instead_of)}"
            return f"{said} and is away too: nobody else can be reached" if self.is_away else said
        return f"{self.person} is away and nobody who stands in can be reached" if self.is_away else None


class Unreachable(Exception):
    """Nobody stands behind the role. `reason` is for people and holds no customer words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """How people and roles are reached now: each name's own ways, in the workspace's order, and everybody's mail."""

    ways: Mapping[str, Sequence[Reached]]
    mail: Mapping[str, str | None]
    """The mail address on file of each known person, by id."""
    away: Mapping[str, str | None] = field(default_factory=dict)
    """Who is away now, each with their deputy."""
    on_duty: Mapping[str, str] = field(default_factory=dict)
    """Who has the duty of a role now."""
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Who has a role, by id, in the workspace's order."""

    def of_person(self, person: str) -> list[Reached]:
        """The ways to a person: those of their own first, then the mail address on file."""
        found = list(self.ways.get(person, ()))
        mail = self.mail.get(person)
        if mail and all(way.channel != MAIL for way in found):
            found.append(Reached(channel=MAIL, address=mail))
        return found

    def ways_to(self, person: str) -> list[Reached]:
        """The ways to a person, or to whoever stands in for them now (T14); none where nobody can be reached."""
        standing = stand_in(person, self.away, lambda one: bool(self.of_person(one)))
        if standing is None:
            return []
        passed, is_away = standing.passed, standing.is_away
        return [
            replace(way, person=standing.person, instead_of=passed, is_away=is_away)
            for way in self.of_person(standing.person)
        ]

    def ways_to_holders(self, role: str) -> list[Reached]:
        """The ways to the first who has the role and is present; to who stands in for the first, where all are away."""
        holders = sorted(self.holders.get(role, ()), key=lambda one: one in self.away)
        return next((ways for one in holders if (ways := self.ways_to(one))), [])


def reach(
    pack: Pack,
    case: Case | None,
    to: str,
    channel: str,
    *,
    directory: Directory,
    customer: Callable[[], Customer | None],
) -> Reached:
    """Where a message to a role, a person or an address of ours goes today.

    A tracker is reached by tickets. A role that the customer's record fills is the person named there. Else an address
    that the workspace gave the role comes first, then who has its duty, then the pack's directory, then who has the
    role. A person is reached by the address on file; where one is away, by that of who stands in. Takes: case - None
    for what belongs to none: then no customer's record counts; customer - asked only where a role needs it.
    Raises: Unreachable - nobody is behind it, or only what is no mail address.
    """
    scheme, colon, name = to.partition(":")
    if colon and scheme == "tracker" and name:
        return Reached(channel=_TRACKER if channel == MAIL else channel, address=name)
    if "@" in to:
        return Reached(channel=MAIL, address=to)
    ways = _ways(pack, case, to, directory)
    entry = next((one for one in pack.text.directory if one.id == to), None)
    if case is not None and entry is not None and entry.person_from is not None:
        ways = [*_by_record(customer(), entry, directory, ways), *ways]
    if not ways:
        raise Unreachable(f"nobody is behind the role {to}")
    # What no mail server would take leads nowhere: whoever is told of failures must hear of it, not a log.
    open_ways = [way for way in ways if way.channel != MAIL or "@" in way.address]
    if not open_ways:
        raise Unreachable(f"what is on file for {to} is no mail address")
    return next((way for way in open_ways if way.channel == channel), open_ways[0])


def _ways(pack: Pack, case: Case | None, to: str, directory: Directory) -> list[Reached]:
    """The ways to a name, as the directories, the duty and the people have it."""
    if to in directory.away:
        return directory.ways_to(to)
    own = directory.ways.get(to, ())
    duty = directory.on_duty.get(to)
    # The team's own address reaches all of it; where there is none, the one on duty is not passed over for a list.
    meant: tuple[str, ...] = ()
    if not own and duty is not None:
        if ways := directory.ways_to(duty):
            return ways
        meant = (duty,)
    ways = [*own, *(replace(way, instead_of=meant) for way in _from_pack(pack, case, to)), *directory.ways_to(to)]
    by_record = case is not None and any(one.id == to and one.person_from is not None for one in pack.text.directory)
    if ways or by_record:
        return ways
    return directory.ways_to_holders(to)


def reach_customer(case: Case, channel: str, mails: Sequence[str]) -> Reached:
    """Where a message to the customer goes. Takes: mails - the addresses that signals came from, the newest first.

    Raises: Unreachable - no address of theirs is known.
    """
    if channel == MAIL:
        if mails:
            return Reached(channel=channel, address=mails[0])
        if case.contact and "@" in case.contact:
            return Reached(channel=channel, address=case.contact)
        raise Unreachable("no mail address of the customer is known")
    name = case.contact or case.conversation or case.customer
    if name is None:
        raise Unreachable(f"no {channel} address of the customer is known")
    return Reached(channel=channel, address=name)


def _by_record(
    record: Customer | None, entry: DirectoryEntry, directory: Directory, others: list[Reached]
) -> list[Reached]:
    """The ways to the person whom the customer's record names for a role."""
    person = _named(record, entry.person_from or "")
    if person is None:
        if others:
            return []
        raise Unreachable(f"the customer's record names nobody as {entry.id}")
    ways = directory.ways_to(person)
    if "@" in person:
        ways.append(Reached(channel=MAIL, address=person))
    if not ways and not others:
        raise Unreachable(f"nothing is known about how to reach {person}, who is {entry.id}")
    return ways


def _from_pack(pack: Pack, case: Case | None, role: str) -> list[Reached]:
    segments = case.assessment.segments if case is not None and case.assessment is not None else ()
    return [
        Reached(channel=one.channel, address=address)
        for entry in pack.text.directory
        if entry.id == role
        for one in entry.channels
        if (one.segment is None or one.segment in segments) and (address := one.address or one.name)
    ]


def _named(record: Customer | None, fact: str) -> str | None:
    """Who a fact such as `customer.csm` names."""
    group, _, name = fact.partition(".")
    if record is None or group != CUSTOMER:
        return None
    value = getattr(record, name, None) if name in record.__struct_fields__ else record.facts.get(name)
    return value if isinstance(value, str) and value else None
