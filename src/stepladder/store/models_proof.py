"""Tables of the proof: the links of a workspace's chain, and the key that they are made with."""

from __future__ import annotations

from django.db import models


class Seal(models.Model):
    """One link of the chain of a workspace. `members` is JSON: stream and version of each position, in their order.

    `head` proves the seal, the events it holds and the seal before it; `key` names the key that this was done with.
    """

    pk = models.CompositePrimaryKey("workspace_id", "number")
    workspace_id = models.CharField(max_length=40)
    number = models.BigIntegerField()
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    at = models.BigIntegerField()
    key = models.CharField(max_length=16)
    members = models.TextField()
    head = models.CharField(max_length=64)


class ChainKey(models.Model):
    """The key that the whole history is made with, by its fingerprint. `workspace_id` is empty, for it is of all."""

    pk = models.CompositePrimaryKey("workspace_id", "use")
    workspace_id = models.CharField(max_length=40)
    use = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=16)
