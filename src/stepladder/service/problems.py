"""Faults of a request, each with the status that answers it. The doors make problem details (RFC 9457) of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepladder.core.values import DeskError

if TYPE_CHECKING:
    from stepladder.core.case.refused import Refused


class Problem(DeskError):
    """A request that cannot be served. `status` answers it over HTTP, `slug` names its sort, `more` adds members."""

    status = 400
    slug = "bad-request"
    title = "The request cannot be read"
    retry_after_seconds: int | None = None
    """Where sending it again unchanged may help: when."""

    def __init__(self, what: str, *, where: str, mend: str, more: dict[str, Any] | None = None) -> None:
        super().__init__(what, where=where, mend=mend)
        self.more = more or {}

    def document(self) -> dict[str, Any]:
        """The problem in the form of RFC 9457, with what, where and how to mend it."""
        return {
            "type": f"urn:stepladder:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": f"{self.where}: {self.what}. {self.mend}",
            "what": self.what,
            "where": self.where,
            "mend": self.mend,
            **self.more,
        }


class BadInput(Problem):
    """Unknown keys, wrong types, naive or impossible times, control characters."""

    status, slug, title = 422, "bad-input", "The input is not as it must be"


class NotReadable(Problem):
    """Not JSON, or not UTF-8."""


class TooLarge(Problem):
    status, slug, title = 413, "too-large", "The body is too large"


class NoKey(Problem):
    slug, title = "no-key", "The signal has no key"


class KeyReused(Problem):
    """The same idempotency key came with another body."""

    status, slug, title = 409, "key-reused", "The key belongs to another body"


class NotFound(Problem):
    status, slug, title = 404, "not-found", "There is nothing under this name"


class Archived(NotFound):
    """The case was moved out of the database; `more` holds the file it is in, since when, and how to bring it back."""

    status, slug, title = 410, "archived", "The case is archived"


class NotAllowed(Problem):
    """The case refuses the command; `more` holds reason, source and what opens it."""

    status, slug, title = 409, "refused", "The case refuses this"


def not_allowed(fault: Refused) -> NotAllowed:
    """A refusal of the core as the problem that tells of it."""
    more = {"reason": fault.what, "source": list(fault.source), "opens_with": fault.opens_with}
    return NotAllowed(fault.what, where=fault.where, mend=fault.mend, more=more)


class NotYours(Problem):
    """Only somebody with another role may change this."""

    status, slug, title = 403, "not-yours", "Somebody else may change this"


class Stale(Problem):
    """The case has changed since the caller saw it."""

    status, slug, title = 412, "stale", "The case has changed meanwhile"


PUBLISH_ONE = "Publish a policy first, or publish one again that was retired."
"""How to mend that no policy is in force."""


class NoPolicy(Problem):
    """The workspace has no policy in force, so nothing can be decided."""

    status, slug, title = 503, "no-policy", "No policy is in force"
    retry_after_seconds = 60


class NoNewCases(Problem):
    """The policy in force opens no new case until it was reviewed (Q-50), so the signal is not taken."""

    status, slug, title = 503, "no-new-cases", "The policy opens no new case"
    retry_after_seconds = 3600


class Busy(Problem):
    """The database does not answer, too many wait already, or others were quicker every time it was tried."""

    status, slug, title = 503, "busy", "The desk is busy"
    retry_after_seconds = 2
