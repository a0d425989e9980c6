"""Who a role is today: resolved when a message is sent, never before."""

from __future__ import annotations

from dataclasses import dataclass

from stepladder.core.case.state import Case
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Customer
from stepladder.service import asking
from stepladder.service.ports import Store
from stepladder.service.rows import Address, PersonRow

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


def resolve(store: Store, workspace: str, pack: Pack, case: Case, to: str, channel: str) -> Reached:
    """Where a message to `to` goes today.

    The workspace's own directory comes first, then the pack's; a role that the customer's record fills is the person
    named there, by the request or on the case; a person is reached by the address on file.
    Raises: Unreachable - nobody is behind it.
    """
    if to == CUSTOMER:
        return _customer(store, workspace, case, channel)
    scheme, colon, name = to.partition(":")
    if colon and scheme == "tracker" and name:
        return Reached(channel=channel, address=name)
    if "@" in to:
        return Reached(channel=_MAIL, address=to)
    own = store.addresses(workspace)
    people = {person.id: person for person in store.people(workspace)}
    ways = [*_from_workspace(own, to), *_from_pack(pack, case, to), *_person_ways(own, people, to)]
    entry = next((one for one in pack.text.directory if one.id == to), None)
    if entry is not None and entry.person_from is not None:
        person = _named(asking.customer_of(store, workspace, case), entry.person_from)
        if person is None and not ways:
            raise Unreachable(f"the customer's record names nobody as {to}")
        if person is not None:
            ways = [*_person_ways(own, people, person), *ways]
            if "@" in person:
                ways.append(Reached(channel=_MAIL, address=person))
            if not ways:
                raise Unreachable(f"nothing is known about how to reach {person}, who is {to}")
    if not ways:
        raise Unreachable(f"nobody is behind the role {to}")
    return next((way for way in ways if way.channel == channel), ways[0])


def _customer(store: Store, workspace: str, case: Case, channel: str) -> Reached:
    for signal in reversed(list(store.signals(workspace, case.signals).values())):
        mail = (signal.contact or {}).get("email")
        if mail and channel == _MAIL:
            return Reached(channel=channel, address=str(mail))
    if channel == _MAIL:
        if case.contact and "@" in case.contact:
            return Reached(channel=channel, address=case.contact)
        raise Unreachable("no mail address of the customer is known")
    name = case.contact or case.conversation or case.customer
    if name is None:
        raise Unreachable(f"no {channel} address of the customer is known")
    return Reached(channel=channel, address=name)


def _from_workspace(own: tuple[Address, ...], role: str) -> list[Reached]:
    return [Reached(channel=one.channel, address=one.address) for one in own if one.role == role]


def _from_pack(pack: Pack, case: Case, role: str) -> list[Reached]:
    segments = case.assessment.segments if case.assessment is not None else ()
    return [
        Reached(channel=one.channel, address=address)
        for entry in pack.text.directory
        if entry.id == role
        for one in entry.channels
        if (one.segment is None or one.segment in segments) and (address := one.address or one.name)
    ]


def _person_ways(own: tuple[Address, ...], people: dict[str, PersonRow], person: str) -> list[Reached]:
    ways = _from_workspace(own, person)
    known = people.get(person)
    if known is not None and known.email and all(way.channel != _MAIL for way in ways):
        ways.append(Reached(channel=_MAIL, address=known.email))
    return ways


def _named(record: Customer | None, fact: str) -> str | None:
    """Who a fact such as `customer.csm` names."""
    group, _, name = fact.partition(".")
    if record is None or group != CUSTOMER:
        return None
    value = getattr(record, name, None) if name in record.__struct_fields__ else record.facts.get(name)
    return value if isinstance(value, str) and value else None
