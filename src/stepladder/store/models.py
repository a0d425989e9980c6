"""The tables of the desk, one set for SQLite and PostgreSQL.

Every key is led by the workspace and no row points at another, so that a database that spreads workspaces over hosts
can take the tables as they are. Instants are whole microseconds since 1970 in UTC: one number, compared alike by both.
Rows are written by `adapter.py` alone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stepladder.store.models_archive import ArchivedCase as ArchivedCase
from stepladder.store.models_duty import Absence as Absence
from stepladder.store.models_duty import DutyOverride as DutyOverride
from stepladder.store.models_duty import DutyRota as DutyRota
from stepladder.store.models_proof import ChainKey as ChainKey
from stepladder.store.models_proof import Seal as Seal
from stepladder.store.models_watch import Beat as Beat
from stepladder.store.models_watch import Count as Count
from stepladder.store.models_watch import DueRecord as DueRecord
from stepladder.store.models_watch import Finding as Finding
from stepladder.store.models_watch import IllPeer as IllPeer
from stepladder.store.models_watch import Outage as Outage


def _id(length: int = 80) -> models.CharField[str, str]:
    return models.CharField(max_length=length)


def _maybe(length: int = 200) -> models.CharField[str | None, str | None]:
    return models.CharField(max_length=length, null=True)


def _instant() -> models.BigIntegerField[int, int]:
    return models.BigIntegerField()


def _maybe_instant() -> models.BigIntegerField[int | None, int | None]:
    return models.BigIntegerField(null=True)


class Signal(models.Model):
    """What arrived. Its words are a `Text`; `facts` and `contact` are JSON as stated."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = _id(40)
    id = _id()
    source = _id()
    key = _id(200)
    at = _instant()
    received_at = _instant()
    sender = _id(20)
    kind = _id(20)
    channel = _maybe(40)
    conversation = _maybe()
    customer = _maybe()
    contact = models.TextField(null=True)
    facts = models.TextField()
    text = _maybe(120)
    case_id = _maybe(80)
    request = models.TextField()
    """The request it came in, as JSON without its words, so that the policy can be asked again."""

    class Meta:
        indexes = [models.Index("workspace_id", "case_id", condition=Q(case_id__isnull=False), name="signal_of_case")]


class IntakeKey(models.Model):
    """What was answered under a key; it outlives the case."""

    pk = models.CompositePrimaryKey("workspace_id", "source", "key")
    workspace_id = _id(40)
    source = _id()
    key = _id(200)
    body_hash = _id(64)
    status = models.SmallIntegerField()
    body = models.BinaryField()
    recorded_at = _instant()


class Event(models.Model):
    """One event of a stream. `position` is its place in the workspace, given by the sealer after the commit.

    `digest` proves it and what stands before it in its stream. Empty where an older release stored it, until it is
    sealed.
    """

    pk = models.CompositePrimaryKey("workspace_id", "stream", "version")
    workspace_id = _id(40)
    stream = _id()
    version = models.IntegerField()
    position = models.BigIntegerField(null=True)
    type = _id(40)
    v = models.SmallIntegerField()
    at = _instant()
    noticed_at = _instant()
    recorded_at = _instant()
    by = _id()
    cause = _id(200)
    data = models.TextField()
    digest = _maybe(65)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "position"], name="event_position_once")]
        indexes = [
            models.Index(
                "workspace_id", "recorded_at", "stream", "version",
                condition=Q(position__isnull=True), name="event_unsealed",
            )
        ]  # fmt: skip


