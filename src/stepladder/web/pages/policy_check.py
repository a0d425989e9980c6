"""The check page: what the policy check finds in a version, the worst first, and what the policy accepts and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.core.lint.accepting import acceptance
from stepladder.core.lint.finding import Finding
from stepladder.core.lint.loaded import LOADED
from stepladder.core.lint.rules import RULES
from stepladder.core.policy.model import PackText
from stepladder.core.policy.shown.words import sources, upper
from stepladder.service.policies import checked_already, findings_of
from stepladder.web.pages.policy_parts import chosen, shared
from stepladder.web.pages.shell import member, page

_TITLES = {rule.id: rule.title for rule in (*LOADED, *RULES)}


@member
@require_safe
def policy_check_page(request: HttpRequest) -> HttpResponse:
    """What is found without the rules that play a whole year; `?year=1` with them."""
    found = chosen(request)
    policy, pack = found if found is not None else (None, None)
    context = {**shared(request, "policy_check", policy), "pack": pack}
    if pack is not None:
        year = request.GET.get("year") == "1" or checked_already(desk(), pack, year=True)
        findings = findings_of(desk(), pack, year=year)
        context |= {"year": year, "counted": counted(findings), "groups": groups(pack.text, findings)}
    return page(request, "desk/policy/check.html", context)


@member
@require_safe
def policy_check_count(request: HttpRequest) -> HttpResponse:
    """The findings of a version in a few words, for a list that asks for them one by one."""
    found = chosen(request)
    findings = findings_of(desk(), found[1]) if found is not None else ()
    return render(request, "desk/policy/count.html", {"counted": counted(findings)})


def counted(findings: Sequence[Finding]) -> dict[str, Any]:
    """How many of each severity are not accepted, and how many are."""
    standing = [one for one in findings if not one.accepted]
    errors, warnings, notes = (
        sum(one.severity == severity for one in standing) for severity in ("error", "warning", "note")
    )
    accepted = len(findings) - len(standing)
    said = [
        ngettext("%d error", "%d errors", errors) % errors if errors else "",
        ngettext("%d warning", "%d warnings", warnings) % warnings if warnings else "",
        ngettext("%d note", "%d notes", notes) % notes if notes else "",
        ngettext("%d accepted", "%d accepted", accepted) % accepted if accepted else "",
    ]
    return {
        "errors": errors,
        "warnings": warnings,
        "words": " · ".join(filter(None, said)) or _("nothing found"),
        "tone": "critical" if errors else "risk" if warnings else "good",
        "none": not findings,
    }


def groups(text: PackText, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Errors, warnings, notes, and last what is accepted; each finding with where it stands and how to mend it."""
    kinds = (
        ("error", _("Errors"), _("They cannot run. A policy with an error does not come into force."), "critical"),
        ("warning", _("Warnings"), _("They will hurt somebody one day."), "risk"),
        ("note", _("Notes"), _("Somebody should know."), "info"),
    )
    found = [
        {
            "id": severity,
            "title": title,
            "says": says,
            "tone": tone,
            "rules": _by_rule(text, [one for one in findings if one.severity == severity and not one.accepted]),
        }
        for severity, title, says, tone in kinds
    ]
    accepted = [one for one in findings if one.accepted]
    says = _("The policy knows of them and lives with them for a while.")
    rules = _by_rule(text, accepted)
    found.append({"id": "accepted", "title": _("Accepted"), "says": says, "tone": "", "rules": rules})
    for group in found:
        group["count"] = sum(len(rule["findings"]) for rule in group["rules"])
    return [group for group in found if group["count"]]


def _by_rule(text: PackText, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    rules = dict.fromkeys(one.rule for one in findings)
    return [
        {
            "id": rule,
            "title": upper(_TITLES.get(rule, rule.replace("-", " "))),
            "findings": [_finding(text, one) for one in findings if one.rule == rule],
        }
        for rule in rules
    ]


def _finding(text: PackText, one: Finding) -> dict[str, Any]:
    own = acceptance(text, one)
    return {
        "finding": one,
        "place": f"{one.file}:{one.line}:{one.column}",
        "source": sources(one.source),
        "because": own.because if own is not None else "",
        "until": own.until if own is not None else None,
    }
