"""A mail server that fails as they do: it hangs, refuses, puts off, or takes a message and dies before it says so."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from typing import Any, Literal

from tests.harness.mail import MailPeer

Mood = Literal["well", "hangs", "puts off", "refuses", "dies after taking", "dies before taking"]
MOODS: tuple[Mood, ...] = ("hangs", "puts off", "refuses", "dies after taking", "dies before taking")
_HANG_SECONDS = 0.6


class MoodyMail(MailPeer):
    """Serves well until it is told otherwise; then each message meets its mood with the chance that was set."""

    def __init__(self) -> None:
        super().__init__()
        self._mood: Mood = "well"
        self._share = 0.0
        self._chance = random.Random()
        self._guard = threading.Lock()

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def be(self, mood: Mood, share: float = 1.0, seed: int = 0) -> None:
        with self._guard:
            self._mood, self._share, self._chance = mood, share, random.Random(seed)

    def taken(self) -> dict[str, int]:
        """How often each Message-ID was taken."""
        return dict(Counter(str(mail.message["Message-ID"]).strip() for mail in self.mails))

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        match self._today():
            case "hangs":
                await asyncio.sleep(_HANG_SECONDS)
            case "puts off":
                return "451 4.3.0 come back later"
            case "refuses":
                return "550 5.1.1 no such mailbox"
            case "dies before taking":
                server.transport.abort()
                return "451 4.3.0 never heard"
            case "dies after taking":
                await super().handle_DATA(server, session, envelope)
                server.transport.abort()
                return "451 4.3.0 never heard"
        return await super().handle_DATA(server, session, envelope)

    def _today(self) -> Mood:
        with self._guard:
            return self._mood if self._chance.random() < self._share else "well"