class Case(models.Model):
    """A case as it stands: `state` is what its events fold to, the other columns are what lists and loops ask for."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = _id(40)
    id = _id()
    version = models.IntegerField()
    shape = _id(16)
    """Which form of the snapshot this is; an older one is folded from the events again."""
    state = models.TextField()
    wake_at = _maybe_instant()
    faults = models.SmallIntegerField(default=0)
    """How often in a row its wake-up failed."""
    urgency = models.SmallIntegerField()
    digest = _id(64)
    stage = _id(20)
    level = _maybe(80)
    category = _maybe(80)
    title_text = _maybe(120)
    customer_name = _maybe()
    """As the first signal said it; the record's own name counts where there is one."""
    customer = _maybe()
    contact = _maybe()
    conversation = _maybe()
    owner = _id()
    owner_is_person = models.BooleanField()
    next_slot = _maybe(120)
    next_kind = _maybe(40)
    next_due_at = _maybe_instant()
    next_started_at = _maybe_instant()
    next_marks = models.TextField()
    opened_at = _instant()
    closed_at = _maybe_instant()

    class Meta:
        indexes = [
            models.Index("urgency", "wake_at", condition=Q(wake_at__isnull=False), name="case_due"),
            models.Index("workspace_id", "next_due_at", condition=Q(closed_at__isnull=True), name="case_board"),
            models.Index(
                "workspace_id", "stage", "wake_at", "urgency", "id",
                condition=Q(closed_at__isnull=True, next_due_at__isnull=True), name="case_no_clock",
            ),
            models.Index("urgency", condition=Q(closed_at__isnull=True), name="case_open"),
            # What a signal joins or continues is found at one end of these, and so are the newest cases of a customer,
            # however many are closed.
            models.Index(
                "workspace_id", "conversation", "closed_at", "id",
                condition=Q(conversation__isnull=False), name="case_of_conversation",
            ),
            models.Index(
                "workspace_id", "customer", "id", condition=Q(customer__isnull=False), name="case_of_customer"
            ),
            models.Index(
                "workspace_id", "customer", "id",
                condition=Q(customer__isnull=False, closed_at__isnull=True), name="case_open_of_customer",
            ),
            models.Index("workspace_id", "opened_at", name="case_newest"),
        ]  # fmt: skip


class Aggregate(models.Model):
    """What stands beside the cases, as an account does: as `Case`, without the columns of its lists."""

    pk = models.CompositePrimaryKey("workspace_id", "kind", "id")
    workspace_id = _id(40)
    kind = _id(20)
    id = _id(200)
    version = models.IntegerField()
    shape = _id(16)
    state = models.TextField()
    wake_at = _maybe_instant()
    faults = models.SmallIntegerField(default=0)
    urgency = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index("urgency", "wake_at", condition=Q(wake_at__isnull=False), name="aggregate_due")]


class Text(models.Model):
    """Words, apart from the events that name them; `person` is whose they are."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = _id(40)
    id = _id(120)
    person = _maybe()
    kind = _id(20)
    subject = models.TextField(null=True)
    body = models.TextField()

    class Meta:
        indexes = [models.Index("workspace_id", "person", condition=Q(person__isnull=False), name="text_of_person")]


class Delivery(models.Model):
    """One message to one addressee. `due_at`: when to send it, to try again, or to ask what became of its sender."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = _id(40)
    id = _id(120)
    case_id = _id()
    event = _id(120)
    purpose = _id(20)
    to = models.CharField(max_length=200, db_column="addressee")
    channel = _id(40)
    copy = models.BooleanField(db_column="is_copy")
    template = _maybe(80)
    text = _maybe(120)
    details = models.TextField()
    urgency = models.SmallIntegerField()
    state = _id(12)
    reason = models.TextField(null=True)
    address = _maybe()
    provider_ref = _maybe()
    attempts = models.SmallIntegerField(default=0)
    fence = models.IntegerField(default=0)
    doubts = models.SmallIntegerField(default=0)
    """How many tries ended without anybody knowing whether it went out."""
    due_at = _maybe_instant()
    created_at = _instant()
    sent_at = _maybe_instant()
    held_since = _maybe_instant()
    """Since when it waits for a peer that is ill, or for its turn under a rate."""

    class Meta:
        indexes = [
            models.Index("due_at", condition=Q(due_at__isnull=False), name="delivery_due"),
            models.Index("urgency", "due_at", condition=Q(due_at__isnull=False), name="delivery_urgent"),
            models.Index(
                "workspace_id",
                "created_at",
                condition=~Q(state__in=("sent", "delivered")),
                name="delivery_unsent",
            ),
            models.Index("workspace_id", "case_id", name="delivery_of_case"),
            models.Index("workspace_id", "created_at", name="delivery_newest"),
        ]


