"""Those who bring signals and give commands, all at once, and remember what they were answered."""

from __future__ import annotations

import json
import random
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

from tests.faults.rounds.programs import TOKEN

_TEXTS = ("The site is down", "I was charged twice", "I was charged twice, we are leaving")
_PAUSE = 0.03
_ANSWER_SECONDS = 8.0


class Senders:
    """A few threads. Each signal is sent again, under its key and with the same body, until it is answered.

    Fields: sent, answered, noted, leaving - as `known.Said` has them; replayed - how many were answered as known;
    refused - how often an answer asked to come back.
    """

    def __init__(self, port: int, seed: int, count: int = 3) -> None:
        self._port, self._seed = port, seed
        self.sent: dict[str, dict[str, Any]] = {}
        self.answered: dict[str, tuple[str, str | None]] = {}
        self.noted: dict[str, bool] = {}
        self.leaving: set[str] = set()
        self.replayed = self.refused = 0
        self.odd: list[str] = []
        self._lock = threading.Lock()
        self._over, self._given_up = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=self._bring, args=(number,), daemon=True) for number in range(count)]
        self._threads.append(threading.Thread(target=self._note, daemon=True))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def no_more(self) -> None:
        """Begin no new signal; those under way are brought to their end."""
        self._over.set()

    def finish(self, seconds: float) -> list[str]:
        """Wait for the last answers. Gives the keys that were never answered."""
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._given_up.set()
        for thread in self._threads:
            thread.join(_ANSWER_SECONDS + 2)
        return sorted(set(self.sent) - set(self.answered))

    def _bring(self, number: int) -> None:
        chance = random.Random(f"{self._seed}/{number}")
        count = 0
        while not self._over.is_set():
            count += 1
            self._bring_one(f"{number}-{count}", chance)
            time.sleep(chance.random() * _PAUSE * 2)

    def _bring_one(self, key: str, chance: random.Random) -> None:
        text = chance.choice(_TEXTS)
        customer = f"customer-{chance.randrange(6)}"
        talk = f"talk-{chance.randrange(12)}" if chance.random() < 0.5 else f"talk-of-{key}"
        body = {"customer": {"id": customer}, "signal": {"text": text, "conversation": talk, "channel": "email"}}
        with self._lock:
            self.sent[key] = body
            if "leaving" in text:
                self.leaving.add(key)
        while not self._given_up.is_set():
            status, answer, replayed = self._post("/api/v1/signals", body, key)
            if status == 201:
                with self._lock:
                    self.answered[key] = (answer["signal"], answer["case"])
                    self.replayed += replayed
                return
            self._mark(status, answer)
            time.sleep(_PAUSE)

    def _note(self) -> None:
        """Write notes on cases. A note has no key, so one without an answer is not written again."""
        chance = random.Random(f"{self._seed}/notes")
        count = 0
        while not self._over.is_set():
            with self._lock:
                cases = sorted({case for _, case in self.answered.values() if case is not None})
            if cases:
                count += 1
                words = f"note {count} of {self._seed}"
                self.noted[words] = False
                status, answer, _ = self._post(
                    f"/api/v1/cases/{chance.choice(cases)}/commands", {"do": "note", "text": words}, None
                )
                self.noted[words] = status == 200
                if status != 200:
                    self._mark(status, answer)
            time.sleep(_PAUSE * 2)

    def _mark(self, status: int, answer: Any) -> None:
        """No answer, and one that asks to come back, are what a fault may bring about; anything else is not."""
        if status in (429, 503):
            self.refused += 1
        elif status not in (0, 412, 500):
            self.odd.append(f"answered {status}: {str(answer)[:200]}")

    def _post(self, path: str, body: dict[str, Any], key: str | None) -> tuple[int, Any, bool]:
        """Status (0 for no answer), body, and whether it was known."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read()
            if not said:
                return 0, None, False  # Whoever answered died between head and body.
            known = answer.headers.get("Idempotency-Replayed") == "true"
            return answer.status, json.loads(said), known
        except (OSError, HTTPException, ValueError):
            return 0, None, False
        finally:
            connection.close()
