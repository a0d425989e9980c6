"""Tables about the desk itself: what its auditor found, its heartbeats, times without a worker, and counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Finding(models.Model):
    """Something the auditor found amiss; `times` counts how often it came back after it was right again."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = models.CharField(max_length=40)
    id = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    stream = models.CharField(max_length=200)
    said = models.TextField()
    found_at = models.BigIntegerField()
    repaired_at = models.BigIntegerField(null=True)
    gone_at = models.BigIntegerField(null=True)
    times = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                "workspace_id",
                "found_at",
                condition=Q(repaired_at__isnull=True, gone_at__isnull=True),
                name="finding_standing",
            ),
        ]


class Beat(models.Model):
    """The last heartbeat of each worker. Of no workspace: `workspace_id` is empty, so that keys are alike.

    Apart from `DueRecord`: a heart is silent while the desk is not well, and beats by the time of day; an account is
    kept all the while, by the desk's clock. A worker that comes back asks both when somebody was last at work.
    """

    pk = models.CompositePrimaryKey("workspace_id", "worker")
    workspace_id = models.CharField(max_length=40)
    worker = models.CharField(max_length=120)
    at = models.BigIntegerField()
    body = models.TextField()
    """The signed beat as JSON."""


class Outage(models.Model):
    """A time in which no worker was at work; `body` says what fell due meanwhile."""

    pk = models.CompositePrimaryKey("workspace_id", "began_at")
    workspace_id = models.CharField(max_length=40)
    began_at = models.BigIntegerField()
    ended_at = models.BigIntegerField()
    body = models.TextField()
    dismissed_by = models.CharField(max_length=80, null=True)


class Count(models.Model):
    """A sum that only grows, for metrics: what was done by all processes of the desk. `workspace_id` as in `Beat`."""

    pk = models.CompositePrimaryKey("workspace_id", "name", "label")
    workspace_id = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    value = models.BigIntegerField()


class DueRecord(models.Model):
    """What a worker's due loop says of itself, as JSON; it works for every workspace, and its row belongs to none."""

    pk = models.CompositePrimaryKey("workspace_id", "worker")
    workspace_id = models.CharField(max_length=40)
    worker = models.CharField(max_length=120)
    seen_at = models.BigIntegerField()
    record = models.TextField()


class IllPeer(models.Model):
    """A way out whose peer takes nothing, for as long as that lasts. `workspace_id` as in `Beat`."""

    pk = models.CompositePrimaryKey("workspace_id", "lane")
    workspace_id = models.CharField(max_length=40)
    lane = models.CharField(max_length=80)
    since = models.BigIntegerField()
    reason = models.TextField()
