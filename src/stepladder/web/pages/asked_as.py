"""How a fact is asked for in a form."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.core.policy.pack import Pack
from stepladder.web.pages.words import plain


def asked_as(fact: str, pack: Pack) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """How a fact is asked for: its type, the choices where it has some, else a hint on how its value is written."""
    found = pack.facts.get(fact)
    kind = found.kind.value if found is not None else "text"
    if kind == "flag":
        return kind, (("true", _("Yes")), ("false", _("No"))), ""
    if found is not None and found.values:
        return kind, tuple((one, plain(one)) for one in found.values), ""
    hints = {
        "money": _("An amount with its currency, as 512.40 USD"),
        "duration": _("As 30m, 4h or 2d"),
        "instant": _("With its offset, as 2025-03-08T23:40-05:00"),
        "date": _("As 2025-03-09"),
        "count": _("A whole number"),
    }
    return kind, (), hints.get(kind, "")
