"""Tokens of other programs: shown once when they are made, kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

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
    if ApiToken.objects.filter(workspace_id=workspace, name=name).exists():
        raise DeskError(f"a token is called '{name[:80]}' already", where="name", mend="Choose another name.")
    secret = secret or _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        digest=_digest(secret),
        workspace_id=workspace,
        name=name,
        source=source,
        scopes=list(dict.fromkeys(scopes)),
        created_at=now,
    )
    return token, secret


def find_token(secret: str) -> ApiToken | None:
    """The token with this secret, unless it was revoked."""
    # The digest is the key that is looked up, so comparing takes no longer for a nearly right secret.
    return ApiToken.objects.filter(digest=_digest(secret), revoked_at__isnull=True).first()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
