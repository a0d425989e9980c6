"""What happened on an agenda, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stepladder.core.agenda import events as e
from stepladder.web.pages.names import Names
from stepladder.web.pages.words import plain


def said(event: e.AnyAgendaEvent, names: Names, titles: Mapping[str, str]) -> str:
    """Takes: titles - of the items there are, by `section/id`."""
    match event:
        case e.AgendaPlanned(items=items) if items:
            return _("Planned by the policy: %s") % ", ".join(one.planned.title for one in items)
        case e.AgendaPlanned():
            return _("A new version of the policy asks for the same")
        case e.ItemDue():
            return _("Due: %(item)s; told %(who)s") % {"item": _title(event.item, titles), "who": _who(event, names)}
        case e.ItemOverdue():
            text = ngettext(
                "Overdue: %(item)s; told %(who)s",
                "Overdue: %(item)s, %(n)d turns passed; told %(who)s",
                event.missed,
            )
            return text % {"item": _title(event.item, titles), "who": _who(event, names), "n": event.missed}
        case e.ItemCompleted():
            return _("Done: %s") % _title(event.item, titles)
        case e.ItemSkipped():
            return _("Left out this time: %s") % _title(event.item, titles)
        case e.ItemDropped():
            return _("No longer asked for: %s") % _title(event.item, titles)


def _title(item: str, titles: Mapping[str, str]) -> str:
    return titles.get(item) or plain(item.partition("/")[2])


def _who(event: e.ItemDue | e.ItemOverdue, names: Names) -> str:
    return ", ".join(names.whom(one) for one in event.told)
