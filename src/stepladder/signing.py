"""The signature of what the desk posts: who has the secret can tell that it is ours, unchanged and fresh."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "Stepladder-Signature"


def signature(secret: str, body: bytes, at: int) -> str:
    """The value of the header: `t=1741495200,v1=<hex>`, HMAC-SHA256 over the seconds, a dot and the body.

    Takes: at - seconds since 1970, part of what is signed, so that a post cannot be replayed later unnoticed.
    """
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
