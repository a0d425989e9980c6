"""escalated-django's `check_sla`, as a timer would run it. For the Python that it is installed for."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from importlib.metadata import version
from io import StringIO
from typing import Any

import django
from asked import APPS, DATABASE, DUE, answer, at, when
from django.conf import settings

HOURS = {"START": "09:00", "END": "17:00", "DAYS": [1, 2, 3, 4, 5], "TIMEZONE": "America/New_York"}
settings.configure(
    INSTALLED_APPS=[*APPS, "escalated"],
    DATABASES=DATABASE,
    USE_TZ=True,
    TIME_ZONE="America/New_York",
    SITE_ID=1,
    SECRET_KEY="bench",
    ROOT_URLCONF="escalated.urls",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ESCALATED={"SLA": {"ENABLED": True, "BUSINESS_HOURS_ONLY": True, "BUSINESS_HOURS": HOURS}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
django.setup()
logging.disable(logging.CRITICAL)

from django.contrib.auth.models import User  # noqa: E402
from django.core import mail  # noqa: E402
from django.core.management import call_command  # noqa: E402
from escalated.models import SlaPolicy, Ticket  # noqa: E402
from escalated.signals import sla_breached, sla_warning  # noqa: E402

NOW = at("2025-06-11T15:00:00+00:00")
"""A Wednesday, 11:00 in New York."""
mail.outbox = []
HEARD: list[str] = []


def heard_breach(sender: Any, ticket: Any, **more: Any) -> None:
    HEARD.append(f"breach {ticket.pk}")


def heard_warning(sender: Any, ticket: Any, **more: Any) -> None:
    HEARD.append(f"warning {ticket.pk}")


sla_breached.connect(heard_breach)
sla_warning.connect(heard_warning)


def policy() -> SlaPolicy:
    Ticket.objects.all().delete()
    SlaPolicy.objects.all().delete()
    return SlaPolicy.objects.create(
        name="Desk", is_default=True, first_response_hours={"high": 4}, resolution_hours={}, business_hours_only=True
    )


def opened(due: datetime, owner: User | None, count: int = 1) -> None:
    """Tickets that are to be answered by then."""
    rule = policy()
    for number in range(count):
        one = Ticket(subject=f"Ticket {number}", description="", priority="high", assigned_to=owner, sla_policy=rule)
        one.save()
        Ticket.objects.filter(pk=one.pk).update(first_response_due_at=due)
    HEARD.clear()
    mail.outbox.clear()


def told(moment: datetime) -> list[str]:
    """What a pass at this moment tells."""
    HEARD.clear()
    with when(moment):
        call_command("check_sla", stdout=StringIO())
    return list(HEARD)


def due_at(start: datetime) -> datetime:
    """When four working hours from there are over."""
    one = Ticket(subject="Ticket", description="", priority="high", sla_policy=policy())
    with when(start):
        from escalated.services.sla_service import SlaService

        SlaService.apply_sla_deadlines(one)
    found: datetime = one.first_response_due_at
    return found


def second_pass() -> bool:
    opened(NOW - timedelta(minutes=5), agent())
    return bool(told(NOW)) and not told(NOW + timedelta(minutes=1))


def holiday() -> bool:
    """From 15:00 in New York on the eve of Independence Day, a Friday; no setting takes a holiday."""
    return due_at(at("2025-07-03T19:00:00+00:00")) == at("2025-07-07T15:00:00+00:00")


def zone() -> bool:
    """From 15:00 in New York, where it closes at 17:00, to 11:00 the next day."""
    return due_at(at("2025-06-10T19:00:00+00:00")) == at("2025-06-11T15:00:00+00:00")


def warning() -> bool:
    opened(NOW + timedelta(minutes=20), agent())
    return len(told(NOW)) == 1 and not told(NOW + timedelta(minutes=5))


def unassigned() -> bool:
    opened(NOW - timedelta(minutes=5), None)
    told(NOW)
    return bool(mail.outbox)


def agent() -> User:
    return User.objects.get_or_create(username="lee", email="lee@desk.example")[0]


def each() -> tuple[float, float]:
    opened(NOW - timedelta(minutes=5), agent(), DUE)
    started = time.process_time()
    assert len(told(NOW)) == DUE
    return (time.process_time() - started) / DUE * 1e3, len(mail.outbox) / DUE


call_command("migrate", verbosity=0)
answer(
    {
        "second pass": second_pass, "holiday": holiday, "zone": zone, "warning once": warning, "unassigned": unassigned,
    },
    each,
    version("escalated-django"),
)  # fmt: skip
