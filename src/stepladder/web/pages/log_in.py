"""Log-in and log-out, in the frame of the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView

from stepladder.web.pages.shell import frame


class LogIn(LoginView):
    """Django's own log-in on a page of ours."""

    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), **frame(self.request)}
