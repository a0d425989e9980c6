"""Who is reached and where: addresses are resolved when a message is sent, never before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stepladder.core.case.state import Case
from stepladder.core.policy.model import DirectoryEntry
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Customer

CUSTOMER = "customer"
_MAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A way that leads to somebody. `channel` may differ from the one asked for, where the role has no such one."""

    channel: str
    address: str


class Unreachable(Exception):
    """Nobody stands behind the role. `reason` is for people and holds no customer words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """How people and roles are reached today: each name's own ways, in the workspace's order, and everybody's mail."""

    ways: Mapping[str, Sequence[Reached]]
    mail: Mapping[str, str | None]
    """The mail address on file of each known person, by id."""

    def of_person(self, person: str) -> list[Reached]:
        """The ways to a person: those of their own first, then the mail address on file."""
        found = list(self.ways.get(person, ()))
        mail = self.mail.get(person)
        if mail and all(way.channel != _MAIL for way in found):
            found.append(Reached(channel=_MAIL, address=mail))
        return found


def reach(
    pack: Pack, case: Case, to: str, channel: str, *, directory: Directory, customer: Callable[[], Customer | None]
) -> Reached:
    """Where a message to a role, a person or an address of ours goes today.

    The workspace's own directory comes first, then the pack's; a role that the customer's record fills is the person
    named there; a person is reached by the address on file. Takes: customer - asked only where a role needs it.
    Raises: Unreachable - nobody is behind it.
    """
    scheme, colon, name = to.partition(":")
    if colon and scheme == "tracker" and name:
        return Reached(channel=channel, address=name)
    if "@" in to:
        return Reached(channel=_MAIL, address=to)
    ways = [*directory.ways.get(to, ()), *_from_pack(pack, case, to), *directory.of_person(to)]
    entry = next((one for one in pack.text.directory if one.id == to), None)
    if entry is not None and entry.person_from is not None:
        ways = [*_by_record(customer(), entry, directory, ways), *ways]
    if not ways:
        raise Unreachable(f"nobody is behind the role {to}")
    return next((way for way in ways if way.channel == channel), ways[0])


def reach_customer(case: Case, channel: str, mails: Sequence[str]) -> Reached:
    """Where a message to the customer goes. Takes: mails - the addresses that signals came from, the newest first.

    Raises: Unreachable - no address of theirs is known.
    """
    if channel == _MAIL:
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
    ways = directory.of_person(person)
    if "@" in person:
        ways.append(Reached(channel=_MAIL, address=person))
    if not ways and not others:
        raise Unreachable(f"nothing is known about how to reach {person}, who is {entry.id}")
    return ways


def _from_pack(pack: Pack, case: Case, role: str) -> list[Reached]:
    segments = case.assessment.segments if case.assessment is not None else ()
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
