"""Who is calling: bearer tokens, looked up once and remembered for a few seconds, since intake asks at every signal."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from stepladder.service.problems import Problem
from stepladder.users.tokens import find_token

REMEMBERED_SECONDS = 5.0
"""How long a revoked token may still be taken by this process."""
_MOST = 1024


@dataclass(frozen=True, slots=True)
class Caller:
    """A program with a token. `source` is whose idempotency keys it brings."""

    workspace: str
    source: str
    name: str
    scopes: frozenset[str]

    def allows(self, scope: str) -> bool:
        return scope in self.scopes or "admin" in self.scopes


class NoToken(Problem):
    status, slug, title = 401, "no-token", "A token is needed"


class ScopeMissing(Problem):
    status, slug, title = 403, "scope-missing", "The token may not do this"


_known: dict[str, tuple[float, Caller]] = {}
_lock = threading.Lock()


def caller_of(environ: Mapping[str, Any], scope: str) -> Caller:
    """The caller, if the token is good for `scope`. Raises: NoToken - none, or an unknown one; ScopeMissing."""
    return allowed(known_caller(environ), scope)


def allowed(caller: Caller, scope: str) -> Caller:
    """The caller again. Raises: ScopeMissing - its token is not good for `scope`."""
    if not caller.allows(scope):
        raise ScopeMissing(
            f"the token '{caller.name}' has no scope {scope}",
            where="Authorization",
            mend=f"Make one with 'stepladder token new --scope {scope}'.",
            more={"scope": scope},
        )
    return caller


def known_caller(environ: Mapping[str, Any]) -> Caller:
    """The caller, whatever the token is good for. Raises: NoToken - none, or an unknown one."""
    kept = remembered(environ)
    if kept is not None:
        return kept
    secret = _secret(environ)
    digest, moment = _digest(secret), monotonic()
    token = find_token(secret.encode("utf-8", "replace").decode())
    if token is None:
        _known.pop(digest, None)
        raise NoToken(
            "the token is not known, or was revoked",
            where="Authorization",
            mend="Make one with 'stepladder token new'.",
        )
    caller = Caller(token.workspace_id, token.source, token.name, frozenset(token.scopes))
    with _lock:
        if len(_known) >= _MOST:
            _known.clear()
        _known[digest] = (moment + REMEMBERED_SECONDS, caller)
    return caller


def remembered(environ: Mapping[str, Any]) -> Caller | None:
    """The caller, if it was looked up a moment ago: the database is not asked. Raises: NoToken - no token came."""
    kept = _known.get(_digest(_secret(environ)))
    return kept[1] if kept is not None and kept[0] > monotonic() else None


def _secret(environ: Mapping[str, Any]) -> str:
    given: str = environ.get("HTTP_AUTHORIZATION", "")
    kind, _, secret = given.partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not secret:
        raise NoToken("no bearer token was sent", where="Authorization", mend="Send 'Authorization: Bearer TOKEN'.")
    return secret


def _digest(secret: str) -> str:
    # The secret itself is never a key in memory: a dump of this process shows digests only.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def forget_tokens() -> None:
    """Look every token up again."""
    with _lock:
        _known.clear()
