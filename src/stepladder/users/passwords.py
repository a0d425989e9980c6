"""How passwords are kept: dear to guess for whoever has a copy of the database, quick to check for whoever logs in."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with the least that OWASP's cheat sheet on password storage asks for: 19 MiB, two passes, one lane.

    A guess must hold that memory, which machines made for guessing have little of. Django's own figures take five times
    the memory and, as PBKDF2 did, half a second of every start that makes people and of every log-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
