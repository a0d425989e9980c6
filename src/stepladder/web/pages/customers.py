"""The customers whose accounts anything was heard of, and the page of one: its signs, what comes again, its cases."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from itertools import count
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stepladder.bootstrap import desk
from stepladder.core.account.commands import ClearSign, FinishReview
from stepladder.core.account.state import TIER_SCALE, Account, AccountSign
from stepladder.service.accounts import ACCOUNTS, account_of
from stepladder.service.clearing import ask_account
from stepladder.service.problems import Problem
from stepladder.service.reading.customers import customers_called
from stepladder.service.rows import CaseFilter
from stepladder.web.pages.names import Names
from stepladder.web.pages.shell import member, page, person, workspace_of
from stepladder.web.pages.words import plain

MOST_LISTED = 500
"""Customers on the list, of all whose account anything was heard of."""
MOST_CASES = 50
"""The newest ones, on the page of a customer."""
_LONGEST = 2_000
_TONES = ("critical", "risk", "info")


@member
@require_safe
def customers_page(request: HttpRequest) -> HttpResponse:
    """The accounts, the highest tier first; of very many the first ones, and how many there are."""
    workspace, store = workspace_of(request).id, desk().store
    accounts, known = _gravest(ACCOUNTS.all(store, workspace))
    called = customers_called(store, workspace, [one.id for one in accounts])
    names = Names.of(desk().packs.in_force(workspace), store.people(workspace))
    lines = [
        {
            "account": one,
            "name": called[one.id],
            "tier": _tier(one, names),
            "tone": _tone(one),
            "signs": [names.trigger(sign) for sign in one.signs],
            "review": any(review.is_open for review in one.reviews.values()),
        }
        for one in accounts
    ]
    return page(request, "desk/customers.html", {"lines": lines, "count": known, "hidden": known - len(lines)})


@member
@require_http_methods(["GET", "POST"])
def customer_page(request: HttpRequest, customer: str) -> HttpResponse:
    """One account. A POST clears a sign or finishes a review; a refusal is shown with the words kept."""
    if request.method == "GET":
        return _shown(request, customer, None)
    because = request.POST.get("because", "")[:_LONGEST]
    name = request.POST.get("name", "")
    command = (
        FinishReview(pattern=name, because=because)
        if request.POST.get("do") == "finish_review"
        else ClearSign(sign=name, because=because)
    )
    try:
        ask_account(desk(), workspace_of(request).id, customer, command, person(request).username)
    except Problem as fault:
        refused = {"what": fault.what, "mend": fault.mend, "name": name, "because": because}
        return _shown(request, customer, refused, status=fault.status)
    return redirect("customer", customer=customer)


def _shown(request: HttpRequest, customer: str, refused: dict[str, str] | None, status: int = 200) -> HttpResponse:
    workspace, store = workspace_of(request).id, desk().store
    account, record = account_of(store, workspace, customer), store.customer(workspace, customer)
    cases = store.cases(CaseFilter(workspace=workspace, customer=customer, limit=MOST_CASES + 1))
    # A case is there at once, while its account hears of it only a moment later.
    if account.version == 0 and record is None and not cases:
        raise Http404(_("Nothing was ever heard of this customer."))
    names = Names.of(desk().packs.in_force(workspace), store.people(workspace))
    titles = {one.id: one.title or one.id for one in cases}
    return page(
        request,
        "desk/customer.html",
        {
            "account": account,
            "name": customers_called(store, workspace, [customer])[customer],
            "tier": _tier(account, names),
            "tone": _tone(account),
            "flags": [plain(one) for one in account.flags],
            "signs": [_sign(one, names, titles) for one in account.signs.values()],
            "reviews": [
                {
                    "id": pattern,
                    "title": names.trigger(pattern),
                    "review": review,
                    "cases": [(case, titles.get(case, case)) for case in review.cases],
                }
                for pattern, review in account.reviews.items()
            ],
            "cases": cases[:MOST_CASES],
            "older": len(cases) > MOST_CASES,
            "refused": refused,
        },
        status=status,
    )


def _sign(one: AccountSign, names: Names, titles: dict[str, str]) -> dict[str, Any]:
    scale, _colon, level = (one.seen.level or "").partition(":")
    ends = {
        "contact": _("when the customer is in touch, or a person clears it"),
        "person": _("when a person clears it"),
        "time": _("by itself, or when a person clears it"),
    }
    return {
        "sign": one,
        "title": names.trigger(one.seen.sign),
        "level": names.level(scale, level) if level else "",
        "flag": plain(one.seen.flag) if one.seen.flag else "",
        "ends": ends[one.seen.clears],
        "guessed": one.seen.state == "provisional",
        "cases": [(case, titles.get(case, case)) for case in one.cases],
    }


def _tier(account: Account, names: Names) -> str:
    return names.level(TIER_SCALE, account.tier) if account.tier else ""


def _rank(account: Account) -> tuple[int, bool, str]:
    """The highest tier first, then whoever has any sign."""
    ranks = [one.seen.rank for one in account.signs.values() if (one.seen.level or "").startswith(f"{TIER_SCALE}:")]
    return min(ranks, default=99), not account.signs, account.id


def _gravest(accounts: Iterable[Account]) -> tuple[list[Account], int]:
    """Those that come first, in their order, and how many there are of all."""
    numbers = count(1)
    found = nsmallest(MOST_LISTED, zip(accounts, numbers, strict=False), key=lambda one: _rank(one[0]))
    return [one for one, _number in found], next(numbers) - 1


def _tone(account: Account) -> str:
    return _TONES[min(_rank(account)[0], len(_TONES) - 1)] if account.tier else "quiet"
