"""A person asks something of a customer's account, from the customer's own page."""

from __future__ import annotations

from stepladder.core.account.commands import ClearSign, FinishReview
from stepladder.core.account.state import Account
from stepladder.core.case.refused import Refused
from stepladder.service.accounts import account_of, ask_of_account
from stepladder.service.desk import Desk
from stepladder.service.ports import StaleCase
from stepladder.service.problems import BadInput, Busy, NotAllowed
from stepladder.service.requests import CONTROL

_TRIES = 8


def ask_account(desk: Desk, workspace: str, customer: str, command: ClearSign | FinishReview, by: str) -> Account:
    """Carry out a command; the account after it.

    Raises: NotAllowed - the account refuses it; BadInput - the reason is no plain text; Busy.
    """
    if CONTROL.search(command.because):
        raise BadInput("it holds a control character", where="because", mend="Take it out.")
    for _ in range(_TRIES):
        try:
            change = ask_of_account(desk, workspace, customer, command, by)
        except Refused as fault:
            raise NotAllowed(fault.what, where=fault.where, mend=fault.mend, more={"reason": fault.what}) from fault
        try:
            if change is not None:
                desk.store.commit([change])
        except StaleCase:
            continue  # Somebody was quicker: look again at what is stored now.
        return account_of(desk.store, workspace, customer)
    raise Busy("it changes faster than it can be read", where=f"account {customer}", mend="Send it again.")
