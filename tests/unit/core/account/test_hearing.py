"""What on a case is contact with its customer, of which the account hears."""

from __future__ import annotations

import pytest

from stepladder.core.account.hearing import contacts
from stepladder.core.case import commands as c
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, Work

CONTACTS: dict[str, tuple[c.PersonCommand, bool]] = {
    "a call that reached them": (c.LogCall(with_="customer", outcome="reached"), True),
    "a call that did not": (c.LogCall(with_="customer", outcome="not_reached"), False),
    "a call with a team": (c.LogCall(with_="security", outcome="reached"), False),
    "their reply": (c.RecordReply(text="It works again."), True),
    "our message": (c.Send(channel="email", text="Does it work?"), False),
}


@pytest.mark.parametrize(("command", "is_contact"), CONTACTS.values(), ids=CONTACTS)
def test_what_is_contact(command: c.PersonCommand, is_contact: bool) -> None:
    play = Work("leave")
    first = len(play.events)
    play.do(command, NOON + MINUTE)
    found = contacts(play.case, play.events[first:], first_version=first + 1)
    assert [(one.target, b"note_contact" in one.command) for one in found] == [("account:acme", True)] * is_contact
