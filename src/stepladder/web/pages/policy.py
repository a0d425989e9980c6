"""The policy page: what is in force, what it escalates, and what was wrong with the last one that was refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.core.policy.pack import Pack
from stepladder.service.problems import NoPolicy
from stepladder.web.pages.shell import member, page, workspace_of


@member
@require_safe
def policy_page(request: HttpRequest) -> HttpResponse:
    workspace = workspace_of(request).id
    store = desk().store
    pack: Pack | None
    try:
        pack = desk().packs.in_force(workspace)
    except NoPolicy:
        pack = None
    versions = store.pack_versions(workspace)
    return page(
        request,
        "desk/policy.html",
        {
            "pack": pack,
            "current": next((one for one in versions if one.in_force), None),
            "versions": versions,
            "refused": store.refused_pack(workspace),
            "holds": _holds(pack) if pack else "",
            "categories": categories_of(pack) if pack else [],
        },
    )


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
