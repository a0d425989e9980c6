"""Beside a delivery that nobody tries any more: whether somebody else has heard of it, as things stand."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.service.rows import DeliveryLine
from stepladder.web.pages.names import Names


def told_instead(failed: DeliveryLine, notice: DeliveryLine | None, names: Names) -> str:
    """Takes: notice - the one that tells of it, None where there is none."""
    if not failed.case:
        return _("The fallback role hears of it once it is overdue on the agenda.")
    if notice is None:
        if failed.purpose == "failure":
            return _("It is itself the notice to the fallback role, so nobody else was told.")
        return _("Nobody else was told.")
    words = {
        "sent": _("%(who)s was told instead."),
        "delivered": _("The notice that tells %(who)s instead is kept here."),
        "uncertain": _("%(who)s may have been told instead: nobody knows whether that notice arrived."),
        "dead": _("%(who)s could not be told instead: that notice is not delivered either."),
        "held": _("%(who)s was not told instead: that notice was not sent."),
    }
    on_its_way = _("%(who)s is not told instead yet: that notice is still on its way.")
    return words.get(notice.state, on_its_way) % {"who": names.whom(notice.to)}
