"""What the pages of a policy have in common: their tabs, which version they are about, and who may publish."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stepladder.bootstrap import desk
from stepladder.core.policy.pack import Pack
from stepladder.service.policies import Policy, policies, policy_of
from stepladder.service.problems import NoPolicy, NotFound
from stepladder.web.pages.shell import person, workspace_of

_TABS = (
    ("policy", gettext_lazy("Read")),
    ("policy_check", gettext_lazy("Check")),
    ("policy_compare", gettext_lazy("Compare")),
    ("policy_try", gettext_lazy("Try a message")),
    ("policy_history", gettext_lazy("History")),
    ("policy_publish", gettext_lazy("Publish")),
    ("calendars", gettext_lazy("Calendars and holidays")),
    ("clock", gettext_lazy("Try a clock")),
)


def may_publish(request: HttpRequest) -> bool:
    return person(request).role == "admin"


def only_admins(request: HttpRequest) -> None:
    """Raises: PermissionDenied."""
    if not may_publish(request):
        raise PermissionDenied(_("Only an administrator of the desk may publish or retire policies."))


def tabs(here: str, digest: str | None = None) -> list[dict[str, Any]]:
    """The pages of a policy. `digest`: the version they go on with, where it is not the one in force."""
    carried = {"policy", "policy_check", "policy_compare", "policy_try"}
    found = []
    for name, title in _TABS:
        query = f"?version={digest[:12]}" if digest and name in carried else ""
        found.append({"url": reverse(name) + query, "title": title, "here": name == here})
    return found


def chosen(request: HttpRequest, key: str = "version") -> tuple[Policy, Pack] | None:
    """The version that the address names, else the one in force; None where none is. Raises: Http404."""
    digest = request.GET.get(key) or None
    try:
        return policy_of(desk(), workspace_of(request).id, digest)
    except NoPolicy:
        return None
    except NotFound as fault:
        raise Http404(
            _("The workspace has no policy %s. The history lists every one.") % (digest or "")[:12]
        ) from fault


def shared(request: HttpRequest, here: str, policy: Policy | None) -> dict[str, Any]:
    """What every page of a policy shows of the version it is about."""
    other = policy.digest if policy is not None and policy.standing != "in_force" else None
    return {
        "tabs": tabs(here, other),
        "policy": policy,
        "version_query": f"version={other[:12]}" if other else "",
        "standing": standing(policy) if policy is not None else None,
        "may_publish": may_publish(request),
    }


def standing(policy: Policy) -> dict[str, Any]:
    """How a version stands, in words."""
    word, tone, since = {
        "in_force": (_("in force"), "good", _("In force since")),
        "earlier": (_("no longer in force"), "", _("Published")),
        "candidate": (_("candidate, decides nothing"), "info", _("Put up")),
        "retired": (_("retired"), "risk", _("Retired")),
    }[policy.standing]
    at, by = (policy.retired.at, policy.retired.by) if policy.retired is not None else (policy.at, policy.by)
    return {"word": word, "tone": tone, "since": since, "at": at, "by": by}


def versions(request: HttpRequest) -> tuple[Policy, ...]:
    """Every policy there is to choose from."""
    return policies(desk(), workspace_of(request).id)


def called(policy: Policy) -> str:
    """What a list of choices calls a version."""
    words = {
        "in_force": _("in force"),
        "earlier": _("earlier"),
        "candidate": _("candidate"),
        "retired": _("retired"),
    }
    return f"{policy.version} · {policy.digest[:12]} · {words[policy.standing]}"
