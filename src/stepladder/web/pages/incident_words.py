"""How an incident stands, in a word and its colour."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.service.reading.incidents import Standing


def standing_words(standing: Standing) -> tuple[str, str]:
    """The word and the meaning of its colour."""
    return {
        "suspected": (_("suspected"), "risk"),
        "declared": (_("declared"), "critical"),
        "ended": (_("over"), "quiet"),
        "passed": (_("never declared"), "quiet"),
    }[standing]
