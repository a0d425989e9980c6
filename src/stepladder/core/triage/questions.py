"""The words in which a person is asked for a fact that every desk knows; a pack's own facts bring theirs."""

from __future__ import annotations

from stepladder.core.policy.pack import Pack

_ASK: dict[str, str] = {
    "customer.plan": "Which plan is the customer on?",
    "customer.vip": "Is the customer marked as VIP?",
    "customer.csm": "Who is the customer's success manager?",
    "customer.zone": "In which time zone does the customer work?",
    "customer.arr": "How much does the customer pay a year?",
    "customer.next_review_on": "On which day is the next business review with the customer?",
    "customer.exec_sponsor": "Who is the executive sponsor of this customer?",
    "contact.kind": "What is the contact: journalist, analyst, creator, executive, champion or someone else?",
    "contact.name": "Who is the person who wrote?",
    "contact.email": "To which e-mail address do we answer?",
    "contract.outstanding": "How much of the contract is still outstanding?",
    "contract.monthly_fee": "What is the monthly fee?",
    "deal.value": "What is the deal worth?",
}


def question(pack: Pack, fact: str) -> str:
    """The question to ask a person for a fact named as in conditions: the pack's own first, then one of ours."""
    for asked in pack.text.questions:
        if fact in (asked.fact, f"signal.{asked.fact}", f"case.{asked.fact}"):
            return asked.ask
    for own in pack.text.facts:
        if own.name == fact:
            return own.ask
    record, _, name = fact.partition(".")
    return _ASK.get(fact) or f"What is the {name.replace('_', ' ')} of the {record}?"
