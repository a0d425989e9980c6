"""What is known of a case that was moved out of the database into a file."""

from __future__ import annotations

from django.db import models


class ArchivedCase(models.Model):
    """Where an archived case went, and what still proves its events without it.

    `file` is the base name of the file it was written to, `checksum` the SHA-256 of its line there. `digests` is JSON:
    position and digest of each of its events, in the order of their versions. `digest` proves the row itself.
    """

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = models.CharField(max_length=40)
    id = models.CharField(max_length=80)
    file = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    archived_at = models.BigIntegerField()
    opened_at = models.BigIntegerField()
    closed_at = models.BigIntegerField()
    version = models.IntegerField()
    digests = models.TextField()
    digest = models.CharField(max_length=64)
