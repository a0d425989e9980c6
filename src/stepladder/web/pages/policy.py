"""The policy page: what is in force, what it says and where, and what was wrong with the last one that was refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.blocks import Block, Heading
from stepladder.core.policy.shown.whole import about, rules
from stepladder.core.policy.shown.words import Titles
from stepladder.web.pages.policy_parts import chosen, shared
from stepladder.web.pages.policy_shown import search, sections
from stepladder.web.pages.shell import member, page, workspace_of

LONGEST_QUERY = 200


@member
@require_safe
def policy_page(request: HttpRequest) -> HttpResponse:
    """A version as its team reads it; with `?q=` what holds the words; as a part of the page where htmx asks for it."""
    found = chosen(request)
    policy, pack = found if found is not None else (None, None)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    context: dict[str, Any] = {
        **shared(request, "policy", policy),
        "pack": pack,
        "query": query,
        "here": request.path + (f"?version={policy.digest[:12]}" if policy and policy.standing != "in_force" else ""),
        "refused": desk().store.refused_pack(workspace_of(request).id),
    }
    if pack is not None:
        header = pack.text.header
        context |= {
            "holds": _holds(pack),
            "owner": Titles(pack.text).role(header.owner) if header.owner else "",
            "sections": sections(_blocks(pack)),
            "found": search(pack, query) if query else None,
        }
    if request.headers.get("HX-Request") and pack is not None:
        part = "desk/policy/found.html" if query else "desk/policy/whole.html"
        answer = render(request, part, context)
    else:
        answer = page(request, "desk/policy.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _blocks(pack: Pack) -> list[Block]:
    """The rules, and last what stands in the header: who reads the page comes for the rules."""
    return [*rules(pack), Heading(2, _("About this policy")), *about(pack)]


def _holds(pack: Pack) -> str:
    text = pack.text
    parts = (
        (len(text.triggers), _("triggers")),
        (len(text.clocks), _("clocks")),
        (len(text.routes), _("routes")),
        (len(text.examples), _("examples")),
    )
    return ", ".join(f"{count} {what}" for count, what in parts)


def categories_of(pack: Pack) -> list[dict[str, Any]]:
    """The categories in the order of the policy with their triggers, and last what belongs to none."""
    text = pack.text
    levels = {f"{scale.id}:{level.id}": level.title for scale in text.scales for level in scale.levels}
    found: list[dict[str, Any]] = [
        {
            "title": one.title,
            "level": levels.get(one.level or "", ""),
            "because": one.because,
            "source": one.source,
            "triggers": [trigger for trigger in text.triggers if trigger.category == one.id],
        }
        for one in text.categories
    ]
    loose = [trigger for trigger in text.triggers if trigger.category is None]
    if loose:
        found.append(
            {
                "title": _("Besides"),
                "level": "",
                "because": _("These belong to no category."),
                "source": (),
                "triggers": loose,
            }
        )
    return [one for one in found if one["triggers"]]
