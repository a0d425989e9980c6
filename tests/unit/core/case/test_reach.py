"""Which of several ways a notice takes: a table of what is known, and who is told."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.case.reach import Directory, Reached, Unreachable, reach
from stepladder.core.case.state import Case
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import Customer
from tests.unit.core.case.play import POLICY, pack

CSM = "\n  - {id: csm, title: CSM, from: customer.csm, because: b, source: [SD-216]}\n"
MAIL = {one: f"{one}@people.example" for one in ("ana", "kim", "lee", "noor")}
OURS = {"security": [Reached(channel="email", address="ours@desk.example")]}
CHAT = {"security": [Reached(channel="chat", address="room")]}

TABLE: dict[str, tuple[str, dict[str, Any], str]] = {  # claim: (to, the directory, where it goes)
    "the pack's address": ("security", {}, "security@desk.example"),
    "the workspace's address before the pack's": ("security", {"ways": OURS}, "ours@desk.example"),
    "the duty before the pack's address": ("security", {"on_duty": {"security": "lee"}}, "lee@people.example"),
    "the workspace's address before the duty": (
        "security", {"ways": OURS, "on_duty": {"security": "lee"}}, "ours@desk.example",
    ),
    "another channel of the workspace leaves the one asked for to the pack": (
        "security", {"ways": CHAT, "on_duty": {"security": "lee"}}, "security@desk.example",
    ),
    "the deputy of the one on duty": (
        "security", {"on_duty": {"security": "lee"}, "away": {"lee": "kim"}}, "kim@people.example",
    ),
    "a duty whom nobody can reach": ("security", {"on_duty": {"security": "ghost"}}, "security@desk.example"),
    "the pack's address before who has the role": (
        "security", {"holders": {"security": ["lee"]}}, "security@desk.example",
    ),
    "who has a role that the pack does not know": ("night", {"holders": {"night": ["lee"]}}, "lee@people.example"),
    "of several who have a role the first who is present": (
        "night", {"holders": {"night": ["lee", "kim"]}, "away": {"lee": "noor"}}, "kim@people.example",
    ),
    "all who have a role are away: the deputy of the first": (
        "night", {"holders": {"night": ["lee", "kim"]}, "away": {"lee": "noor", "kim": None}}, "noor@people.example",
    ),
    "a person": ("lee", {}, "lee@people.example"),
    "the deputy of a person": ("lee", {"away": {"lee": "kim"}}, "kim@people.example"),
    "an address is what it is": ("x@desk.example", {"away": {"lee": "kim"}}, "x@desk.example"),
}  # fmt: skip


@pytest.mark.parametrize(("to", "known", "address"), TABLE.values(), ids=TABLE)
def test_who_is_told(to: str, known: dict[str, Any], address: str) -> None:
    directory = Directory(**{"ways": {}, "mail": MAIL, **known})
    found = reach(pack(), Case(id="c"), to, "email", directory=directory, customer=lambda: None)
    assert found.address == address


def told_as_csm(csm: str | None, **known: Any) -> Reached:
    policy = load("play", {"pack.yaml": POLICY.read_text(encoding="utf-8").rstrip() + CSM})
    directory = Directory(**{"ways": {}, "mail": MAIL, **known})
    return reach(policy, Case(id="c"), "csm", "email", directory=directory, customer=lambda: Customer(id="v", csm=csm))


def test_who_the_record_names_comes_before_the_duty_and_their_deputy_stands_in() -> None:
    assert told_as_csm("lee", on_duty={"csm": "kim"}).address == "lee@people.example"
    found = told_as_csm("lee", on_duty={"csm": "kim"}, away={"lee": "noor"})
    assert (found.address, found.instead_of, found.remark) == (
        "noor@people.example",
        ("lee",),
        "noor stands in for lee",
    )
    assert told_as_csm(None, on_duty={"csm": "kim"}).address == "kim@people.example"


def test_a_record_that_names_nobody_is_told_rather_than_handed_to_just_anybody() -> None:
    with pytest.raises(Unreachable, match="the customer's record names nobody as csm"):
        told_as_csm(None, holders={"csm": ["kim"]})


@pytest.mark.parametrize("known", [{}, {"on_duty": {"night": "ghost"}}, {"holders": {"night": ["ghost"]}}])
def test_a_role_that_leads_to_nobody_is_named(known: dict[str, Any]) -> None:
    directory = Directory(**{"ways": {}, "mail": MAIL, **known})
    with pytest.raises(Unreachable, match="nobody is behind the role night"):
        reach(pack(), Case(id="c"), "night", "email", directory=directory, customer=lambda: None)


@pytest.mark.parametrize(
    ("asked", "channel"),
    [("ticket", "ticket"), ("email", "ticket"), ("chat", "chat")],
)
def test_a_tracker_has_no_mailbox(asked: str, channel: str) -> None:
    directory = Directory(ways={}, mail=MAIL)
    found = reach(pack(), Case(id="c"), "tracker:TECH", asked, directory=directory, customer=lambda: None)
    assert found == Reached(channel=channel, address="TECH")


def test_what_is_no_mail_address_gives_way_to_another_way() -> None:
    ways = [Reached(channel="email", address="night-desk"), Reached(channel="chat", address="night-room")]
    found = reach(
        pack(),
        Case(id="c"),
        "night",
        "email",
        directory=Directory(ways={"night": ways}, mail={}),
        customer=lambda: None,
    )
    assert (found.channel, found.address) == ("chat", "night-room")


def test_a_role_with_nothing_but_what_is_no_mail_address_is_not_said_to_be_told() -> None:
    ways = {"night": [Reached(channel="email", address="night-desk")]}
    with pytest.raises(Unreachable, match="what is on file for night is no mail address"):
        reach(pack(), Case(id="c"), "night", "email", directory=Directory(ways=ways, mail={}), customer=lambda: None)
