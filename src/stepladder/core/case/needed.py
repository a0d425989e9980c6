"""Whether a message that was ordered still has to go out."""

from __future__ import annotations

from datetime import UTC

from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.state import Case
from stepladder.core.values import format_instant


def no_longer_needed(delivery: DeliveryOrder, case: Case) -> str | None:
    """Why a notice need not go out any more, None where it must. A miss is always told.

    A message to the customer waits while the delivery of the case is frozen; a person sends it again afterwards.
    """
    if delivery.purpose == "message":
        placed = case.hold_on("delivery")
        if placed is not None:
            return f"the hold {placed.hold} keeps messages to the customer back"
    if delivery.purpose == "route":
        route = case.routes.get(str(delivery.details.get("route")))
        if route is not None and route.withdrawn:
            return "withdrawn before it went out: what it was based on was corrected"
    if delivery.purpose == "at_risk":
        clock = case.clocks.get(str(delivery.details.get("slot")))
        if clock is not None and clock.state != "running":
            return "the promise is not at risk any more"
        if clock is not None and delivery.details.get("due_at") not in (None, format_instant(clock.due_at, UTC)):
            return "the promise has another deadline by now"
    return None