class Attempt(models.Model):
    """One try of a delivery, named by its fence."""

    pk = models.CompositePrimaryKey("workspace_id", "delivery_id", "fence")
    workspace_id = _id(40)
    delivery_id = _id(120)
    fence = models.IntegerField()
    started_at = _instant()
    ended_at = _maybe_instant()
    state = _id(12)
    reason = models.TextField(null=True)
    provider_ref = _maybe()


class Reaction(models.Model):
    """A command that an event causes elsewhere. Done once: `done_at` is set in the transaction of its effect."""

    pk = models.CompositePrimaryKey("workspace_id", "event", "target")
    workspace_id = _id(40)
    event = _id(120)
    target = _id()
    command = models.TextField()
    due_at = _maybe_instant()
    tries = models.SmallIntegerField(default=0)
    done_at = _maybe_instant()
    outcome = models.TextField(null=True)
    urgency = models.SmallIntegerField(default=0, db_default=0)
    """Of the case or aggregate that caused it."""

    class Meta:
        indexes = [
            models.Index("due_at", condition=Q(due_at__isnull=False), name="reaction_due"),
            models.Index("urgency", "due_at", condition=Q(due_at__isnull=False), name="reaction_due_by_urgency"),
        ]


class PackVersion(models.Model):
    """A published policy with its whole text (`files` is JSON, path within the pack -> text), for ever."""

    pk = models.CompositePrimaryKey("workspace_id", "digest")
    workspace_id = _id(40)
    digest = _id(64)
    pack = _id()
    version = _id(60)
    title = _id(200)
    files = models.TextField()
    in_force = models.BooleanField()
    published_at = _instant()
    by = _id()
    source = models.TextField()
    retired_at = _maybe_instant()
    retired_by = _maybe(80)
    retired_because = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id"], condition=Q(in_force=True), name="pack_version_one_in_force"
            )
        ]


class CandidatePack(models.Model):
    """A policy that was put up to be looked at before it is published. `files` as in PackVersion."""

    pk = models.CompositePrimaryKey("workspace_id", "digest")
    workspace_id = _id(40)
    digest = _id(64)
    pack = _id()
    version = _id(60)
    title = _id(200)
    files = models.TextField()
    at = _instant()
    by = _id()
    source = models.TextField()


class RefusedPack(models.Model):
    """The last attempt to publish, while it stands refused. `faults` is JSON."""

    workspace_id = models.CharField(primary_key=True, max_length=40)
    at = _instant()
    by = _id()
    source = models.TextField()
    faults = models.TextField()


class CalendarRevision(models.Model):
    """What the workspace sets on top of its policy's calendars, as JSON; the highest number holds."""

    pk = models.CompositePrimaryKey("workspace_id", "number")
    workspace_id = _id(40)
    number = models.IntegerField()
    body = models.TextField()
    published_at = _instant()
    by = _id()
    note = _id(200)


class Customer(models.Model):
    """A customer's record, JSON of the request's `customer`."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = _id(40)
    id = _id(200)
    record = models.TextField()


class DirectoryAddress(models.Model):
    """How a role, or a person, is reached today."""

    pk = models.CompositePrimaryKey("workspace_id", "role", "channel")
    workspace_id = _id(40)
    role = _id()
    channel = _id(40)
    address = _id(400)
    name = _maybe()


class Person(models.Model):
    """Somebody who works here, as events and customers' records name them."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = _id(40)
    id = _id()
    name = _id(100)
    role = _id(40)
    email = _maybe(254)
    stage = _maybe(20)
