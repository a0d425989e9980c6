"""Tables about who is there: absences, and whose turn the duty is."""

from __future__ import annotations

from django.db import models


class Absence(models.Model):
    """Somebody is not there for a while; `deputy` stands in."""

    pk = models.CompositePrimaryKey("workspace_id", "person", "starts_at")
    workspace_id = models.CharField(max_length=40)
    person = models.CharField(max_length=80)
    starts_at = models.BigIntegerField()
    ends_at = models.BigIntegerField()
    deputy = models.CharField(max_length=80, null=True)


class DutyRota(models.Model):
    """Who takes turns at the duty of a role. `people` is a JSON list of ids; `handover` a time of the wall clock."""

    pk = models.CompositePrimaryKey("workspace_id", "role")
    workspace_id = models.CharField(max_length=40)
    role = models.CharField(max_length=80)
    zone = models.CharField(max_length=60)
    starts_on = models.CharField(max_length=10)
    handover = models.CharField(max_length=5)
    every_days = models.SmallIntegerField()
    people = models.TextField()


class DutyOverride(models.Model):
    """Somebody else has the duty of a role for a while. Of those that overlap the last one made counts."""

    pk = models.CompositePrimaryKey("workspace_id", "role", "starts_at")
    workspace_id = models.CharField(max_length=40)
    role = models.CharField(max_length=80)
    starts_at = models.BigIntegerField()
    ends_at = models.BigIntegerField()
    person = models.CharField(max_length=80)
    made_at = models.BigIntegerField()
