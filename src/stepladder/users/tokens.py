"""Tokens of other programs: shown once when they are made, kept only as a digest, listed by name and taken back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from stepladder.core.values import DeskError
from stepladder.service.requests import sender_name
from stepladder.users.models import SCOPES, ApiToken

_PREFIX = "sl_"


def new_token(
    workspace: str,
    name: str,
    scopes: Sequence[str],
    *,
    now: datetime,
    source: str | None = None,
    secret: str | None = None,
) -> tuple[ApiToken, str]:
    """Make a token. The second part of the answer is the secret, which nobody can look up again.

    The name of one that was revoked is free again.

    Takes: source - whose idempotency keys it brings, else its name.
    Raises: DeskError - an unknown scope or none, a name in use, or one that nobody could read.
    """
    name = sender_name(name, where="name")
    source = name if source is None else sender_name(source, where="source")
    for scope in scopes:
        if scope not in SCOPES:
            raise DeskError(f"no scope is called '{scope[:40]}'", where="scope", mend=f"Use {', '.join(SCOPES)}.")
    if not scopes:
        raise DeskError("a token without a scope may do nothing", where="scope", mend=f"Use {', '.join(SCOPES)}.")
    named = ApiToken.objects.filter(workspace_id=workspace, name=name)
    if named.filter(revoked_at__isnull=True).exists():
        mend = "Choose another name, or take that one back with 'stepladder token revoke'."
        raise DeskError(f"a token is called '{name[:80]}' already", where="name", mend=mend)
    secret = secret or _PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        named.filter(revoked_at__isnull=False).delete()
        token = ApiToken.objects.create(
            digest=_digest(secret),
            workspace_id=workspace,
            name=name,
            source=source,
            scopes=list(dict.fromkeys(scopes)),
            created_at=now,
        )
    return token, secret


def tokens_of(workspaces: Sequence[str]) -> list[ApiToken]:
    """Every token of these workspaces, by workspace and name; a revoked one stands there until its name is used."""
    return list(ApiToken.objects.filter(workspace_id__in=workspaces).order_by("workspace_id", "name"))


def revoke_token(workspace: str, name: str, *, now: datetime) -> ApiToken:
    """Take a token back; one that was taken back before stays as it is. Raises: DeskError - none has the name."""
    token = ApiToken.objects.filter(workspace_id=workspace, name=name).first()
    if token is None:
        mend = "'stepladder token list' names those there are."
        raise DeskError(f"no token is called '{name[:80]}'", where="name", mend=mend)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token


def find_token(secret: str) -> ApiToken | None:
    """The token with this secret, unless it was revoked."""
    # The digest is the key that is looked up, so comparing takes no longer for a nearly right secret.
    return ApiToken.objects.filter(digest=_digest(secret), revoked_at__isnull=True).first()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
