"""django-helpdesk's `escalate_tickets`, as a timer would run it. For the Python that it is installed for."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from importlib.metadata import version
from itertools import count

import django
from asked import APPS, DATABASE, DUE, answer, at, when
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[*APPS, "django.contrib.humanize", "helpdesk"],
    DATABASES=DATABASE,
    USE_TZ=True,
    TIME_ZONE="America/New_York",
    SITE_ID=1,
    SECRET_KEY="bench",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    HELPDESK_KB_ENABLED=False,
    HELPDESK_TEAMS_MODE_ENABLED=False,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
django.setup()

from django.core import mail  # noqa: E402
from django.core.management import call_command  # noqa: E402
from helpdesk.models import EscalationExclusion, Queue, Ticket  # noqa: E402

mail.outbox = []

NOW = at("2025-06-11T15:00:00+00:00")
"""A Wednesday."""
TEAM, NUMBERS = "team@desk.example", count()


def queue(days: int) -> Queue:
    """The only one, whose team reads along at an address of its own."""
    Ticket.objects.all().delete()
    Queue.objects.all().delete()
    EscalationExclusion.objects.all().delete()
    # Each leaves a permission of its name behind.
    name = f"desk-{next(NUMBERS)}"
    return Queue.objects.create(
        title=name, slug=name, escalate_days=days, email_address="desk@desk.example", updated_ticket_cc=TEAM
    )


def opened(where: Queue, moment: datetime, tickets: int = 1) -> None:
    for number in range(tickets):
        Ticket.objects.create(queue=where, title=f"Ticket {number}", submitter_email="k@customer.example", priority=3)
    # It sets this itself.
    Ticket.objects.update(created=moment)
    mail.outbox.clear()


def told(moment: datetime) -> set[str]:
    """Whom a pass at this moment tells."""
    mail.outbox.clear()
    with when(moment):
        call_command("escalate_tickets")
    return {address for one in mail.outbox for address in one.to}


def second_pass() -> bool:
    opened(queue(2), NOW - timedelta(days=3))
    return bool(told(NOW)) and not told(NOW + timedelta(minutes=5))


def holiday() -> bool:
    """Two days and a holiday on the second: overdue on the fourth day, not before the third."""
    where = queue(2)
    opened(where, NOW - timedelta(days=1, hours=12))
    EscalationExclusion.objects.create(name="Holiday", date=(NOW - timedelta(days=1)).date()).queues.add(where)
    early = told(NOW)
    return not early and bool(told(NOW + timedelta(days=2)))


def zone() -> bool:
    """Eight working hours of New York from 16:00 there are over at 16:00 the next day, not 24 hours of any clock."""
    return any("hour" in field.name or "zone" in field.name for field in Queue._meta.get_fields())


def warning() -> bool:
    opened(queue(2), NOW - timedelta(days=2) + timedelta(minutes=30))
    return bool(told(NOW))


def unassigned() -> bool:
    opened(queue(2), NOW - timedelta(days=3))
    return TEAM in told(NOW)


def each() -> tuple[float, float]:
    opened(queue(2), NOW - timedelta(days=3), DUE)
    started = time.process_time()
    assert told(NOW)
    return (time.process_time() - started) / DUE * 1e3, len(mail.outbox) / DUE


call_command("migrate", verbosity=0)
answer(
    {
        "second pass": second_pass, "holiday": holiday, "zone": zone, "warning once": warning, "unassigned": unassigned,
    },
    each,
    version("django-helpdesk"),
)  # fmt: skip
