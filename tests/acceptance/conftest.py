"""What every desk under acceptance is given."""

from __future__ import annotations

import pytest

from tests.harness.mail import MailPeer


@pytest.fixture
def mailing(mail_peer: MailPeer) -> dict[str, str]:
    """The environment of a desk whose mail goes to the test's own mail server."""
    return {
        "STEPLADDER_SMTP_URL": f"smtp://{mail_peer.host}:{mail_peer.port}",
        "STEPLADDER_SMTP_FROM": "Stepladder <desk@desk.example>",
    }
