"""Publishing from the desk: put a policy up as a candidate, see what it would change, then put it in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError, Fault, PackFaults
from stepladder.packuploads import LARGEST_UPLOAD
from stepladder.service.candidates import discard, publish_policy, put_up
from stepladder.service.policies import Policy, findings_of, policy_of
from stepladder.service.problems import NotFound
from stepladder.web.pages.policy_check import counted, groups
from stepladder.web.pages.policy_compare import compared
from stepladder.web.pages.policy_parts import only_admins, shared, standing, versions
from stepladder.web.pages.shell import member, page, person, workspace_of

LONGEST_PASTE = 1_000_000
_NAME = "pack.yaml"


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why nothing was put up or published: one thing, or every fault of a policy at its place."""

    what: str
    mend: str
    faults: tuple[Fault, ...] = ()


@member
@require_http_methods(["GET", "HEAD", "POST"])
def policy_publish_page(request: HttpRequest) -> HttpResponse:
    """The candidates, and the form that puts one up."""
    pasted = request.POST.get("text", "").replace("\r\n", "\n")
    if request.method != "POST":
        return _form(request, "", None)
    only_admins(request)
    try:
        files, source = _given(request, pasted)
        pack = put_up(desk(), workspace_of(request).id, files, by=person(request).username, source=source)
    except PackFaults as fault:
        what = _("It has faults, so it was not put up. What is in force stays in force")
        return _form(request, pasted, _Refusal(what, _("Mend each line named, and put it up again."), fault.faults))
    except DeskError as fault:
        return _form(request, pasted, _Refusal(f"{fault.where}: {fault.what}", fault.mend))
    return redirect("policy_review", pack.digest[:12])


def _given(request: HttpRequest, pasted: str) -> tuple[list[tuple[str, bytes]], str]:
    """The files that were chosen, else the pasted text as one file; and what to call them.

    Raises: DeskError - nothing, or too much.
    """
    chosen = [one for one in request.FILES.getlist("files") if one.size]
    if sum(one.size or 0 for one in chosen) > LARGEST_UPLOAD or len(pasted) > LONGEST_PASTE:
        raise DeskError(_("It is too large"), where=_("Files"), mend=_("Send the policy alone, up to 8 MiB."))
    if chosen:
        names = [(one.name or "").replace("\\", "/").rpartition("/")[2] for one in chosen]
        told = names[0] if len(names) == 1 else _("%(first)s and %(n)d more files") % {
            "first": names[0], "n": len(names) - 1,
        }  # fmt: skip
        return [(name, one.read()) for name, one in zip(names, chosen, strict=True)], told
    if pasted.strip():
        return [(_NAME, pasted.encode())], _("pasted text")
    raise DeskError(_("There is nothing in it"), where=_("Files"), mend=_("Choose files, or paste the policy."))


def _form(request: HttpRequest, pasted: str, refusal: _Refusal | None) -> HttpResponse:
    context: dict[str, Any] = {
        **shared(request, "policy_publish", None),
        "candidates": [one for one in versions(request) if one.standing == "candidate"],
        "pasted": pasted,
        "refusal": refusal,
    }
    return page(request, "desk/policy/publish.html", context, status=422 if refusal else 200)


@member
@require_http_methods(["GET", "HEAD", "POST"])
def policy_review_page(request: HttpRequest, digest: str) -> HttpResponse:
    """What a candidate would change, and the button that puts it in force."""
    workspace = workspace_of(request).id
    try:
        policy, pack = policy_of(desk(), workspace, digest)
    except NotFound as fault:
        raise Http404(_("There is no candidate %s. It was discarded, or never put up.") % digest[:12]) from fault
    if request.method != "POST":
        return _review(request, policy, pack, None)
    only_admins(request)
    if request.POST.get("action") == "discard":
        discard(desk(), workspace, policy.digest)
        messages.success(request, _("Candidate %s is discarded.") % policy.name)
        return redirect("policy_publish")
    try:
        on_top_of = request.POST.get("on_top_of") or None
        publish_policy(desk(), workspace, policy.digest, by=person(request).username, on_top_of=on_top_of)
    except DeskError as fault:
        policy, pack = policy_of(desk(), workspace, digest)
        return _review(request, policy, pack, _Refusal(fault.what, fault.mend))
    messages.success(request, _("%s is in force for every new case. Open cases keep their version.") % policy.name)
    return redirect("policy")


def _review(request: HttpRequest, policy: Policy, pack: Pack, refusal: _Refusal | None) -> HttpResponse:
    listed = versions(request)
    in_force = next((one for one in listed if one.standing == "in_force"), None)
    # What comes into force is looked at whole, whatever time the year takes.
    findings = findings_of(desk(), pack, year=True)
    count = counted(findings)
    other = in_force is not None and in_force.digest != policy.digest
    context: dict[str, Any] = {
        **shared(request, "policy_publish", policy),
        "pack": pack,
        "in_force": in_force,
        "is_in_force": policy.standing == "in_force",
        "in_force_standing": standing(in_force) if in_force else None,
        "other_pack": in_force is not None and in_force.pack != policy.pack,
        "counted": count,
        "groups": [one for one in groups(pack.text, findings) if one["id"] != "accepted"],
        "open_cases": sum(one.open_cases for one in listed),
        "difference": compared(request, in_force, policy) if other and in_force is not None else None,
        "refusal": refusal,
    }
    return page(request, "desk/policy/review.html", context, status=422 if refusal else 200)
