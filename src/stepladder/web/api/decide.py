"""What the policy says about a signal; nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.service.deciding import decide_body
from stepladder.web.api.bodies import whole_body
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import only
from stepladder.web.api.tokens import Caller


def ask(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The decision document. `?pack=` names policies, the first of them primary; else the one in force answers."""
    only(request, "pack")
    return reply(decide_body(desk(), caller.workspace, whole_body(request), request.GET.get("pack") or None))
