"""The compare page: what changes for people between two versions of a policy, and what is written differently."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.core.lint.diff.told import in_short, told
from stepladder.core.policy.shown.differing import Differing, differing
from stepladder.core.policy.shown.words import sources
from stepladder.service.policies import Policy, difference_of
from stepladder.web.pages.policy_parts import called, chosen, shared, versions
from stepladder.web.pages.policy_shown import sections
from stepladder.web.pages.shell import member, page, workspace_of

_MOST_OPEN = 12
"""A section with more elements than that begins folded."""


@member
@require_safe
def policy_compare_page(request: HttpRequest) -> HttpResponse:
    """Two versions beside each other: `?from=` and `?to=`; left out, the one in force and the newest other one."""
    listed = versions(request)
    to = chosen(request, "to") if request.GET.get("to") else chosen(request)
    first = to[0] if to is not None else None
    before = _before(request, listed, first)
    if first is not None and before is not None and not request.GET.get("to") and not request.GET.get("from"):
        # Left to itself the page shows what a candidate would change, or what the last publication did.
        candidate = next((one for one in listed if one.standing == "candidate"), None)
        if candidate is not None and first.standing == "in_force":
            before, first = first, candidate
    context: dict[str, Any] = {
        **shared(request, "policy_compare", None),
        "choices": [{"value": one.digest[:12], "title": called(one)} for one in listed],
        "from": before,
        "to": first,
        "difference": compared(request, before, first) if before is not None and first is not None else None,
    }
    if before is not None and first is not None and request.GET.get("people"):
        context["people"] = _people(request, before, first)
    return page(request, "desk/policy/compare.html", context)


@member
@require_safe
def policy_compare_people(request: HttpRequest) -> HttpResponse:
    """What changes for people, for a page that asks for it once it stands: working it out takes a moment."""
    before, after = chosen(request, "from"), chosen(request, "to")
    if before is None or after is None:
        raise Http404(_("There is no such version."))
    return render(request, "desk/policy/people.html", {"people": _people(request, before[0], after[0])})


def _people(request: HttpRequest, before: Policy, after: Policy) -> dict[str, Any]:
    """The difference as its text tells it, part by part."""
    found = difference_of(desk(), workspace_of(request).id, before, after)
    return {"short": "" if found.is_empty else in_short(found), "sections": sections(told(found))}


def _before(request: HttpRequest, listed: tuple[Policy, ...], to: Policy | None) -> Policy | None:
    if request.GET.get("from"):
        found = chosen(request, "from")
        return found[0] if found is not None else None
    in_force = next((one for one in listed if one.standing == "in_force"), None)
    if to is not None and in_force is not None and to.digest != in_force.digest:
        return in_force
    others = [one for one in listed if to is not None and one.digest != to.digest]
    return next((one for one in others if one.standing == "earlier"), others[0] if others else None)


def compared(request: HttpRequest, before: Policy, after: Policy) -> dict[str, Any]:
    """What differs, for a page: in few words, for people, and element by element."""
    workspace = workspace_of(request).id
    old, new = (desk().packs.known(workspace, one.digest) for one in (before, after))
    found = differing(old.text, new.text)
    return {
        "words": _counted(found) or _("nothing"),
        "same": not found,
        "query": f"from={before.digest[:12]}&to={after.digest[:12]}",
        "other_pack": (before, after) if before.pack != after.pack else None,
        "written": _sections(found),
    }


def _counted(found: tuple[Differing, ...]) -> str:
    new, gone, changed = (sum(one.how == how for one in found) for how in ("new", "gone", "changed"))
    said = [
        ngettext("%d new element", "%d new elements", new) % new if new else "",
        ngettext("%d gone", "%d gone", gone) % gone if gone else "",
        ngettext("%d written differently", "%d written differently", changed) % changed if changed else "",
    ]
    return ", ".join(filter(None, said))


def _sections(found: tuple[Differing, ...]) -> list[dict[str, Any]]:
    words = {"new": (_("new"), "good"), "gone": (_("gone"), "critical"), "changed": (_("changed"), "info")}
    return [
        {
            "title": section.replace("_", " ").capitalize(),
            "open": sum(one.section == section for one in found) <= _MOST_OPEN,
            "items": [
                {"one": one, "word": words[one.how][0], "tone": words[one.how][1], "source": sources(one.source)}
                for one in found
                if one.section == section
            ],
        }
        for section in dict.fromkeys(one.section for one in found)
    ]
