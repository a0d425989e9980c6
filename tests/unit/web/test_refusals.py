"""What the API advises where its database does not answer fits what was asked."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError

from stepladder.web.api.doors import refusal

ADVICE = {  # claim: (method, path, what to do)
    "a question has no key and is asked again": ("GET", "cases", "Ask again in a moment."),
    "nor has a question about signals": ("GET", "signals", "Ask again in a moment."),
    "nor one for the head alone": ("HEAD", "cases", "Ask again in a moment."),
    "a signal is sent again under its key": ("POST", "signals", "Send it again with the same key."),
    "so are many": ("POST", "signals/batch", "Send it again with the same key."),
    "a command has no key": ("POST", "cases/c-1/do", "Look whether it was done; if it was not, send it again."),
    "nor has a deletion": ("DELETE", "people/ada", "Look whether it was done; if it was not, send it again."),
}


@pytest.mark.parametrize(("method", "path", "mend"), ADVICE.values(), ids=ADVICE)
def test_an_outage_is_answered_with_what_to_do(method: str, path: str, mend: str) -> None:
    answer = refusal(OperationalError("gone"), method, f"/api/v1/{path}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert json.loads(answer.content)["mend"] == mend
