"""What a customer is called: one name, wherever it is read."""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.core.triage.request import Customer
from stepladder.service.ports import Store


def customer_name(record: Customer | None, told: str | None, customer: str | None) -> str:
    """The name on record, else as a signal told it, else the id; empty where no customer is known."""
    return (record.name if record else None) or told or customer or ""


def customers_called(store: Store, workspace: str, customers: Sequence[str]) -> dict[str, str]:
    """What each of these customers is called, by id. Of a name that signals tell the newest counts."""
    known, told = store.customer_names(workspace, customers), store.told_names(workspace, customers)
    return {one: customer_name(known.get(one), told.get(one), one) for one in customers}
