"""How deliveries stand, in words and in a tone."""

from __future__ import annotations

from django.utils.translation import gettext as _

TONES = {"sent": "good", "delivered": "info", "failed": "risk", "uncertain": "risk", "dead": "critical"}


def route_state(states: list[str]) -> tuple[str, str]:
    """The worst state of some deliveries, in words, and its tone."""
    for state in ("dead", "failed", "uncertain"):
        if state in states:
            return delivery_word(state), TONES[state]
    if states and all(state in ("sent", "delivered") for state in states):
        # What the desk keeps in its own box has reached nobody by itself.
        return (_("told"), "good") if "sent" in states else (delivery_word("delivered"), TONES["delivered"])
    return (_("on its way"), "info") if states else (_("told"), "good")


def delivery_word(state: str) -> str:
    words = {
        "sent": _("sent"),
        "delivered": _("kept here"),
        "failed": _("trying again"),
        "uncertain": _("may have arrived"),
        "dead": _("not delivered"),
        "held": _("not sent"),
        "waiting": _("waiting"),
        "sending": _("being sent"),
        "new": _("waiting"),
        "due": _("waiting"),
    }
    return words.get(state, state)
