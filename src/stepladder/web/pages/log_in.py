"""Log-in and log-out, in the frame of the desk."""

from __future__ import annotations

from time import monotonic
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse

from stepladder.web.pages.shell import frame
from stepladder.web.pages.wrong_tries import WrongTries, network_of

WRONG_TRIES = WrongTries()
_LONGEST_NAME = 200


class LogIn(LoginView):
    """Django's own log-in on a page of ours. After many wrong tries it looks at no password for a while."""

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        seconds = WRONG_TRIES.wait(*self._who(), monotonic())
        if seconds <= 0:
            return super().post(request, *args, **parts)
        name = request.POST.get("username", "")
        shown = self.get_context_data(form=AuthenticationForm(request, initial={"username": name}), wait=seconds)
        answer = self.render_to_response(shown, status=429)
        answer["Retry-After"] = str(seconds)
        return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        WRONG_TRIES.right(*self._who())
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        WRONG_TRIES.wrong(*self._who(), monotonic())
        return super().form_invalid(form)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), **frame(self.request)}

    def _who(self) -> tuple[str, str]:
        # As the form reads it: what looks alike to people may be written in many ways, all of them one log-in.
        name = normalize("NFKC", self.request.POST.get("username", "").strip()[:_LONGEST_NAME])
        return name, network_of(address_of(self.request))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: where a proxy is believed, as it says itself in the last place."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return said.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
